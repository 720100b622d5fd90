"""What it does that somebody says a listing is right, or is not: history, message, expectation."""

from __future__ import annotations

from datetime import date

import pytest

from support.freshness_told import MINE, Told
from towpath_contracts.events.directory import CapacityReported, ServicePublished
from towpath_directory.commands import ImportLine, PublishListing, ReportCapacity, WithdrawListing
from towpath_directory.freshness.commands import AssureListing, LinkUse, SayNotRight
from towpath_directory.freshness.refusals import AssuranceFromTheFuture, LinkUsed, ListingLeft, NewerAssuranceKnown
from towpath_directory.freshness.review import Escalated, How, Outcome, Why
from towpath_directory.freshness.wording import wording
from towpath_directory.model import content_hash
from towpath_directory.refusals import ListingChangedSince, ListingNotFound


def test_an_assurance_makes_it_fresh_publishes_its_day_and_ends_what_was_begun() -> None:
    told = Told()
    told.live(date(2027, 3, 1))
    assert told.state is not None
    assert told.state.listing is not None
    seen = content_hash(told.state.listing)
    published, _ = told.say(AssureListing(How.PROVIDER, "willowbank-trust", expected=seen))
    assert isinstance(published, ServicePublished)
    assert (published.listing.assured_date, published.review) == (date(2027, 3, 1), "fresh")
    review = told.review
    assert (review.state, review.prompt, review.escalated, review.warned) == ("fresh", None, None, None)
    assert [prompt.outcome for prompt in review.earlier] == [Outcome.SENT] * 3
    assert review.assured is not None
    assert (review.assured.how, review.assured.by, review.next) == (How.PROVIDER, "willowbank-trust", date(2027, 9, 1))


def test_an_assurance_of_the_same_day_by_the_same_role_says_nothing_new() -> None:
    told = Told(day=date(2026, 3, 1))
    assert told.say(AssureListing(How.CURATOR, "curator"))
    assert told.say(AssureListing(How.CURATOR, "curator")) == []


def test_an_assurance_is_of_a_day_that_has_come_and_not_older_than_the_one_that_stands() -> None:
    told = Told(day=date(2026, 3, 1))
    with pytest.raises(AssuranceFromTheFuture):
        told.say(AssureListing(How.CURATOR, on=date(2026, 3, 2)))
    with pytest.raises(NewerAssuranceKnown):
        told.say(AssureListing(How.CURATOR, on=date(2026, 1, 30)))
    with pytest.raises(ListingChangedSince):
        told.say(AssureListing(How.CURATOR, expected="0" * 64))
    with pytest.raises(ListingNotFound):
        Told(None).say(AssureListing(How.CURATOR))


def test_an_older_day_in_a_feed_does_not_undo_what_was_said_here() -> None:
    told = Told(day=date(2026, 9, 1))
    told.say(AssureListing(How.LINK))
    assert told.say(PublishListing(MINE, line=ImportLine("1"))) == []
    changed = MINE.model_copy(update={"description": "Now with soup."})
    published, *_ = told.say(PublishListing(changed, line=ImportLine("2")))
    assert isinstance(published, ServicePublished)
    assert published.listing == changed.model_copy(update={"assured_date": date(2026, 9, 1)})
    newer = changed.model_copy(update={"assured_date": date(2026, 9, 1), "name": "Soup"})
    told.say(PublishListing(newer))
    assert told.review.since == date(2026, 9, 1)


def test_a_listing_that_left_stays_away_until_somebody_has_looked_at_it() -> None:
    told = Told()
    told.live(date(2028, 3, 1))
    again = MINE.model_copy(update={"description": "New words, no new look."})
    for asked in (PublishListing(MINE, line=ImportLine("1")), PublishListing(MINE), PublishListing(again)):
        with pytest.raises(ListingLeft):
            told.say(asked)
    told.say(PublishListing(MINE.model_copy(update={"assured_date": date(2028, 2, 20)})))
    assert told.state is not None
    assert not told.state.withdrawn
    assert (told.review.state, told.review.left, told.review.warned) == ("fresh", None, None)


def test_a_listing_that_left_comes_back_as_it_stood_with_its_room_when_it_is_assured() -> None:
    told = Told()
    told.say(ReportCapacity(MINE.id, "capacity", spaces=3))
    told.live(date(2028, 3, 1))
    assert told.state is not None
    assert told.state.capacity is not None
    assert told.state.capacity.state == "closed"
    published, room, _ = told.say(AssureListing(How.CURATOR, "curator"))
    assert isinstance(published, ServicePublished)
    assert published.listing == MINE.model_copy(update={"assured_date": date(2028, 3, 1)})
    assert isinstance(room, CapacityReported)
    assert room.spaces == 3
    assert told.review.left is None


def test_a_listing_that_left_and_is_withdrawn_by_its_publisher_comes_back_by_nobodys_word() -> None:
    told = Told()
    told.live(date(2028, 3, 1))
    told.say(WithdrawListing())
    with pytest.raises(ListingNotFound):
        told.say(AssureListing(How.CURATOR))
    told.say(PublishListing(MINE))
    assert told.state is not None
    assert not told.state.withdrawn
    assert told.review.next == date(2028, 3, 1), "it is old and nobody was warned of this one"


def test_a_link_says_one_word_and_is_forgotten_once_it_has_expired() -> None:
    told = Told(day=date(2026, 7, 1))
    link = LinkUse("link-1", date(2026, 8, 1))
    told.say(AssureListing(How.LINK, link=link))
    with pytest.raises(LinkUsed):
        told.say(SayNotRight(Why.SAID_CLOSED, link, wording(MINE)))
    told.day = date(2026, 8, 15)
    told.say(AssureListing(How.LINK, link=LinkUse("link-2", date(2026, 9, 1))))
    assert [used.link for used in told.review.used] == ["link-2"]


def test_a_word_that_it_no_longer_runs_is_for_the_curators_and_withdraws_nothing() -> None:
    told = Told(day=date(2026, 7, 1))
    told.say(SayNotRight(Why.SAID_CLOSED, LinkUse("link-1", date(2026, 8, 1)), wording(MINE)))
    assert told.state is not None
    assert not told.state.withdrawn
    assert told.review.escalated == Escalated(date(2026, 7, 1), Why.SAID_CLOSED)


def test_whoever_said_that_something_changed_is_not_asked_again_and_curators_have_it_until_it_is_changed() -> None:
    told = Told()
    told.live(date(2026, 8, 1))
    told.say(SayNotRight(Why.SAID_CHANGED, LinkUse("link-1", date(2026, 9, 14)), wording(MINE)))
    assert told.live(date(2026, 12, 1)) == []
    changed = MINE.model_copy(update={"description": "Now with soup."})
    on_the_list = []
    for asked in (
        PublishListing(changed, line=ImportLine("1")),
        PublishListing(changed.model_copy(update={"description": "Now with bread."})),
    ):
        told.say(asked)
        on_the_list.append(told.review.escalated is not None)
    assert on_the_list == [True, False], "a feed says something else for reasons of its own"
    assert told.live(date(2026, 12, 2)) == [(date(2026, 12, 1), "reminder")]
