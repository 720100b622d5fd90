"""What follows when a contact is recorded."""

from __future__ import annotations

import pytest

from support.followup_story import (
    ACCEPTED,
    ASSESSED,
    CLOSED,
    CONNECTION,
    MONDAY,
    OTHER_CONNECTION,
    PAUSED,
    REQUESTED,
    RESUMED,
    STARTED,
    Story,
    id_of,
    kinds,
    london,
    plan,
    terms,
)
from towpath_contracts.events.followup import AttemptsExhausted, Recorded, Scheduled
from towpath_followup.refusals import (
    ConnectionMisplaced,
    ConnectionNotFound,
    NotAContact,
    ReferralClosed,
    ReferralNotFollowed,
    TimerNotFound,
    TimerSettled,
)

TUESDAY = london(2026, 6, 9, 11)


@pytest.fixture
def story() -> Story:
    story = Story()
    story.hear(ACCEPTED)
    return story


@pytest.fixture
def taking_part(story: Story) -> Story:
    for event in (ASSESSED, REQUESTED, STARTED):
        story.hear(event)
    return story


@pytest.mark.parametrize("outcome", ["reached", "declined", "needs-something-else"])
def test_a_person_who_was_reached_is_not_called_again(story: Story, outcome: str) -> None:
    timer = story.only

    (event,) = story.record(outcome, TUESDAY, timer=timer.id)

    assert event == Recorded(timer=timer.id, kind="first-contact", attempt=1, outcome=outcome, channel="phone")
    assert story.open == []


def test_a_contact_may_come_before_it_is_due_or_after(story: Story) -> None:
    story.record("no-answer", MONDAY, kind="first-contact")
    again = story.only
    assert again.fires is not None
    story.fire(again, again.fires)

    assert kinds(story.record("reached", TUESDAY, kind="first-contact")) == ["recorded"]
    assert story.open == []


@pytest.mark.parametrize("outcome", ["no-answer", "left-message", "wrong-number"])
def test_a_person_who_was_not_reached_is_tried_again_two_working_days_later(story: Story, outcome: str) -> None:
    _, again = story.record(outcome, TUESDAY, kind="first-contact")

    assert isinstance(again, Scheduled)
    assert (again.kind, again.attempt, again.due) == ("first-contact", 2, london(2026, 6, 11, 9))


def test_the_third_attempt_in_vain_exhausts_them(story: Story) -> None:
    story.record("no-answer", TUESDAY, kind="first-contact")
    story.record("left-message", TUESDAY, kind="first-contact")

    events = story.record("no-answer", TUESDAY, kind="first-contact")

    assert events[-1] == AttemptsExhausted(kind="first-contact", attempts=3)
    assert story.open == []


def test_how_often_and_how_far_apart_is_policy() -> None:
    story = Story(terms(first_contact={"attempts": 2, "spacing_working_days": 4}))
    story.hear(ACCEPTED)
    story.record("no-answer", TUESDAY, kind="first-contact")
    assert story.only.due == london(2026, 6, 15, 9)

    assert kinds(story.record("no-answer", TUESDAY, kind="first-contact")) == ["recorded", "attempts_exhausted"]


def test_a_check_in_that_goes_well_is_the_only_one_by_default(taking_part: Story) -> None:
    events = taking_part.record("going-well", TUESDAY, kind="check-in", connection=CONNECTION)

    assert kinds(events) == ["recorded"]


def test_more_check_ins_follow_while_it_goes_well_where_the_policy_asks_for_them() -> None:
    story = Story(terms(check_in={"rounds": 2}))
    for event in (ACCEPTED, ASSESSED, STARTED):
        story.hear(event)
    first = story.only

    _, second = story.record("going-well", TUESDAY, timer=first.id)

    assert isinstance(second, Scheduled)
    assert (second.attempt, second.due) == (1, london(2026, 6, 23, 9))
    assert second.timer != first.id
    assert kinds(story.record("going-well", TUESDAY, timer=second.timer)) == ["recorded"]


