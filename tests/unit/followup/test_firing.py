"""What follows when a timer's moment has come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.followup_story import (
    ACCEPTED,
    ANSWERED,
    CLOSED,
    CONNECTION,
    MONDAY,
    PAUSED,
    REQUESTED,
    RESUMED,
    STARTED,
    Story,
    kinds,
    london,
    plan,
)
from towpath_contracts.events.followup import AttemptsExhausted, Due, Missed, ReplyOverdue, Scheduled
from towpath_followup.refusals import NotDueYet

DUE = london(2026, 6, 8, 9)
RECORD_BY = london(2026, 6, 15, 17)


@pytest.fixture
def story() -> Story:
    story = Story()
    story.hear(ACCEPTED)
    return story


def test_a_first_contact_falls_due_at_its_moment_and_says_until_when_to_record_it(story: Story) -> None:
    timer = story.only

    (event,) = story.fire(timer, DUE)

    assert event == Due(timer=timer.id, kind="first-contact", attempt=1, record_by=RECORD_BY)


def test_never_early(story: Story) -> None:
    with pytest.raises(NotDueYet):
        story.fire(story.only, DUE - timedelta(microseconds=1))


def test_never_twice(story: Story) -> None:
    timer = story.only
    story.fire(timer, DUE)

    with pytest.raises(NotDueYet):
        story.fire(timer, DUE + timedelta(seconds=1))


def test_late_rather_than_never_and_then_with_the_full_time_to_record_it(story: Story) -> None:
    (event,) = story.fire(story.only, london(2026, 7, 1, 12))

    assert isinstance(event, Due)
    assert event.record_by == london(2026, 7, 8, 17)


def test_a_timer_that_was_cancelled_meanwhile_is_harmless(story: Story) -> None:
    timer = story.only
    story.hear(CLOSED)

    assert not story.fire(timer, DUE)


def test_a_timer_that_nobody_knows_is_harmless(story: Story) -> None:
    assert not Story().fire(story.only, DUE)


def test_a_timer_that_was_moved_meanwhile_fires_later(story: Story) -> None:
    timer = story.only
    story.hear(PAUSED, at=london(2026, 6, 3, 9))
    story.hear(RESUMED, at=london(2026, 6, 10, 9))

    with pytest.raises(NotDueYet):
        story.fire(timer, DUE)
    assert kinds(story.fire(timer, london(2026, 6, 11, 9))) == ["due"]


def test_a_contact_that_nobody_recorded_is_missed_and_tried_again_two_working_days_later(story: Story) -> None:
    timer = story.only
    story.fire(timer, DUE)

    missed, again = story.fire(timer, RECORD_BY)

    assert missed == Missed(timer=timer.id, kind="first-contact", attempt=1)
    assert isinstance(again, Scheduled)
    assert (again.attempt, again.due) == (2, london(2026, 6, 17, 9))
    assert again.timer != timer.id


def test_after_the_third_missed_attempt_the_attempts_are_exhausted(story: Story) -> None:
    for _ in range(3):
        for _ in ("due", "missed"):
            moment = story.only.fires
            assert moment is not None
            events = story.fire(story.only, moment)

    assert kinds(events) == ["missed", "attempts_exhausted"]
    assert events[-1] == AttemptsExhausted(kind="first-contact", attempts=3)
    assert story.open == []


def test_an_organisation_that_does_not_answer_is_overdue_once() -> None:
    story = Story()
    story.hear(REQUESTED)
    timer = story.only

    assert story.fire(timer, london(2026, 6, 15, 17)) == [ReplyOverdue(connection=CONNECTION)]
    assert story.open == []
    assert not story.fire(timer, london(2026, 6, 15, 17))


def test_an_answer_after_the_end_of_the_wait_still_leads_to_a_check_in() -> None:
    story = Story()
    story.hear(REQUESTED)
    story.fire(story.only, london(2026, 6, 15, 17))

    assert not story.hear(ANSWERED)
    story.hear(STARTED)
    assert story.open == [("check-in", 1)]


def test_a_review_that_nobody_records_is_tried_again_and_keeps_its_rhythm() -> None:
    story = Story()
    story.hear(plan(30))
    review = story.only
    assert review.fires is not None
    story.fire(review, review.fires)
    by = story.only.fires
    assert by is not None

    story.fire(review, by)

    assert (story.only.attempt, story.only.every_days) == (2, 30)


def test_an_event_far_in_the_past_falls_due_at_once_but_not_before() -> None:
    story = Story()
    story.hear(ACCEPTED, at=MONDAY, now=london(2026, 12, 1))

    assert story.only.due == DUE
    assert kinds(story.fire(story.only, london(2026, 12, 1))) == ["due"]
