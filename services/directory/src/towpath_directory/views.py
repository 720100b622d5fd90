"""What is asked of the directory about its listings and what it answers: the bodies and answers of the HTTP API."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from towpath_contracts.codes import CapacityState, Code
from towpath_contracts.listing import Listing
from towpath_directory.curation.model import State
from towpath_directory.freshness.room import CapacityView
from towpath_directory.grades.views import GradeView
from towpath_directory.versions.views import ByView
from towpath_runtime.http import Command


class ListingBody(Listing):
    """A listing as its publisher sends it: the whole of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def listing(self) -> Listing:
        """Return the listing that was sent."""
        return Listing.model_validate(self.model_dump())


class CapacityBody(Command):
    """How much room a service has. What is left out is unknown; ``wait_days`` in days."""

    state: CapacityState
    as_of: AwareDatetime | None = None
    spaces: Annotated[int, Field(ge=0, le=100_000)] | None = None
    wait_days: Annotated[int, Field(ge=0, le=3650)] | None = None


class ServiceView(BaseModel):
    """A service of the directory; ``state`` says how fresh it is, ``version`` is the number of its version, which
    ``changed_by`` made at ``changed_at``. ``sources`` are the registered feeds that brought it, where one service alone
    is asked for; ``owner`` is the organisation that claimed it.
    """

    listing: Listing
    state: State
    capacity: CapacityView | None = None
    version: int
    changed_at: AwareDatetime | None = None
    changed_by: ByView | None = None
    owner: str | None = None
    grade: GradeView | None = None
    sources: list[Code] = []


class ServicePage(BaseModel):
    """A page of services; ``next`` is the cursor of the one that follows.

    They are in the order of their ids or, where words were asked, the most relevant first.
    """

    contents: list[ServiceView]
    next: str | None = None


class Counts(BaseModel):
    """How many services stand where, for reconciliation: what the topics hold has to agree.

    ``listings`` by status, withdrawn ones beside them; ``published`` is the sum without these. ``capacity`` by state.
    ``offers_in_flight`` of all services, listed here or not. ``gaps`` by where they stand.
    """

    published: int
    withdrawn: int
    listings: dict[str, int]
    publishers: dict[str, int]
    capacity: dict[str, int]
    imports: dict[str, int]
    offers_in_flight: int
    gaps: dict[str, int]
