"""The directory and capacity streams: compacted, keyed by the service, each record the full state."""

from typing import Annotated

from towpath_contracts.codes import CapacityState, Code, ReviewState, extensible
from towpath_contracts.event import Event, Stream
from towpath_contracts.listing import Listing
from towpath_contracts.values import Count, Id, Moment


class ServicePublished(Event, stream=Stream.DIRECTORY, name="service_published"):
    """The listing as it stands now, whole; ``review`` is how fresh the directory holds it to be, where it says so."""

    listing: Listing
    review: Annotated[Code, extensible(ReviewState)] | None = None

    def key(self, aggregate: str) -> str:
        """Key by the service: a later listing takes the place of an earlier one."""
        return self.listing.id


class ServiceWithdrawn(Event, stream=Stream.DIRECTORY, name="service_withdrawn"):
    """The listing is no longer in the directory. Its record has no value: it is the topic's tombstone."""

    tombstone = True


class CapacityReported(Event, stream=Stream.CAPACITY, name="capacity_reported"):
    """How much room a service has, and how its offers fared. What is absent is unknown.

    ``wait_days`` in days; ``accepted_90d`` and ``ended_well_90d`` count connections of the last 90 days.
    """

    service: Id
    state: Annotated[Code, extensible(CapacityState)]
    as_of: Moment
    spaces: Count | None = None
    wait_days: Count | None = None
    offers_in_flight: Count | None = None
    accepted_90d: Count | None = None
    ended_well_90d: Count | None = None

    def key(self, aggregate: str) -> str:
        """Key by the service, whoever reports."""
        return self.service
