"""Every rule of follow-up: what is asked, and the events that follow. Pure."""

from collections.abc import Sequence
from datetime import datetime

from towpath_contracts.codes import CancelReason, ContactOutcome, TimerKind
from towpath_contracts.event import Event
from towpath_contracts.events.followup import Due, MeasureRecorded, Missed, Recorded, ReplyOverdue
from towpath_followup.commands import Asked, Heard, RecordContact, RecordMeasure, TimerDue
from towpath_followup.heard import heard
from towpath_followup.measures import Measure, concerns, score
from towpath_followup.model import FollowUp, Phase, Status, Timer, timer_id
from towpath_followup.refusals import (
    ConcernsDiffer,
    ConnectionMisplaced,
    ConnectionNotFound,
    NotAContact,
    NotDueYet,
    ReferralClosed,
    ReferralNotFollowed,
    TimerNotFound,
    TimerSettled,
)
from towpath_followup.steps import Steps, Terms

TRY_AGAIN = (ContactOutcome.NO_ANSWER, ContactOutcome.LEFT_MESSAGE, ContactOutcome.WRONG_NUMBER)
GOES_WELL = (ContactOutcome.REACHED, ContactOutcome.GOING_WELL)


def decide(terms: Terms, state: FollowUp | None, message: Asked, now: datetime) -> Sequence[Event]:
    """Return what follows from a message. Raises what `refusals` names."""
    steps = Steps(terms, message.referral, state or FollowUp())
    match message:
        case Heard():
            # A sender whose clock runs ahead must not put a person's follow-up off.
            return heard(steps, message.event, min(message.at, now))
        case TimerDue():
            return _fired(steps, message.timer, now)
        case RecordContact():
            return _contacted(steps, _followed(state), message, now)
        case RecordMeasure():
            return _measured(_followed(state), message)


def _followed(state: FollowUp | None) -> FollowUp:
    if state is None:
        raise ReferralNotFollowed("the referral was not accepted, or the news of it is still on its way")
    return state


def _fired(steps: Steps, name: str, now: datetime) -> Sequence[Event]:
    """A timer that was settled or cancelled since somebody looked is left alone; one that was moved fires later."""
    timer = steps.state.timer(name)
    if timer is None or timer.fires is None:
        return ()
    if now < timer.fires:
        raise NotDueYet
    if timer.kind == TimerKind.REPLY and timer.connection is not None:
        return [ReplyOverdue(connection=timer.connection)]
    if timer.status is Status.DUE:
        missed = Missed(timer=timer.id, kind=timer.kind, connection=timer.connection, attempt=timer.attempt)
        return [missed, *steps.again(timer, now)]
    policy = steps.terms.policy
    days = policy.attempts_of(timer.kind).missed_after_working_days
    record_by = steps.terms.calendar.after(now, days, policy.hours.closes)
    return [
        Due(timer=timer.id, kind=timer.kind, connection=timer.connection, attempt=timer.attempt, record_by=record_by)
    ]


def _contacted(steps: Steps, state: FollowUp, message: RecordContact, now: datetime) -> Sequence[Event]:
    if state.phase is Phase.CLOSED:
        raise ReferralClosed("the referral was closed")
    timer = _timer_of(state, message)
    if timer is None:
        return [_unplanned(steps, message)]
    recorded = Recorded(
        timer=timer.id,
        kind=timer.kind,
        connection=timer.connection,
        attempt=timer.attempt,
        outcome=message.outcome,
        channel=message.channel,
    )
    if not timer.awaited:
        return [recorded]
    if message.outcome in TRY_AGAIN:
        return [recorded, *steps.again(timer, now)]
    return [recorded, *_next_round(steps, timer, message.outcome, now)]


def _timer_of(state: FollowUp, message: RecordContact) -> Timer | None:
    """Return the timer that the contact settles, or None where nothing had asked for the contact."""
    if message.timer is None:
        kind = message.kind or ""
        _placed(state, kind, message.connection)
        found = [timer for timer in state.of(kind, message.connection) if _recordable(timer)]
        return max(found, key=lambda timer: (timer.awaited, timer.round, timer.attempt), default=None)
    named = state.timer(message.timer)
    if named is None:
        raise TimerNotFound("the referral has no such timer", field="timer")
    if named.kind == TimerKind.REPLY:
        raise NotAContact("an organisation's answer comes from the organisation", field="timer")
    if not _recordable(named):
        raise TimerSettled("the timer was settled before; record a further contact by its kind", field="timer")
    return named


def _placed(state: FollowUp, kind: str, connection: str | None) -> None:
    if kind == TimerKind.REPLY:
        raise NotAContact("an organisation's answer comes from the organisation", field="kind")
    if (kind == TimerKind.CHECK_IN) is (connection is None):
        raise ConnectionMisplaced("name the connection for a check-in, and for nothing else", field="connection")
    if connection is not None and not state.about(connection):
        raise ConnectionNotFound("the referral has no such connection", field="connection")


def _recordable(timer: Timer) -> bool:
    """An assessment that was heard first must not stop the link worker from saying how the first contact went."""
    return timer.awaited or (timer.status is Status.CANCELLED and timer.reason == CancelReason.CONTACTED)


def _unplanned(steps: Steps, message: RecordContact) -> Event:
    kind, connection = message.kind or "", message.connection
    timer = timer_id(steps.referral, kind, connection, steps.state.rounds(kind, connection) + 1, 1)
    return Recorded(timer=timer, kind=kind, connection=connection, outcome=message.outcome, channel=message.channel)


def _next_round(steps: Steps, timer: Timer, outcome: str, now: datetime) -> Sequence[Event]:
    """Reviews come again until the plan changes; check-ins while it goes well, as often as the policy says."""
    if timer.every_days is not None:
        due = steps.terms.calendar.on_or_after(now, timer.every_days, steps.terms.hour(timer.kind))
        return steps.begin(timer.kind, timer.connection, due, every_days=timer.every_days)
    check_in = steps.terms.policy.check_in
    if timer.kind == TimerKind.CHECK_IN and outcome in GOES_WELL and timer.round < check_in.rounds:
        due = steps.terms.in_working_days(timer.kind, now, check_in.working_days)
        return steps.begin(timer.kind, timer.connection, due)
    return ()


def _measured(state: FollowUp, message: RecordMeasure) -> Sequence[Event]:
    scores = score(message.measure, message.answers)
    if message.measure == Measure.MYCAW:
        earlier = [taken for taken in state.measures if taken.measure == Measure.MYCAW]
        if earlier and concerns(earlier[0].scores) != concerns(scores):
            raise ConcernsDiffer("MYCaW asks about the same concerns again", field="answers")
    return [MeasureRecorded(measure=message.measure, scores=scores, point=message.point)]
