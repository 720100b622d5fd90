"""Every open case has an owner and a next step with a date."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from support.referral_story import (
    ACCEPTED,
    ANNA,
    ASSESSED,
    CONNECTED,
    MATCHED,
    STARTED,
    TEAM,
    Story,
    after,
    an_id,
    answered,
    contact,
    ended,
    exhausted,
    no_match,
    plan,
    receive,
)
from towpath_contracts.codes import ConcernKind, PartnerAnswer, Reason, Step
from towpath_referral import commands as asked
from towpath_referral.decide import Rhythm, decider
from towpath_referral.model import Case
from towpath_referral.store import from_document, to_document
from towpath_referral.working_days import after_working_days, local_day

PAUSED = (*ACCEPTED, asked.Pause(Reason.OTHER, until=date(2026, 4, 20)))

STEPS: dict[str, tuple[tuple[object, ...], Step, date]] = {
    "a team has two working days to allocate": ((receive(),), Step.ALLOCATE, date(2026, 3, 4)),
    "an urgent one one": ((receive("urgent"),), Step.ALLOCATE, date(2026, 3, 3)),
    "the first contact five": (ACCEPTED, Step.FIRST_CONTACT, date(2026, 3, 9)),
    "then the needs are found out": ((*ACCEPTED, contact()), Step.ASSESS, date(2026, 3, 16)),
    "also when it was late": ((*ACCEPTED, exhausted(), contact()), Step.ASSESS, date(2026, 3, 16)),
    "options take a day": (ASSESSED, Step.AWAIT_OPTIONS, date(2026, 3, 3)),
    "then they are gone through together": (MATCHED, Step.CHOOSE, date(2026, 3, 9)),
    "nothing found is the owner's to decide on": ((*ASSESSED, no_match()), Step.DECIDE, date(2026, 3, 4)),
    "a partner has ten working days": (CONNECTED, Step.AWAIT_ANSWER, date(2026, 3, 16)),
    "then the person starts": (
        (*CONNECTED, answered(PartnerAnswer.ACCEPTED)),
        Step.AWAIT_START,
        date(2026, 3, 16),
    ),
    "then somebody asks how it goes": (STARTED, Step.CHECK_IN, date(2026, 3, 16)),
    "as often as the plan says": ((*STARTED, plan(every=21)), Step.CHECK_IN, date(2026, 3, 23)),
    "what has ended is looked back on": ((*STARTED, ended()), Step.REVIEW, date(2026, 3, 16)),
    "a break ends on its day": (PAUSED, Step.END_PAUSE, date(2026, 4, 20)),
    "who cannot be reached is the owner's to decide on": ((*ACCEPTED, exhausted()), Step.DECIDE, date(2026, 3, 4)),
    "a concern is today's": ((receive(), asked.RaiseConcern(ConcernKind.CRISIS)), Step.DECIDE, date(2026, 3, 2)),
}


@pytest.mark.parametrize("told", STEPS)
def test_what_comes_next(told: str) -> None:
    history, step, by = STEPS[told]
    case = after(*history).known
    assert case.next_step is not None
    assert (case.next_step.what, case.next_step.by) == (step, by)


def test_before_acceptance_the_team_owns_the_case() -> None:
    owner = after(receive()).known.owner
    assert (owner.team, owner.link_worker) == (TEAM, None)


def test_after_it_the_link_worker_does() -> None:
    owner = after(*ACCEPTED).known.owner
    assert (owner.team, owner.link_worker) == (TEAM, ANNA)


def test_what_is_overdue_stays_overdue_whoever_takes_over() -> None:
    story = after(*ACCEPTED).days_later(30)
    story.tell(asked.Reallocate(an_id("ben")))
    assert story.known.next_step is not None
    assert story.known.next_step.by == date(2026, 3, 9)


def test_who_takes_a_case_on_sees_the_concern_that_was_raised_before() -> None:
    story = after(receive(), asked.RaiseConcern(ConcernKind.CRISIS), asked.AcceptReferral(ANNA))
    story.tell(asked.Reallocate(an_id("ben")))
    assert story.known.attention == ("concern-raised",)
    assert story.known.next_step is not None
    assert story.known.next_step.what == Step.DECIDE


def test_a_check_in_sets_the_next_one() -> None:
    story = after(*STARTED).days_later(28)
    story.tell(contact("going-well", "check-in"))
    assert story.known.next_step is not None
    assert (story.known.next_step.what, story.known.next_step.by) == (Step.CHECK_IN, date(2026, 4, 15))


def test_a_closed_case_has_none() -> None:
    assert after(*ACCEPTED, asked.Close(Reason.GOALS_MET)).known.next_step is None


def test_a_partnership_sets_its_own_rhythm() -> None:
    story = Story(decide=decider(Rhythm(days={Step.ALLOCATE: 1})))
    story.tell(receive())
    assert story.known.next_step is not None
    assert story.known.next_step.by == date(2026, 3, 3)


def test_a_document_of_an_open_case_without_next_step_is_not_read() -> None:
    document = to_document(after(*ACCEPTED).known)
    del document["next_step"]
    with pytest.raises(ValidationError):
        from_document(document)


def test_a_document_of_an_accepted_case_without_link_worker_is_not_read() -> None:
    document = to_document(after(*ACCEPTED).known)
    document["owner"] = {"team": TEAM}
    with pytest.raises(ValidationError):
        from_document(document)


def test_the_whole_case_comes_back_from_its_document() -> None:
    for history, *_ in STEPS.values():
        case: Case = after(*history).known
        assert from_document(to_document(case)) == case


@pytest.mark.parametrize(
    ("start", "days", "nation", "expected"),
    [
        (date(2026, 3, 6), 1, "ENG", date(2026, 3, 9)),
        (date(2026, 4, 2), 1, "ENG", date(2026, 4, 7)),
        (date(2026, 4, 2), 1, "SCT", date(2026, 4, 6)),
        (date(2026, 12, 24), 2, "ENG", date(2026, 12, 30)),
        (date(2026, 3, 7), 0, "ENG", date(2026, 3, 7)),
    ],
    ids=["over a weekend", "over Easter", "over Easter in Scotland", "over Christmas", "the same day"],
)
def test_working_days(start: date, days: int, nation: str, expected: date) -> None:
    assert after_working_days(start, days, nation) == expected


def test_late_in_the_evening_of_a_summer_day_it_is_tomorrow_in_london() -> None:
    assert local_day(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == date(2026, 6, 2)
