"""The follow-up stream: timers, contacts and measures, keyed by the referral. Produced by the role followup."""

from typing import Annotated

from pydantic import Field

from towpath_contracts.codes import (
    CancelReason,
    Channel,
    Code,
    ContactOutcome,
    MeasurePoint,
    Reason,
    TimerKind,
    extensible,
)
from towpath_contracts.event import Event, Stream
from towpath_contracts.values import LARGEST_QUANTITY, CountFromOne, Id, Moment, OrganisationId


class TimerEvent(Event):
    """What every event of a timer says: which one, what it waits for, and the connection where it is about one.

    ``attempt`` counts from 1.
    """

    timer: Id
    kind: Annotated[Code, extensible(TimerKind)]
    connection: Id | None = None
    attempt: CountFromOne = 1


class Scheduled(TimerEvent, stream=Stream.FOLLOWUP, name="scheduled"):
    """A contact or an answer is awaited, until ``due``. A timer that is scheduled again has moved.

    ``every_days`` is in calendar days, for what comes again after it was settled, such as a review.
    """

    due: Moment
    every_days: Annotated[int, Field(ge=1, le=730)] | None = None


class Due(TimerEvent, stream=Stream.FOLLOWUP, name="due"):
    """The time has come, never before it was scheduled for. It is missed if nothing is recorded by ``record_by``."""

    record_by: Moment | None = None


class Recorded(TimerEvent, stream=Stream.FOLLOWUP, name="recorded"):
    """A contact was made or tried."""

    outcome: Annotated[Code, extensible(ContactOutcome)]
    channel: Annotated[Code, extensible(Channel)]


class Missed(TimerEvent, stream=Stream.FOLLOWUP, name="missed"):
    """Nobody recorded a contact in time after it was due."""


class Cancelled(TimerEvent, stream=Stream.FOLLOWUP, name="cancelled"):
    """The timer is not needed any more."""

    reason: Annotated[Code, extensible(CancelReason)]


class Escalated(TimerEvent, stream=Stream.FOLLOWUP, name="escalated"):
    """Somebody else has to take the step now."""

    to: OrganisationId


class AttemptsExhausted(Event, stream=Stream.FOLLOWUP, name="attempts_exhausted"):
    """The person could not be reached as often as the policy asks to try."""

    kind: Annotated[Code, extensible(TimerKind)]
    attempts: CountFromOne
    connection: Id | None = None


class ReplyOverdue(Event, stream=Stream.FOLLOWUP, name="reply_overdue"):
    """The organisation did not answer in time."""

    connection: Id


class MeasureRecorded(Event, stream=Stream.FOLLOWUP, name="measure_recorded"):
    """A measure was taken; ``scores`` by the measure's own names of them, in its own units."""

    measure: Code
    scores: dict[Code, Annotated[float, Field(ge=-LARGEST_QUANTITY, le=LARGEST_QUANTITY)]]
    point: Annotated[Code, extensible(MeasurePoint)]


class Suspended(Event, stream=Stream.FOLLOWUP, name="suspended"):
    """Nothing is awaited while the person takes a break."""

    reason: Annotated[Code, extensible(Reason)]


class Continued(Event, stream=Stream.FOLLOWUP, name="continued"):
    """The break is over; what was awaited is scheduled again."""


class Ended(Event, stream=Stream.FOLLOWUP, name="ended"):
    """Nothing is awaited any more: the referral was closed or not taken."""

    reason: Annotated[Code, extensible(Reason)]
