"""What can be asked of a case.

Ids of what is to be made come along, derived from the asker's key, so that asking twice makes it once.
"""

from dataclasses import dataclass, field
from datetime import date

from towpath_contracts.codes import ConcernKind, Outcome, PartnerAnswer, Reason, Urgency
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed
from towpath_contracts.values import Area, Circumstances, Need, Preferences, Referrer


@dataclass(frozen=True, slots=True)
class Command:
    """Something asked for, which the rules may refuse."""


@dataclass(frozen=True, slots=True)
class ReceiveReferral(Command):
    """Take a referral in; ``team`` owns it until a link worker does."""

    person: str
    referrer: Referrer
    team: str
    area: Area
    age: int
    urgency: str = Urgency.ROUTINE
    reasons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptReferral(Command):
    """Take it on as a link worker's case; without a team it stays with the one that has it."""

    link_worker: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class RejectReferral(Command):
    """Say no to the referrer."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Reallocate(Command):
    """Give the case another owner."""

    link_worker: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class RecordAssessment(Command):
    """Record what is needed and ask for options. What is None is taken from the referral."""

    assessment: str
    needs: tuple[Need, ...]
    circumstances: Circumstances
    preferences: Preferences = field(default_factory=Preferences)
    area: Area | None = None
    languages: tuple[str, ...] | None = None
    access_needs: tuple[str, ...] | None = None
    excluded_services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskForOptions(Command):
    """Ask matching again, without these services from now on."""

    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreePlan(Command):
    """Agree a plan of so many goals, looked at together every so many days."""

    plan: str
    goals: int
    review_every_days: int | None = None


@dataclass(frozen=True, slots=True)
class RequestConnection(Command):
    """Introduce the person to a service. ``offered``: through the organisation's inbox, with ``contact`` as a JWE.

    ``why`` names the factors that spoke for the service when it was proposed.
    """

    connection: str
    service: str
    organisation: str
    needs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    supported_introduction: bool = False
    offered: bool = False
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerConnection(Command):
    """Record what an organisation that is not on Kafka answered."""

    connection: str
    answer: PartnerAnswer
    reason: Reason | None = None
    expected_by: date | None = None


@dataclass(frozen=True, slots=True)
class CancelConnection(Command):
    """Take a connection back."""

    connection: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class StartConnection(Command):
    """Record that the person took part for the first time."""

    connection: str


@dataclass(frozen=True, slots=True)
class CompleteConnection(Command):
    """Record how a connection ended."""

    connection: str
    outcome: Outcome = Outcome.COMPLETED


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Give the person a break."""

    reason: Reason
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Go on after a break."""


@dataclass(frozen=True, slots=True)
class Close(Command):
    """End the case."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class RaiseConcern(Command):
    """Send a concern to a human; to the case's own team where nobody is named."""

    kind: ConcernKind
    routed_to: str | None = None


@dataclass(frozen=True, slots=True)
class TakeOptions:
    """An answer of matching, with the id of its event."""

    answer: str
    found: OptionsProposed | NoMatchFound


@dataclass(frozen=True, slots=True)
class UnaddressedReply:
    """A partner's reply that does not say which referral it is about."""


@dataclass(frozen=True, slots=True)
class HearOfAnswer:
    """Somebody offers now what there was nothing for, where the person lives."""

    need: str
