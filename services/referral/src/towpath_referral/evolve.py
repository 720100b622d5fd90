"""How a case follows from its events. Pure: the same events give the same case, on every machine, at every replay."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from towpath_contracts.codes import Attention, OptionsOutcome, Reason, RematchReason, Step
from towpath_contracts.event import Event
from towpath_contracts.events import referral as told
from towpath_contracts.events.referral import MatchRequest
from towpath_contracts.values import NextStep
from towpath_referral.model import CLOSING, Case, Connection, Options, Owner, Standing, Status

LONG_AGO = NextStep(what=Step.ALLOCATE, by=date(1970, 1, 1))
"""The next step of a case whose first event names none: overdue, so that somebody sees it."""

_ASKED = [name for name in MatchRequest.model_fields if name not in told.CaseEvent.model_fields]
SETTLED_BY_CONTACT = frozenset({Attention.ATTEMPTS_EXHAUSTED, Attention.FOLLOW_UP_MISSED})
"""What needs no attention any more once the person was reached."""

_NOT_WANTED = {Reason.DECLINED, Reason.NO_LONGER_INTERESTED}


class LogBroken(Exception):
    """A case's events do not begin with its receipt: they are not a case."""


def evolve(case: Case | None, event: Event) -> Case:
    """Return the case after ``event``; an event that says nothing about it leaves it as it is. Raises LogBroken."""
    if isinstance(event, told.Received):
        return _received(event) if case is None else _with(case, event, {})
    if case is None:
        raise LogBroken
    return _with(case, event, _changes(case, event))


def _with(case: Case, event: Event, changes: dict[str, Any]) -> Case:
    step = event.next_step if isinstance(event, told.CaseEvent) else None
    if step is not None and "next_step" not in changes:
        changes["next_step"] = step
    return case.model_copy(update=changes | {"length": case.length + 1})


def _received(event: told.Received) -> Case:
    return Case(
        person=event.person,
        status=Status.REQUESTED,
        owner=Owner(team=event.team or event.referrer.organisation),
        next_step=event.next_step or LONG_AGO,
        urgency=event.urgency,
        area=event.area,
        age=event.age,
        languages=event.languages,
        access_needs=event.access_needs,
    )


def _changes(case: Case, event: Event) -> dict[str, Any]:
    match event:
        case told.Accepted() | told.Reallocated():
            status = Status.ACCEPTED if isinstance(event, told.Accepted) else case.status
            return {"status": status, "owner": Owner(team=event.team, link_worker=event.link_worker)}
        case told.Rejected():
            return _ended(case, Status.REJECTED, event.reason)
        case told.Paused():
            return {"status": Status.ON_HOLD, "paused_until": event.until, "attention": ()}
        case told.Resumed():
            return {"status": Status.IN_PROGRESS, "paused_until": None}
        case told.Closed():
            return _ended(case, _end_of(event.reason), event.reason)
        case told.AttentionNeeded():
            return {"attention": added(case.attention, (event.reason,))}
        case told.NextStepSet():
            return {"attention": tuple(reason for reason in case.attention if reason not in SETTLED_BY_CONTACT)}
        case told.ConcernRaised():
            raised = {"concerns": case.concerns + 1}
            return raised | {"attention": added(case.attention, (Attention.CONCERN.value,))} if case.open else raised
    return _plan_changes(case, event)


def _plan_changes(case: Case, event: Event) -> dict[str, Any]:
    match event:
        case told.NeedsAssessed() | told.RematchRequested():
            return _asked(case, event)
        case told.OptionsReceived():
            return _answered(case, event)
        case told.PlanAgreed():
            changes = {"plan": event.plan, "plans": case.plans + 1, "attention": ()}
            return changes | {"review_every_days": event.review_every_days}
        case told.ConnectionRequested():
            return {"connections": (*case.connections, _new(event)), "attention": ()}
    return _connection_changes(case, event)


