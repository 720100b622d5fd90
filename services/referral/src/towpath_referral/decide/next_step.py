"""What the owner of a case has to see to next, and by when: every decision on an open case leaves one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from types import MappingProxyType

from towpath_contracts.codes import Attention, Step, Urgency
from towpath_contracts.event import Event
from towpath_contracts.events.referral import CaseEvent, NextStepSet, PlanAgreed, Received
from towpath_contracts.values import NextStep
from towpath_referral.evolve import evolve
from towpath_referral.model import Case, Standing, Status
from towpath_referral.working_days import after_working_days

DAYS: Mapping[Step, int] = MappingProxyType(
    {
        Step.ALLOCATE: 2,
        Step.FIRST_CONTACT: 5,
        Step.ASSESS: 10,
        Step.AWAIT_OPTIONS: 1,
        Step.CHOOSE: 5,
        Step.AWAIT_ANSWER: 10,
        Step.AWAIT_START: 10,
        Step.CHECK_IN: 10,
        Step.REVIEW: 10,
        Step.DECIDE: 2,
        Step.END_PAUSE: 20,
    }
)
"""Working days within which each step is to be seen to. Products' habits, not norms: a deployment sets its own."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long each next step may take, in working days of a nation (ISO 3166-2:GB).

    Urgent cases get half, and at least 1.
    """

    days: Mapping[Step, int] = field(default_factory=lambda: DAYS)
    nation: str = "ENG"

    def by(self, step: Step, case: Case, today: date) -> date:
        """Return the day by which ``step`` is to be seen to."""
        if step == Step.DECIDE and Attention.CONCERN in case.attention:
            return today
        if step == Step.END_PAUSE and case.paused_until is not None:
            return max(case.paused_until, today)
        if step in (Step.CHECK_IN, Step.REVIEW) and case.review_every_days is not None:
            return today + timedelta(days=case.review_every_days)
        days = self.days.get(step, DAYS[step])
        if case.urgency != Urgency.ROUTINE:
            days = min(days, max(1, days // 2))
        return after_working_days(today, days, self.nation)


def step_of(case: Case) -> Step:
    """Return what an open case waits for: its pressing matters first."""
    if case.status == Status.ON_HOLD:
        return Step.END_PAUSE
    if case.attention:
        return Step.DECIDE
    if case.status == Status.REQUESTED:
        return Step.ALLOCATE
    if case.options.awaited:
        return Step.AWAIT_OPTIONS
    if case.request is None:
        reached = case.next_step is not None and case.next_step.what == Step.ASSESS
        return Step.ASSESS if reached else Step.FIRST_CONTACT
    if case.standing(Standing.REQUESTED):
        return Step.AWAIT_ANSWER
    if case.standing(Standing.ACCEPTED, Standing.WAITLISTED):
        return Step.AWAIT_START
    if case.standing(Standing.STARTED):
        return Step.CHECK_IN
    return Step.REVIEW if case.standing(Standing.COMPLETED) else Step.CHOOSE


def next_step_of(case: Case, today: date, rhythm: Rhythm, *, anew: bool = False) -> NextStep:
    """Return the next step of an open case.

    The same step keeps its date unless it begins ``anew``: what is overdue stays overdue, whoever looks at it.
    """
    step = step_of(case)
    by = rhythm.by(step, case, today)
    if not anew and case.next_step is not None and case.next_step.what == step:
        by = min(by, case.next_step.by)
    return NextStep(what=step, by=by)


def with_next_step(case: Case | None, events: Sequence[Event], today: date, rhythm: Rhythm) -> Sequence[Event]:
    """Return ``events`` with the next step that they lead to, told by the last one of the case's own stream."""
    last = max((at for at, event in enumerate(events) if isinstance(event, CaseEvent)), default=None)
    if last is None or isinstance(events[last], NextStepSet):
        return events
    after = reduce(evolve, events, case)
    assert after is not None
    if not after.open:
        return events
    anew = any(isinstance(event, Received | PlanAgreed) for event in events)
    step = next_step_of(after, today, rhythm, anew=anew)
    if step == after.next_step:
        return events
    told = events[last].model_copy(update={"next_step": step})
    return (*events[:last], told, *events[last + 1 :])
