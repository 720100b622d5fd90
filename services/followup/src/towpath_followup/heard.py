"""What follows from an event of the referral stream. Pure; one that comes twice, late or out of order is harmless."""

from collections.abc import Sequence
from datetime import datetime

from towpath_contracts.codes import CancelReason, TimerKind
from towpath_contracts.event import Event
from towpath_contracts.events import referral
from towpath_contracts.events.followup import Continued, Ended, Suspended
from towpath_followup.model import FollowUp, Phase
from towpath_followup.steps import Steps, cancelled

HEARD = (
    referral.Accepted,
    referral.Rejected,
    referral.NeedsAssessed,
    referral.PlanAgreed,
    referral.Paused,
    referral.Resumed,
    referral.Closed,
    *referral.ABOUT_A_CONNECTION,
)
"""The events that follow-up listens to; it passes over the others."""


def heard(steps: Steps, event: Event, at: datetime) -> Sequence[Event]:
    """Decide on an event that happened at ``at``."""
    if steps.state.phase is Phase.CLOSED:
        return ()
    if isinstance(event, referral.ABOUT_A_CONNECTION):
        return _of_connection(steps, event, event.connection, at)
    return _of_case(steps, event, at)


def _of_case(steps: Steps, event: Event, at: datetime) -> Sequence[Event]:
    match event:
        case referral.Accepted():
            return _accepted(steps, at)
        case referral.NeedsAssessed():
            return steps.settle(TimerKind.FIRST_CONTACT, None, CancelReason.CONTACTED)
        case referral.PlanAgreed():
            return _plan_agreed(steps, event.review_every_days, at)
        case referral.Paused():
            return _paused(steps, event.reason)
        case referral.Resumed():
            return _resumed(steps, at)
        case referral.Closed() | referral.Rejected():
            return [
                *(cancelled(timer, CancelReason.CLOSED) for timer in steps.state.open()),
                Ended(reason=event.reason),
            ]
        case _:
            return ()


def _of_connection(steps: Steps, event: Event, connection: str, at: datetime) -> Sequence[Event]:
    match event:
        case referral.ConnectionRequested():
            return _requested(steps, connection, at)
        case referral.ConnectionAccepted() | referral.ConnectionWaitlisted() | referral.ConnectionRejected():
            return steps.settle(TimerKind.REPLY, connection, CancelReason.ANSWERED)
        case referral.ConnectionStarted():
            return _started(steps, connection, at)
        case referral.ConnectionCompleted() | referral.ConnectionFailed() | referral.ConnectionCancelled():
            return _connection_ended(steps, connection)
        case _:
            return ()


def _accepted(steps: Steps, at: datetime) -> Sequence[Event]:
    if _known(steps.state, TimerKind.FIRST_CONTACT, None):
        return ()
    days = steps.terms.policy.first_contact.working_days
    due = steps.terms.in_working_days(TimerKind.FIRST_CONTACT, at, days)
    return steps.begin(TimerKind.FIRST_CONTACT, None, due)


def _requested(steps: Steps, connection: str, at: datetime) -> Sequence[Event]:
    if _known(steps.state, TimerKind.REPLY, connection) or _has_ended(steps.state, connection):
        return ()
    days = steps.terms.policy.provider_reply.working_days
    return steps.begin(TimerKind.REPLY, connection, steps.terms.in_working_days(TimerKind.REPLY, at, days))


def _started(steps: Steps, connection: str, at: datetime) -> Sequence[Event]:
    """Whoever takes part was accepted, whether the answer was heard or not."""
    answered = steps.settle(TimerKind.REPLY, connection, CancelReason.ANSWERED)
    if _known(steps.state, TimerKind.CHECK_IN, connection) or _has_ended(steps.state, connection):
        return answered
    days = steps.terms.policy.check_in.working_days
    due = steps.terms.in_working_days(TimerKind.CHECK_IN, at, days)
    return [*answered, *steps.begin(TimerKind.CHECK_IN, connection, due)]


def _connection_ended(steps: Steps, connection: str) -> Sequence[Event]:
    """Leave a trace even where nothing is awaited, so that news which comes too late begins nothing."""
    awaited = [timer for timer in steps.state.about(connection) if timer.awaited]
    if awaited or _has_ended(steps.state, connection):
        return [cancelled(timer, CancelReason.CONNECTION_ENDED) for timer in awaited]
    return steps.settle(TimerKind.CHECK_IN, connection, CancelReason.CONNECTION_ENDED)


def _plan_agreed(steps: Steps, every_days: int | None, at: datetime) -> Sequence[Event]:
    """A plan that replaces another one moves the review that was awaited, or takes it away."""
    awaited = [timer for timer in steps.state.of(TimerKind.REVIEW, None) if timer.awaited]
    if every_days is None:
        return [cancelled(timer, CancelReason.PLAN_CHANGED) for timer in awaited]
    due = steps.terms.calendar.on_or_after(at, every_days, steps.terms.hour(TimerKind.REVIEW))
    if not awaited:
        return steps.begin(TimerKind.REVIEW, None, due, every_days=every_days)
    timer = awaited[-1]
    return () if (timer.due, timer.every_days) == (due, every_days) else steps.move(timer, due, every_days)


def _paused(steps: Steps, reason: str) -> Sequence[Event]:
    if steps.state.phase is Phase.PAUSED:
        return ()
    return [*(cancelled(timer, CancelReason.PAUSED) for timer in steps.state.open()), Suspended(reason=reason)]


def _resumed(steps: Steps, at: datetime) -> Sequence[Event]:
    """A date that is still ahead stands; one that went by in the break comes on the next working day."""
    if steps.state.phase is not Phase.PAUSED:
        return ()
    events: list[Event] = [Continued()]
    over = Steps(steps.terms, steps.referral, FollowUp(Phase.OPEN, steps.state.timers))
    for timer in steps.state.timers:
        if timer.asleep:
            due = timer.due if timer.due and timer.due > at else steps.terms.in_working_days(timer.kind, at, 1)
            events.extend(over.move(timer, due, timer.every_days))
    return events


def _known(state: FollowUp, kind: str, connection: str | None) -> bool:
    return any(not timer.unplanned for timer in state.of(kind, connection))


def _has_ended(state: FollowUp, connection: str) -> bool:
    return any(timer.reason == CancelReason.CONNECTION_ENDED for timer in state.about(connection))
