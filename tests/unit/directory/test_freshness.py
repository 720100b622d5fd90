"""How a listing ages, is asked about, sinks and leaves: history, message, expectation."""

from __future__ import annotations

from datetime import date, timedelta

from support.directory_records import listing
from support.freshness_told import BEGAN, MINE, SILENT, Told
from towpath_contracts.events.directory import ServicePublished, ServiceWithdrawn
from towpath_directory.commands import PublishListing
from towpath_directory.freshness.commands import LookAgain, SettlePrompt
from towpath_directory.freshness.policy import Policy, shipped
from towpath_directory.freshness.review import Escalated, Kind, Outcome, Since, Why
from towpath_directory.model import Entry


def test_a_listing_nobody_speaks_for_is_asked_about_sinks_is_escalated_warned_of_and_leaves() -> None:
    told = Told()
    assert (told.review.state, told.review.since, told.review.by) == ("fresh", BEGAN, Since.ASSURED)
    assert told.live(date(2029, 1, 1)) == [
        (date(2026, 7, 31), "due"),
        (date(2026, 7, 31), "prompt"),
        (date(2026, 10, 31), "reminder"),
        (date(2027, 1, 31), "stale"),
        (date(2027, 1, 31), "reminder"),
        (date(2027, 2, 28), "no-answer"),
        (date(2028, 1, 1), "warning"),
        (date(2028, 1, 31), "left"),
    ]
    assert told.state is not None
    assert told.state.withdrawn
    assert isinstance(told.events[-2], ServiceWithdrawn)
    assert told.review.next is None


def test_a_listing_sinks_by_what_the_policy_says() -> None:
    told = Told()
    ranks = [told.review.rank]
    for months in ((2026, 8), (2027, 2)):
        told.live(date(*months, 1))
        ranks.append(told.review.rank)
    assert ranks == [1.0, shipped().default.due_rank, shipped().default.stale_rank]


def test_an_organisation_without_an_address_goes_to_the_curators_at_once_and_they_are_warned() -> None:
    told = Told(SILENT)
    assert told.live(date(2029, 1, 1)) == [
        (date(2026, 7, 31), "due"),
        (date(2026, 7, 31), "no-address"),
        (date(2027, 1, 31), "stale"),
        (date(2028, 1, 31), "left"),
    ]
    assert told.review.warned == date(2028, 1, 1)


def test_a_listing_that_comes_old_says_so_at_once_and_is_prompted_once_for_all_that_was_missed() -> None:
    told = Told(day=date(2027, 12, 1))
    assert [event.review for event in told.events if isinstance(event, ServicePublished)] == ["stale"]
    assert told.live(date(2027, 12, 31)) == [(date(2027, 12, 1), "prompt"), (date(2027, 12, 1), "no-answer")]


def test_a_listing_that_comes_older_than_it_may_be_is_warned_of_first() -> None:
    told = Told(day=date(2030, 5, 1))
    assert told.live(date(2031, 1, 1)) == [
        (date(2030, 5, 1), "warning"),
        (date(2030, 5, 1), "no-answer"),
        (date(2030, 5, 31), "left"),
    ]


def test_nothing_leaves_while_nobody_knows_what_became_of_the_warning() -> None:
    told = Told()
    told.live(date(2030, 1, 1), outcome=None)
    assert told.review.left is None
    assert told.review.prompt is not None
    assert told.review.prompt.kind is Kind.WARNING
    assert told.review.next is None
    told.say(SettlePrompt(told.review.prompt.id, Outcome.UNKNOWN))
    assert told.review.warned == date(2030, 1, 1)
    assert told.review.next == date(2030, 1, 31)


def test_a_prompt_that_reaches_nobody_brings_the_listing_before_the_curators() -> None:
    told = Told()
    told.live(date(2026, 8, 1), outcome=Outcome.REFUSED)
    assert told.review.escalated == Escalated(date(2026, 7, 31), Why.NOT_DELIVERED)


def test_what_becomes_of_an_earlier_prompt_says_nothing_of_the_one_that_is_under_way() -> None:
    told = Told()
    told.live(date(2026, 8, 1))
    assert told.say(SettlePrompt("an-earlier-one", Outcome.FAILED)) == []
    assert told.review.prompt is not None
    assert told.say(SettlePrompt(told.review.prompt.id, Outcome.SENT)) == []


def test_looking_twice_on_a_day_does_nothing_the_second_time_and_a_clock_turned_back_undoes_nothing() -> None:
    told = Told()
    assert told.look(date(2026, 7, 31))
    assert told.look(date(2026, 7, 31)) == []
    before = told.review
    told.look(date(2026, 6, 1))
    assert told.review.prompt == before.prompt
    told.look(date(2026, 8, 2))
    assert told.review.prompt == before.prompt


def test_an_undated_listing_ages_from_the_day_it_came_and_from_its_publishers_last_change() -> None:
    plain = listing(email="hello@willowbank.example")
    told = Told(plain)
    assert (told.review.since, told.review.by) == (BEGAN, Since.CAME)
    told.day = date(2026, 5, 1)
    told.say(PublishListing(plain))
    assert told.review.since == BEGAN
    told.say(PublishListing(plain.model_copy(update={"description": "Now with soup."})))
    assert told.review.since == date(2026, 5, 1)


def test_a_change_its_publisher_tells_counts_where_no_assurance_does_and_a_day_to_come_counts_when_it_has_come() -> (
    None
):
    told = Told(listing(last_modified=date(2025, 12, 1), assured_date=date(2026, 3, 1)))
    assert (told.review.since, told.review.by) == (date(2025, 12, 1), Since.MODIFIED)
    assert told.review.next == date(2026, 3, 1)
    told.look(date(2026, 3, 1))
    assert (told.review.since, told.review.by) == (date(2026, 3, 1), Since.ASSURED)


def test_another_policy_moves_what_it_moves_and_a_warning_of_another_day_is_given_anew() -> None:
    told = Told()
    told.live(date(2028, 1, 10))
    before = told.review.warned
    longer = shipped().default.model_copy(update={"leave_months": 36})
    told.policy = Policy(default=longer)
    told.look(date(2028, 1, 10))
    assert (before, told.review.policy, told.review.warned) == (date(2028, 1, 1), told.policy.version, None)
    assert told.live(date(2030, 1, 1)) == [(date(2029, 1, 1), "warning"), (date(2029, 1, 31), "left")]


def test_a_listing_of_before_there_was_a_policy_is_looked_at_and_published_only_where_it_is_not_fresh() -> None:
    for day, expected in ((BEGAN, []), (BEGAN + timedelta(days=400), ["stale"])):
        told = Told(None, day=day)
        told.state = Entry(listing=MINE)
        said = told.say(LookAgain())
        assert [event.review for event in said if isinstance(event, ServicePublished)] == expected
        assert told.review.came == day
