"""What follows from the events of a referral."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from support.followup_story import (
    ACCEPTED,
    ANSWERED,
    ASSESSED,
    CANCELLED,
    COMPLETED,
    CONNECTION,
    DECLINED,
    FAILED,
    MONDAY,
    OTHER_CONNECTION,
    REQUESTED,
    STARTED,
    WAITLISTED,
    Story,
    id_of,
    kinds,
    london,
    plan,
)
from towpath_contracts.event import Event
from towpath_contracts.events import referral
from towpath_contracts.events.followup import Cancelled, Scheduled


@pytest.fixture
def story() -> Story:
    return Story()


def test_an_accepted_referral_awaits_the_first_contact_on_the_fifth_working_day(story: Story) -> None:
    (event,) = story.hear(ACCEPTED)

    assert isinstance(event, Scheduled)
    assert (event.kind, event.attempt, event.connection) == ("first-contact", 1, None)
    assert event.due == london(2026, 6, 8, 9)


def test_the_wait_counts_from_when_it_happened_not_from_when_it_was_heard(story: Story) -> None:
    (event,) = story.hear(ACCEPTED, at=MONDAY, now=MONDAY + timedelta(days=3))

    assert isinstance(event, Scheduled)
    assert event.due == london(2026, 6, 8, 9)


def test_a_sender_whose_clock_runs_ahead_puts_nothing_off(story: Story) -> None:
    (event,) = story.hear(ACCEPTED, at=MONDAY + timedelta(days=365), now=MONDAY)

    assert isinstance(event, Scheduled)
    assert event.due == london(2026, 6, 8, 9)


def test_the_same_news_twice_is_news_once(story: Story) -> None:
    story.hear(ACCEPTED)
    story.hear(REQUESTED)
    story.hear(STARTED)
    before = story.state

    for event in (ACCEPTED, REQUESTED, STARTED):
        assert not story.hear(event, at=MONDAY + timedelta(days=1))
    assert story.state == before


def test_an_assessment_settles_the_first_contact(story: Story) -> None:
    story.hear(ACCEPTED)

    (event,) = story.hear(ASSESSED)

    assert isinstance(event, Cancelled)
    assert event.reason == "contacted"
    assert story.open == []


def test_another_link_worker_changes_nothing(story: Story) -> None:
    story.hear(ACCEPTED)

    assert not story.hear(referral.Reallocated(link_worker=id_of("another"), team="team-b"))


@pytest.mark.parametrize("offered", [True, False])
def test_a_connection_awaits_an_answer_until_the_end_of_the_tenth_working_day(story: Story, *, offered: bool) -> None:
    (event,) = story.hear(REQUESTED.model_copy(update={"offered": offered}))

    assert isinstance(event, Scheduled)
    assert (event.kind, event.connection) == ("provider-reply", CONNECTION)
    assert event.due == london(2026, 6, 15, 17)


@pytest.mark.parametrize("answer", [ANSWERED, WAITLISTED, DECLINED])
def test_an_answer_settles_the_wait_for_it_and_no_other(story: Story, answer: Event) -> None:
    story.hear(REQUESTED)
    story.hear(REQUESTED.model_copy(update={"connection": OTHER_CONNECTION}))

    (event,) = story.hear(answer)

    assert isinstance(event, Cancelled)
    assert (event.connection, event.reason) == (CONNECTION, "answered")
    assert story.only.connection == OTHER_CONNECTION


def test_whoever_takes_part_is_checked_in_with_after_ten_working_days(story: Story) -> None:
    story.hear(REQUESTED)
    story.hear(ANSWERED)

    (event,) = story.hear(STARTED)

    assert isinstance(event, Scheduled)
    assert (event.kind, event.connection, event.due) == ("check-in", CONNECTION, london(2026, 6, 15, 9))


def test_taking_part_is_an_answer_too(story: Story) -> None:
    story.hear(REQUESTED)

    assert kinds(story.hear(STARTED)) == ["cancelled", "scheduled"]
    assert story.open == [("check-in", 1)]


@pytest.mark.parametrize("end", [COMPLETED, FAILED, CANCELLED])
@pytest.mark.parametrize("history", [[REQUESTED], [REQUESTED, ANSWERED, STARTED]])
def test_a_connection_that_ended_awaits_nothing(story: Story, history: list[Event], end: Event) -> None:
    for event in history:
        story.hear(event)

    (event,) = story.hear(end)

    assert isinstance(event, Cancelled)
    assert event.reason == "connection-ended"
    assert story.open == []


@pytest.mark.parametrize("end", [COMPLETED, FAILED, CANCELLED])
def test_the_end_of_a_connection_that_is_heard_first_leaves_nothing_to_begin(story: Story, end: Event) -> None:
    story.hear(end)

    for late in (REQUESTED, STARTED):
        story.hear(late)
    assert story.open == []


def test_an_answer_that_is_heard_first_leaves_nothing_to_wait_for(story: Story) -> None:
    story.hear(ANSWERED)

    assert not story.hear(REQUESTED)


def test_an_assessment_that_is_heard_first_leaves_no_first_contact(story: Story) -> None:
    story.hear(ASSESSED)

    assert not story.hear(ACCEPTED)


def test_a_plan_is_reviewed_as_often_as_it_says_on_a_working_day(story: Story) -> None:
    (event,) = story.hear(plan(89))

    assert isinstance(event, Scheduled)
    assert (event.kind, event.every_days) == ("review", 89)
    assert event.due == london(2026, 9, 1, 9), "29 August is a Saturday and the 31st a bank holiday"


def test_a_plan_without_reviews_awaits_none(story: Story) -> None:
    assert not story.hear(plan(None))


def test_a_plan_that_replaces_another_moves_its_review(story: Story) -> None:
    story.hear(plan(90))
    review = story.only.id

    story.hear(plan(28))

    assert (story.only.id, story.only.due) == (review, london(2026, 6, 29, 9))


def test_a_plan_that_asks_for_no_reviews_any_more_takes_the_awaited_one_away(story: Story) -> None:
    story.hear(plan(90))

    (event,) = story.hear(plan(None))

    assert isinstance(event, Cancelled)
    assert event.reason == "plan-changed"


def test_timers_have_the_same_id_at_every_recomputation(story: Story) -> None:
    other = Story()
    for event in (ACCEPTED, REQUESTED, STARTED, plan(30)):
        story.hear(event)
        other.hear(event, at=MONDAY, now=datetime.now(MONDAY.tzinfo) + timedelta(days=3650))

    assert [timer.id for timer in story.timers] == [timer.id for timer in other.timers]
    assert len({timer.id for timer in story.timers}) == 4
