"""What an event does to the follow-up of a referral. Pure and total: every event of the stream, in any order."""

from dataclasses import replace

from towpath_contracts.codes import TimerKind
from towpath_contracts.event import Event
from towpath_contracts.events.followup import (
    Cancelled,
    Continued,
    Due,
    Ended,
    MeasureRecorded,
    Missed,
    Recorded,
    ReplyOverdue,
    Scheduled,
    Suspended,
    TimerEvent,
)
from towpath_followup.model import FollowUp, Phase, Status, Taken, Timer


def evolve(state: FollowUp | None, event: Event) -> FollowUp:
    """Return the state after an event; what the state does not depend on leaves it as it was."""
    known = state or FollowUp()
    match event:
        case TimerEvent():
            return _timer(known, event)
        case ReplyOverdue():
            return _overdue(known, event.connection)
        case MeasureRecorded():
            taken = Taken(event.measure, event.point, dict(event.scores))
            return replace(known, measures=(*known.measures, taken))
        case Suspended():
            return replace(known, phase=Phase.PAUSED)
        case Continued():
            return replace(known, phase=Phase.OPEN)
        case Ended():
            return replace(known, phase=Phase.CLOSED)
        case _:
            return known


def _timer(state: FollowUp, event: TimerEvent) -> FollowUp:
    timer = state.timer(event.timer) or _new(state, event)
    match event:
        case Scheduled():
            after = replace(
                timer, status=Status.SCHEDULED, due=event.due, every_days=event.every_days, record_by=None, reason=None
            )
        case Due():
            after = replace(timer, status=Status.DUE, record_by=event.record_by)
        case Recorded():
            after = replace(timer, status=Status.RECORDED, outcome=event.outcome, record_by=None, reason=None)
        case Missed():
            after = replace(timer, status=Status.MISSED, record_by=None)
        case Cancelled():
            after = replace(timer, status=Status.CANCELLED, reason=event.reason, record_by=None)
        case _:
            return state
    if state.timer(event.timer) is None:
        return replace(state, timers=(*state.timers, after))
    return replace(state, timers=tuple(after if kept.id == after.id else kept for kept in state.timers))


def _new(state: FollowUp, event: TimerEvent) -> Timer:
    """A first attempt begins a round; a later one belongs to the round that is on."""
    begun = state.rounds(event.kind, event.connection)
    return Timer(
        id=event.timer,
        kind=event.kind,
        connection=event.connection,
        round=begun + 1 if event.attempt == 1 else max(begun, 1),
        attempt=event.attempt,
        status=Status.SCHEDULED,
    )


def _overdue(state: FollowUp, connection: str) -> FollowUp:
    return replace(
        state,
        timers=tuple(
            replace(timer, status=Status.MISSED)
            if timer.open and timer.kind == TimerKind.REPLY and timer.connection == connection
            else timer
            for timer in state.timers
        ),
    )