def _connection_changes(case: Case, event: Event) -> dict[str, Any]:
    match event:
        case told.ConnectionAccepted():
            return _moved(case, event.connection, Standing.ACCEPTED)
        case told.ConnectionWaitlisted():
            return _moved(case, event.connection, Standing.WAITLISTED, expected_by=event.expected_by)
        case told.ConnectionStarted():
            return _moved(case, event.connection, Standing.STARTED)
        case told.ConnectionCompleted():
            return _moved(case, event.connection, Standing.COMPLETED)
        case told.ConnectionRejected():
            return _came_to_nothing(case, event.connection, Standing.REJECTED, event.reason)
        case told.ConnectionFailed():
            return _came_to_nothing(case, event.connection, Standing.FAILED, event.reason)
        case told.ConnectionCancelled():
            changes = _moved(case, event.connection, Standing.CANCELLED, reason=event.reason)
            return changes | (_without(case, event.connection) if event.reason in _NOT_WANTED else {})
    return {}


def _ended(case: Case, status: Status, reason: str) -> dict[str, Any]:
    over = {"next_step": None, "attention": (), "rematch_due": None, "paused_until": None}
    options = case.options.model_copy(update={"awaited": 0})
    return {"status": status, "reason": reason, "options": options, **over}


def _end_of(reason: str) -> Status:
    """A reason that this version does not know ended the case all the same, and not as was hoped."""
    return CLOSING[Reason(reason)] if reason in CLOSING else Status.FAILED


def _asked(case: Case, event: told.NeedsAssessed | told.RematchRequested) -> dict[str, Any]:
    request = MatchRequest.model_construct(**{name: getattr(event, name) for name in _ASKED})
    changes: dict[str, Any] = {
        "request": request,
        "excluded": added(case.excluded, event.excluded_services),
        "rematch_due": None,
    }
    if isinstance(event, told.RematchRequested):
        changes["options"] = case.options.model_copy(
            update={"asked": case.options.asked + 1, "awaited": case.options.awaited + 1}
        )
        return changes | ({"attention": ()} if event.reason == RematchReason.ASKED else {})
    changes["options"] = Options(asked=case.options.asked + 1, answered=case.options.answered, awaited=1)
    return changes | {"status": Status.IN_PROGRESS, "attention": ()}


def _answered(case: Case, event: told.OptionsReceived) -> dict[str, Any]:
    options = case.options.model_copy(
        update={
            "answered": case.options.answered + 1,
            "awaited": max(0, case.options.awaited - 1),
            "answers": added(case.options.answers, (event.answer,)),
            "outcome": event.outcome,
            "proposed": event.options,
        }
    )
    attention = case.attention
    if event.outcome == OptionsOutcome.PROPOSED:
        attention = tuple(reason for reason in attention if reason != Attention.NO_MATCH)
    return {"options": options, "attention": attention}


def _new(event: told.ConnectionRequested) -> Connection:
    return Connection(
        id=event.connection,
        service=event.service,
        organisation=event.organisation,
        needs=event.needs,
        offered=event.offered,
    )


def _moved(case: Case, connection: str, standing: Standing, **changes: object) -> dict[str, Any]:
    return {
        "connections": tuple(
            known.model_copy(update=changes | {"standing": standing}) if known.id == connection else known
            for known in case.connections
        )
    }


def _without(case: Case, connection: str) -> dict[str, Any]:
    known = case.connection(connection)
    return {} if known is None else {"excluded": added(case.excluded, (known.service,))}


def _came_to_nothing(case: Case, connection: str, standing: Standing, reason: str) -> dict[str, Any]:
    changes = _moved(case, connection, standing, reason=reason) | _without(case, connection)
    if case.status == Status.ON_HOLD:
        why = RematchReason.CONNECTION_REJECTED if standing == Standing.REJECTED else RematchReason.CONNECTION_FAILED
        changes["rematch_due"] = RematchReason.NO_REPLY.value if reason == Reason.NO_REPLY else why.value
    return changes


def added(known: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    """Return ``known`` with those of ``more`` that are not in it, in order."""
    return tuple(dict.fromkeys((*known, *more)))
