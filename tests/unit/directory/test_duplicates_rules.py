"""What a curator decides on two listings stays decided, and what it does to the two can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from support.directory_records import NOW, listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_directory.commands import ImportLine, PublishListing, WithdrawListing
from towpath_directory.decide import decide as decide_entry
from towpath_directory.duplicates.decide import Asked, Dismiss, KeptLeft, Propose, Settle, decide, evolve
from towpath_directory.duplicates.merging import (
    MergedInto,
    MergeInto,
    Merging,
    Release,
    Released,
    SentWhileMerged,
    StandIn,
    StoodIn,
)
from towpath_directory.duplicates.model import Proposal, State
from towpath_directory.duplicates.refusals import (
    DuplicateChangedSince,
    DuplicateDecided,
    DuplicateNotFound,
    ListingMerged,
    ListingNotMerged,
    NotOneOfTheTwo,
)
from towpath_directory.duplicates.score import Comparison, Evidence
from towpath_directory.duplicates.store import from_document, to_document
from towpath_directory.evolve import evolve as evolve_entry
from towpath_directory.model import Entry
from towpath_directory.refusals import ListingChangedSince, ListingNotFound, OtherPublisher
from towpath_directory.store import from_document as entry_from_document
from towpath_directory.store import to_document as entry_to_document

MINE, THEIRS = listing(), listing(publisher="another")
PAIR = (min(MINE.id, THEIRS.id), max(MINE.id, THEIRS.id))
ALIKE = Propose(Comparison(PAIR, 12, (Evidence("name-same", 7),)), ("willowbank", "another"))
MORE_ALIKE = Propose(Comparison(PAIR, 16, (Evidence("phone-same", 4),)), ("willowbank", "another"))
MERGE = Settle(State.MERGED, "curator-7", "the same hall", keep=PAIR[0])
APART = Settle(State.KEPT_APART, "curator-7", "two halls")
REOPEN = Settle(State.PROPOSED, "curator-8", "looked again")
LINE = ImportLine("a:00000001")


def after(*history: Asked) -> Proposal | None:
    state: Proposal | None = None
    for number, asked in enumerate(history):
        for event in decide(state, asked, NOW + timedelta(minutes=number)):
            state = evolve(state, event)
    return state


def entry_after(*history: PublishListing | WithdrawListing | Merging, capacity: Event | None = None) -> Entry | None:
    state: Entry | None = None
    for asked in history:
        for event in decide_entry(state, asked, NOW):
            state = evolve_entry(state, event)
        if capacity is not None and state is not None and state.capacity is None:
            state = evolve_entry(state, capacity)
    return state


@pytest.mark.parametrize("decision", [MERGE, APART])
@pytest.mark.parametrize("later", [MORE_ALIKE, Dismiss()])
def test_no_later_likeness_undoes_what_a_curator_decided(decision: Settle, later: Asked) -> None:
    assert decide(after(ALIKE, decision), later, NOW) == []


def test_what_is_reopened_is_proposed_and_can_be_dismissed_or_decided_anew() -> None:
    reopened = after(ALIKE, APART, REOPEN)
    assert reopened is not None
    assert (reopened.state, len(reopened.decisions)) == (State.PROPOSED, 2)
    assert after(ALIKE, APART, REOPEN, Dismiss()).state is State.GONE  # type: ignore[union-attr]
    assert after(ALIKE, APART, REOPEN, MERGE).kept == PAIR[0]  # type: ignore[union-attr]


def test_a_merge_ends_where_the_listing_that_was_kept_has_left_and_not_where_the_other_has() -> None:
    assert after(ALIKE, MERGE, KeptLeft(PAIR[0])).state is State.GONE  # type: ignore[union-attr]
    assert decide(after(ALIKE, MERGE), KeptLeft(PAIR[1]), NOW) == []
    assert decide(after(ALIKE, APART), KeptLeft(PAIR[0]), NOW) == []


def test_the_same_likeness_again_says_nothing_and_another_keeps_the_day_of_the_first() -> None:
    assert decide(after(ALIKE), ALIKE, NOW) == []
    changed = after(ALIKE, MORE_ALIKE)
    assert changed is not None
    assert (changed.comparison.score, changed.since) == (16, NOW)
    back = after(ALIKE, Dismiss(), ALIKE)
    assert back is not None
    assert (back.state, back.since) == (State.PROPOSED, NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("history", "asked", "refusal"),
    [
        ((), MERGE, DuplicateNotFound),
        ((ALIKE,), REOPEN, DuplicateDecided),
        ((ALIKE, APART), MERGE, DuplicateDecided),
        ((ALIKE, Dismiss()), MERGE, DuplicateDecided),
        ((ALIKE,), Settle(State.MERGED, "c", "r", keep="neither"), NotOneOfTheTwo),
        ((ALIKE, MORE_ALIKE), Settle(State.MERGED, "c", "r", keep=PAIR[0], expected=1), DuplicateChangedSince),
    ],
)
def test_what_a_curator_cannot_decide_is_refused(
    history: tuple[Asked, ...], asked: Asked, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        decide(after(*history), asked, NOW)


@pytest.mark.parametrize("history", [(ALIKE,), (ALIKE, MERGE), (ALIKE, APART, REOPEN, Dismiss())])
def test_a_proposal_reads_back_the_same(history: tuple[Asked, ...]) -> None:
    state = after(*history)
    assert state is not None
    assert from_document(to_document(state)) == state


def test_a_merged_listing_leaves_with_its_room_and_comes_back_as_it_was_sent_last() -> None:
    room = CapacityReported(service=THEIRS.id, state="capacity", as_of=NOW, spaces=3)
    changed = THEIRS.model_copy(update={"description": "New words."})
    published = entry_after(PublishListing(THEIRS), capacity=room)
    events = decide_entry(published, MergeInto(MINE.id), NOW)
    assert [type(event) for event in events] == [ServiceWithdrawn, CapacityReported, MergedInto]

    history: Any = (PublishListing(THEIRS), MergeInto(MINE.id), PublishListing(changed, line=LINE))
    merged = entry_after(*history, capacity=room)
    assert merged is not None
    assert merged.withdrawn
    assert entry_from_document(entry_to_document(merged)) == merged
    back = decide_entry(merged, Release(MINE.id), NOW)
    assert back == [ServicePublished(listing=changed), room, Released()]


def test_a_publisher_is_told_of_the_merge_and_an_import_is_kept_without_an_event_for_the_topic() -> None:
    merged = entry_after(PublishListing(THEIRS), MergeInto(MINE.id))
    changed = THEIRS.model_copy(update={"description": "New words."})
    with pytest.raises(ListingMerged):
        decide_entry(merged, PublishListing(changed), NOW)
    with pytest.raises(OtherPublisher):
        decide_entry(merged, PublishListing(changed.model_copy(update={"publisher": "third"}), line=LINE), NOW)
    assert decide_entry(merged, PublishListing(THEIRS, line=LINE), NOW) == []
    assert decide_entry(merged, PublishListing(changed, line=LINE), NOW) == [SentWhileMerged(listing=changed)]


def test_what_its_publisher_withdrew_while_it_was_merged_does_not_come_back() -> None:
    left = entry_after(PublishListing(THEIRS), MergeInto(MINE.id), WithdrawListing("another"))
    assert decide_entry(left, Release(MINE.id), NOW) == [Released()]
    assert decide_entry(left, WithdrawListing("another"), NOW) == []


def test_the_listing_that_stands_for_another_has_to_be_there_and_to_be_the_one_that_was_seen() -> None:
    standing = entry_after(PublishListing(MINE))
    assert decide_entry(standing, StandIn(THEIRS.id), NOW) == [StoodIn(other=THEIRS.id)]
    with pytest.raises(ListingChangedSince):
        decide_entry(standing, StandIn(THEIRS.id, expected="0" * 64), NOW)
    with pytest.raises(ListingNotFound):
        decide_entry(entry_after(PublishListing(MINE), WithdrawListing()), StandIn(THEIRS.id), NOW)
    with pytest.raises(ListingNotMerged):
        decide_entry(standing, Release(THEIRS.id), NOW)

    both = entry_after(PublishListing(MINE), StandIn(THEIRS.id))
    assert both is not None
    assert entry_from_document(entry_to_document(both)).stands_for == (THEIRS.id,)
    assert entry_after(PublishListing(MINE), StandIn(THEIRS.id), StandIn(THEIRS.id, ended=True)) == standing