def test_no_further_check_in_when_something_else_is_needed() -> None:
    story = Story(terms(check_in={"rounds": 2}))
    for event in (ACCEPTED, ASSESSED, STARTED):
        story.hear(event)

    assert kinds(story.record("needs-something-else", TUESDAY, timer=story.only.id)) == ["recorded"]


def test_a_review_comes_again_until_the_plan_changes(story: Story) -> None:
    story.hear(ASSESSED)
    story.hear(plan(28))
    first = story.only

    _, again = story.record("going-well", london(2026, 6, 30, 12), kind="review")

    assert isinstance(again, Scheduled)
    assert (again.kind, again.due, again.every_days) == ("review", london(2026, 7, 28, 9), 28)
    assert again.timer != first.id


def test_how_the_first_contact_went_can_still_be_said_after_the_assessment(story: Story) -> None:
    timer = story.only
    story.hear(ASSESSED)

    events = story.record("no-answer", TUESDAY, kind="first-contact")

    assert kinds(events) == ["recorded"], "the person was assessed, so nobody has to call again"
    assert [(kept.id, kept.status) for kept in story.timers] == [(timer.id, "recorded")]


def test_a_contact_that_nothing_asked_for_is_recorded_and_asks_for_nothing(story: Story) -> None:
    story.record("reached", TUESDAY, kind="first-contact")

    assert kinds(story.record("no-answer", TUESDAY, kind="first-contact")) == ["recorded"]
    assert story.open == []


def test_a_contact_that_nothing_asked_for_takes_no_check_in_away(story: Story) -> None:
    story.hear(REQUESTED)
    story.record("reached", TUESDAY, kind="check-in", connection=CONNECTION)

    story.hear(STARTED)

    assert ("check-in", 1) in story.open


def test_a_contact_during_a_break_settles_what_sleeps(story: Story) -> None:
    story.hear(PAUSED)
    story.record("reached", TUESDAY, kind="first-contact")

    assert kinds(story.hear(RESUMED)) == ["continued"]


def test_an_attempt_in_vain_during_a_break_is_repeated_after_it(story: Story) -> None:
    story.hear(PAUSED)
    assert kinds(story.record("no-answer", TUESDAY, kind="first-contact")) == ["recorded", "scheduled", "cancelled"]

    story.hear(RESUMED, at=TUESDAY)

    assert story.open == [("first-contact", 2)]


def test_a_settled_timer_is_not_settled_again(story: Story) -> None:
    timer = story.only
    story.record("reached", TUESDAY, timer=timer.id)

    with pytest.raises(TimerSettled):
        story.record("reached", TUESDAY, timer=timer.id)


def test_an_unknown_timer_is_not_found(story: Story) -> None:
    with pytest.raises(TimerNotFound):
        story.record("reached", TUESDAY, timer=id_of("nothing"))


def test_an_unknown_referral_is_not_found() -> None:
    with pytest.raises(ReferralNotFollowed):
        Story().record("reached", TUESDAY, kind="first-contact")


def test_an_unknown_connection_is_not_found(story: Story) -> None:
    with pytest.raises(ConnectionNotFound):
        story.record("reached", TUESDAY, kind="check-in", connection=OTHER_CONNECTION)


@pytest.mark.parametrize(("kind", "connection"), [("check-in", None), ("first-contact", CONNECTION)])
def test_a_connection_belongs_to_a_check_in_and_to_nothing_else(
    taking_part: Story, kind: str, connection: str | None
) -> None:
    with pytest.raises(ConnectionMisplaced):
        taking_part.record("reached", TUESDAY, kind=kind, connection=connection)


def test_an_answer_of_an_organisation_is_no_contact(story: Story) -> None:
    story.hear(ASSESSED)
    story.hear(REQUESTED)

    with pytest.raises(NotAContact):
        story.record("reached", TUESDAY, timer=story.only.id)
    with pytest.raises(NotAContact):
        story.record("reached", TUESDAY, kind="provider-reply", connection=CONNECTION)


def test_a_closed_referral_takes_no_contact(story: Story) -> None:
    story.hear(CLOSED)

    with pytest.raises(ReferralClosed):
        story.record("reached", TUESDAY, kind="first-contact")
