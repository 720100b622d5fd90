"""What the directory decides about a listing: history, message, expectation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from support.directory_records import NOW, listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_directory.commands import Asked, CountOffers, HearCapacity, PublishListing, ReportCapacity, WithdrawListing
from towpath_directory.decide import decide
from towpath_directory.evolve import evolve
from towpath_directory.model import CapacityHeard, Entry, content_hash
from towpath_directory.refusals import (
    ListingChangedSince,
    ListingNotFound,
    LowestAgeAboveHighest,
    NewerReportKnown,
    OtherPublisher,
    ReportFromTheFuture,
    SpacesWithoutCapacity,
)
from towpath_runtime.errors import Refused

MINE = listing(name="Tuesday table")
CHANGED = MINE.model_copy(update={"description": "Now with soup."})
PUBLISHED = ServicePublished(listing=MINE)
ROOM = CapacityReported(service=MINE.id, state="capacity", as_of=NOW - timedelta(days=3), spaces=4)
CLOSED_NOW = CapacityReported(service=MINE.id, state="closed", as_of=NOW)


def after(*history: Event) -> Entry | None:
    state: Entry | None = None
    for event in history:
        state = evolve(state, event)
    return state


def say(history: Sequence[Event], asked: Asked) -> Sequence[Event]:
    return decide(after(*history), asked, NOW)


def report(state: str = "capacity", **fields: Any) -> ReportCapacity:
    return ReportCapacity(MINE.id, state, **fields)


def test_a_new_listing_is_published_whole() -> None:
    assert say([], PublishListing(MINE)) == [PUBLISHED]


def test_a_listing_that_changes_nothing_says_nothing() -> None:
    assert not say([PUBLISHED], PublishListing(MINE.model_copy()))


def test_a_changed_listing_is_published_whole() -> None:
    assert say([PUBLISHED], PublishListing(CHANGED)) == [ServicePublished(listing=CHANGED)]


def test_a_withdrawn_listing_can_be_published_again() -> None:
    assert say([PUBLISHED, ServiceWithdrawn()], PublishListing(MINE)) == [PUBLISHED]


def test_withdrawing_takes_the_listing_out() -> None:
    assert say([PUBLISHED], WithdrawListing()) == [ServiceWithdrawn()]


def test_withdrawing_twice_says_nothing_more() -> None:
    assert not say([PUBLISHED, ServiceWithdrawn()], WithdrawListing())


def test_withdrawing_closes_the_capacity_that_was_reported() -> None:
    assert say([PUBLISHED, ROOM], WithdrawListing()) == [ServiceWithdrawn(), CLOSED_NOW]


def test_a_listing_that_comes_back_has_the_capacity_that_was_last_reported_with_its_old_date() -> None:
    history = [PUBLISHED, ROOM, ServiceWithdrawn(), CLOSED_NOW]
    assert say(history, PublishListing(CHANGED)) == [ServicePublished(listing=CHANGED), ROOM]


def test_a_listing_that_its_provider_had_closed_stays_closed_when_it_comes_back() -> None:
    closed = ROOM.model_copy(update={"state": "closed"})
    assert say([PUBLISHED, closed, ServiceWithdrawn()], PublishListing(MINE)) == [PUBLISHED]


def test_capacity_is_as_of_now_unless_another_moment_is_given() -> None:
    assert say([PUBLISHED], report(spaces=2)) == [
        CapacityReported(service=MINE.id, state="capacity", as_of=NOW, spaces=2)
    ]
    earlier = NOW - timedelta(hours=2)
    assert say([PUBLISHED], report("waitlist", as_of=earlier, wait_days=21)) == [
        CapacityReported(service=MINE.id, state="waitlist", as_of=earlier, wait_days=21)
    ]


def test_the_same_report_again_says_nothing_and_a_newer_one_with_the_same_room_says_so() -> None:
    assert not say([PUBLISHED, ROOM], report(as_of=ROOM.as_of, spaces=4))
    (newer,) = say([PUBLISHED, ROOM], report(spaces=4))
    assert newer == ROOM.model_copy(update={"as_of": NOW})


def test_a_report_keeps_what_the_directory_counted() -> None:
    counted = ROOM.model_copy(update={"offers_in_flight": 3, "accepted_90d": 9, "ended_well_90d": 7})
    (said,) = say([PUBLISHED, counted], report(spaces=1))
    assert said == counted.model_copy(update={"as_of": NOW, "spaces": 1})


@pytest.mark.parametrize(
    ("history", "asked", "refusal"),
    [
        ([PUBLISHED], PublishListing(MINE.model_copy(update={"publisher": "another"})), OtherPublisher),
        ([PUBLISHED], WithdrawListing("another"), OtherPublisher),
        ([], WithdrawListing(), ListingNotFound),
        ([], report(), ListingNotFound),
        ([PUBLISHED, ServiceWithdrawn()], report(), ListingNotFound),
        ([PUBLISHED], PublishListing(CHANGED, expected="0" * 64), ListingChangedSince),
        ([], PublishListing(MINE, expected=content_hash(MINE)), ListingChangedSince),
        ([], PublishListing(listing(minimum_age=70, maximum_age=60)), LowestAgeAboveHighest),
        ([PUBLISHED, ROOM], report(as_of=ROOM.as_of - timedelta(days=1)), NewerReportKnown),
        ([PUBLISHED], report(as_of=NOW + timedelta(hours=1)), ReportFromTheFuture),
        ([PUBLISHED], report("no-capacity", spaces=1), SpacesWithoutCapacity),
    ],
)
def test_what_is_refused(history: Sequence[Event], asked: Asked, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        say(history, asked)


def test_a_withdrawn_listing_may_be_published_by_another_for_nothing_of_its_first_publisher_is_lost() -> None:
    theirs = MINE.model_copy(update={"publisher": "another"})
    assert say([PUBLISHED, ServiceWithdrawn()], PublishListing(theirs)) == [ServicePublished(listing=theirs)]


def test_a_change_of_the_listing_that_was_seen_is_taken() -> None:
    seen = PublishListing(CHANGED, expected=content_hash(MINE))
    assert say([PUBLISHED], seen) == [ServicePublished(listing=CHANGED)]


def test_the_content_of_a_listing_does_not_depend_on_what_it_leaves_out() -> None:
    assert content_hash(MINE) == content_hash(MINE.model_copy(update={"locations": ()}))
    assert content_hash(MINE) != content_hash(MINE.model_copy(update={"id": str(uuid4())}))


FULL = CapacityReported(service=MINE.id, state="no-capacity", as_of=NOW - timedelta(days=1), spaces=0)


def test_what_a_provider_reports_on_the_stream_is_kept_and_said_again_where_this_directory_said_something() -> None:
    assert say([PUBLISHED], HearCapacity(FULL)) == [CapacityHeard(report=FULL)]
    assert not say([PUBLISHED, CapacityHeard(report=FULL)], HearCapacity(FULL))
    assert say([PUBLISHED, ROOM], HearCapacity(FULL)) == [FULL]
    assert not say([PUBLISHED, FULL], HearCapacity(FULL))


def test_a_count_keeps_the_room_that_a_provider_reported_on_the_stream() -> None:
    (counted,) = say([PUBLISHED, FULL], CountOffers(MINE.id, 2, 0, 0))
    assert counted == FULL.model_copy(update={"offers_in_flight": 2, "accepted_90d": 0, "ended_well_90d": 0})


def test_where_offers_are_counted_a_report_from_the_stream_is_said_again_with_the_counts() -> None:
    counted = ROOM.model_copy(update={"offers_in_flight": 2, "accepted_90d": 0, "ended_well_90d": 0})
    (said,) = say([PUBLISHED, counted], HearCapacity(FULL))
    assert said == FULL.model_copy(update={"offers_in_flight": 2, "accepted_90d": 0, "ended_well_90d": 0})
    assert not say([PUBLISHED, counted, said], HearCapacity(FULL))


def test_older_news_on_the_stream_does_not_come_to_stand_over_what_is_known() -> None:
    assert say([PUBLISHED, FULL], HearCapacity(ROOM)) == [FULL]


def test_news_of_a_service_that_is_not_listed_is_passed_over() -> None:
    assert not say([], HearCapacity(FULL))
    assert not say([PUBLISHED, ServiceWithdrawn()], HearCapacity(FULL))


def test_two_directories_that_say_different_things_of_one_moment_come_to_an_end() -> None:
    moment = FULL.as_of
    begins = [FULL.model_copy(update={"spaces": spaces, "offers_in_flight": spaces}) for spaces in (3, 5)]
    states = [after(PUBLISHED, said) for said in begins]
    on_the_way = [(1 - number, said) for number, said in enumerate(begins)]
    for _ in range(20):
        if not on_the_way:
            break
        (at, said), *on_the_way = on_the_way
        for event in decide(states[at], HearCapacity(said, by_directory=True), NOW):
            states[at] = evolve(states[at], event)
            assert isinstance(event, CapacityReported)
            on_the_way.append((1 - at, event))
    assert not on_the_way
    rooms = [state.capacity for state in states if state is not None and state.capacity is not None]
    assert [(room.as_of, room.spaces, room.offers_in_flight) for room in rooms] == [(moment, 5, 3), (moment, 5, 5)]
