"""Breaks, the end of a break, and the end of a referral."""

from __future__ import annotations

import pytest

from support.followup_story import (
    ACCEPTED,
    ASSESSED,
    CLOSED,
    COMPLETED,
    PAUSED,
    REJECTED,
    REQUESTED,
    RESUMED,
    STARTED,
    Story,
    kinds,
    london,
    plan,
)
from towpath_contracts.event import Event
from towpath_contracts.events.followup import Cancelled, Continued, Ended, Scheduled, Suspended


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_break_puts_everything_to_sleep(story: Story) -> None:
    for event in (ACCEPTED, REQUESTED, plan(30)):
        story.hear(event)

    events = story.hear(PAUSED)

    assert kinds(events) == ["cancelled", "cancelled", "cancelled", "suspended"]
    assert {event.reason for event in events if isinstance(event, Cancelled)} == {"referral-paused"}
    assert events[-1] == Suspended(reason="other")
    assert story.open == []


def test_after_a_break_a_date_that_is_ahead_stands_and_one_that_went_by_comes_the_next_working_day(
    story: Story,
) -> None:
    story.hear(ACCEPTED)
    story.hear(REQUESTED)
    story.hear(PAUSED)

    events = story.hear(RESUMED, at=london(2026, 6, 12, 11))

    assert events[0] == Continued()
    dues = {event.kind: event.due for event in events if isinstance(event, Scheduled)}
    assert dues == {"first-contact": london(2026, 6, 15, 9), "provider-reply": london(2026, 6, 15, 17)}


def test_what_was_due_before_the_break_is_due_again_after_it(story: Story) -> None:
    story.hear(ACCEPTED)
    due = story.only
    story.fire(due, london(2026, 6, 8, 9))
    story.hear(PAUSED, at=london(2026, 6, 9, 9))

    story.hear(RESUMED, at=london(2026, 6, 10, 9))

    assert (story.only.id, story.only.due) == (due.id, london(2026, 6, 11, 9))
    assert story.only.status == "scheduled"


def test_what_begins_during_a_break_waits_for_its_end(story: Story) -> None:
    story.hear(ACCEPTED)
    story.hear(ASSESSED)
    story.hear(PAUSED)

    assert kinds(story.hear(STARTED)) == ["cancelled", "scheduled", "cancelled"]
    assert story.open == []

    story.hear(RESUMED)
    assert story.open == [("check-in", 1)]


def test_what_ended_during_a_break_stays_ended(story: Story) -> None:
    story.hear(ACCEPTED)
    story.hear(STARTED)
    story.hear(PAUSED)
    story.hear(COMPLETED)
    story.hear(ASSESSED)

    assert story.hear(RESUMED) == [Continued()]


def test_a_break_within_a_break_and_an_end_of_none_are_nothing(story: Story) -> None:
    story.hear(ACCEPTED)
    assert not story.hear(RESUMED)
    story.hear(PAUSED)
    assert not story.hear(PAUSED)


@pytest.mark.parametrize("end", [CLOSED, REJECTED])
def test_the_end_of_a_referral_takes_everything_off(story: Story, end: Event) -> None:
    for event in (ACCEPTED, REQUESTED, plan(30)):
        story.hear(event)

    events = story.hear(end)

    assert kinds(events) == ["cancelled", "cancelled", "cancelled", "ended"]
    assert {event.reason for event in events if isinstance(event, Cancelled)} == {"referral-closed"}
    assert story.open == []


def test_a_referral_that_is_closed_with_nothing_awaited_is_closed_all_the_same(story: Story) -> None:
    story.hear(ACCEPTED)
    story.hear(ASSESSED)

    assert story.hear(CLOSED) == [Ended(reason="goals-met")]


@pytest.mark.parametrize("late", [ACCEPTED, REQUESTED, STARTED, plan(30), PAUSED, RESUMED, CLOSED])
def test_news_of_a_closed_referral_begins_nothing(story: Story, late: Event) -> None:
    story.hear(CLOSED)

    assert not story.hear(late)


def test_a_closed_break_is_over_for_good(story: Story) -> None:
    story.hear(ACCEPTED)
    story.hear(PAUSED)
    story.hear(CLOSED)

    assert not story.hear(RESUMED)
