"""The person stream: consent and erasure, keyed by the person (a pseudonymous id)."""

from pydantic import Field

from towpath_contracts.codes import Code
from towpath_contracts.event import Event, Stream
from towpath_contracts.values import Count, Id, Moment, OrganisationId


class PersonEvent(Event):
    """What every event about a person says."""

    person: Id

    def key(self, aggregate: str) -> str:
        """Key by the person, whatever decided the event."""
        return self.person


class ConsentChanged(PersonEvent, stream=Stream.PERSON, name="consent_changed"):
    """Consent was given or taken back, for one purpose and one organisation."""

    purpose: Code
    organisation: OrganisationId
    given: bool
    expires: Moment | None = None


class ErasureRequested(PersonEvent, stream=Stream.PERSON, name="erasure_requested"):
    """Everything about the person is to be removed."""

    referrals: tuple[Id, ...] = ()


class ErasureConfirmed(PersonEvent, stream=Stream.PERSON, name="erasure_confirmed"):
    """A service removed what it held; ``counts`` of documents by kind."""

    service: Code
    counts: dict[Code, Count] = Field(default_factory=dict)
