"""A partner organisation's own two topics: what it is offered and what it answers, keyed by the connection."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from towpath_contracts.codes import Code, Outcome, PartnerAnswer, Reason, extensible
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.matching import FactorField
from towpath_contracts.values import AccessField, Id, Language, NeedField, OrganisationId

Jwe = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$", max_length=16_384
    ),
]
"""A JSON Web Encryption in compact form (RFC 7516)."""


class PartnerEvent(Event):
    """What every event of a partner's topics says."""

    connection: Id
    organisation: OrganisationId

    def key(self, aggregate: str) -> str:
        """Key partner records by the connection: the partner knows no referral."""
        return self.connection

    def partner(self) -> str | None:
        """Return the organisation whose topic this is."""
        return self.organisation


class ConnectionOffered(PartnerEvent, stream=Stream.INBOX, name="connection_offered"):
    """A person who agreed to it would like to take part.

    ``why`` names what spoke for this service when it was proposed; empty where somebody chose it without a proposal.
    ``contact`` holds how to reach the person, encrypted to this partner's public key; absent where it has given none.
    """

    service: Id
    why: tuple[FactorField, ...] = ()
    needs: tuple[NeedField, ...] = ()
    access_needs: tuple[AccessField, ...] = ()
    languages: tuple[Language, ...] = ()
    supported_introduction: bool = False
    contact: Jwe | None = None


class ConnectionWithdrawn(PartnerEvent, stream=Stream.INBOX, name="connection_withdrawn"):
    """The offer no longer stands."""

    reason: Annotated[Code, extensible(Reason)]


class ConnectionAnswered(PartnerEvent, stream=Stream.REPLIES, name="connection_answered"):
    """The partner's answer; ``reason`` comes with a rejection."""

    answer: Annotated[Code, extensible(PartnerAnswer)]
    reason: Annotated[Code, extensible(Reason)] | None = None
    expected_by: date | None = None


class AttendanceRecorded(PartnerEvent, stream=Stream.REPLIES, name="attendance_recorded"):
    """The person came, or did not, on that day."""

    session: date
    attended: bool


class ConnectionEnded(PartnerEvent, stream=Stream.REPLIES, name="connection_ended"):
    """The connection is over."""

    outcome: Annotated[Code, extensible(Outcome)]
