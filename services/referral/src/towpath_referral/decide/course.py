"""The course of a case: breaks, what its owner must see, concerns, and its end."""

from collections.abc import Mapping, Sequence
from datetime import date

from towpath_contracts.codes import Attention, ContactOutcome, OptionsOutcome, Reason, RematchReason, Step
from towpath_contracts.event import Event
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.referral import (
    AttentionNeeded,
    Closed,
    ConcernRaised,
    NextStepSet,
    Paused,
    Resumed,
)
from towpath_contracts.values import NextStep
from towpath_referral.commands import Close, Pause, RaiseConcern, Resume
from towpath_referral.decide.connections import cancelled
from towpath_referral.decide.needs import rematch
from towpath_referral.decide.next_step import Rhythm, step_of
from towpath_referral.decide.refusals import (
    ReasonDoesNotClose,
    ReferralNotPaused,
    must_be_able_to_become,
    refuse,
)
from towpath_referral.evolve import SETTLED_BY_CONTACT
from towpath_referral.model import CLOSING, TRANSITIONS, Case, Status

_ATTENTION: Mapping[str, Attention] = {
    ContactOutcome.NEEDS_SOMETHING_ELSE: Attention.NEEDS_SOMETHING_ELSE,
    ContactOutcome.DECLINED: Attention.DECLINED,
}
_REACHED = frozenset({ContactOutcome.REACHED, ContactOutcome.GOING_WELL})
_AFTER_CONTACT: Mapping[str, Step] = {
    Step.FIRST_CONTACT: Step.ASSESS,
    Step.CHECK_IN: Step.CHECK_IN,
    Step.REVIEW: Step.REVIEW,
}
"""The next step after a contact that reached the person, by the step that it saw to."""


def pause(case: Case, command: Pause) -> Sequence[Event]:
    """The person asked for a break."""
    must_be_able_to_become(case, Status.ON_HOLD)
    return (Paused(reason=command.reason, until=command.until),)


def resume(case: Case, _: Resume) -> Sequence[Event]:
    """Go on, and ask for the options that a connection which ended during the break made necessary.

    Where nothing was found before the break, ask too: there may be something by now.
    """
    if not case.open:
        raise refuse(case)
    if case.status != Status.ON_HOLD:
        raise ReferralNotPaused
    why = case.rematch_due
    if why is None and case.options.outcome == OptionsOutcome.NONE_FOUND and not case.options.awaited:
        why = RematchReason.ASKED
    return Resumed(), *(rematch(case, why) if why is not None else ())


def close(case: Case, command: Close) -> Sequence[Event]:
    """End the case and what is still open of it."""
    if not case.open:
        raise refuse(case)
    end = CLOSING.get(command.reason)
    if end is None or end not in TRANSITIONS[case.status]:
        raise ReasonDoesNotClose(field="reason")
    ends = [
        event
        for connection in case.connections
        if connection.open
        for event in cancelled(connection, Reason.REFERRAL_CLOSED)
    ]
    return *ends, Closed(reason=command.reason)


def raise_concern(case: Case, command: RaiseConcern) -> Sequence[Event]:
    """A concern goes to a human at once, at any point, after the end too; what it is about never travels."""
    return (ConcernRaised(kind=command.kind, routed_to=command.routed_to or case.owner.team),)


def call_attention(case: Case, reason: Attention) -> Sequence[Event]:
    """Tell the owner of an open case once of what has to be decided."""
    return () if not case.open or reason in case.attention else (AttentionNeeded(reason=reason),)


def take_contact(case: Case, recorded: Recorded, today: date, rhythm: Rhythm) -> Sequence[Event]:
    """Move the next step on when the person was reached; what they said may be the owner's to decide."""
    if case.status not in (Status.ACCEPTED, Status.IN_PROGRESS):
        return ()
    if recorded.outcome in _ATTENTION:
        return call_attention(case, _ATTENTION[recorded.outcome])
    if recorded.outcome not in _REACHED or set(case.attention) - SETTLED_BY_CONTACT:
        return ()
    waited_for = step_of(case.model_copy(update={"attention": ()}))
    step = _AFTER_CONTACT.get(waited_for, waited_for)
    moved = NextStep(what=step, by=rhythm.by(step, case, today))
    moves = bool(case.attention) or (waited_for in _AFTER_CONTACT and moved != case.next_step)
    return (NextStepSet(next_step=moved),) if moves else ()
