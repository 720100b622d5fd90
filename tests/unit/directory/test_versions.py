"""Every change of a listing is a version: whose it is, what it was, and the way back to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from support.directory_records import NOW, listing
from towpath_contracts.events.directory import ServicePublished
from towpath_directory.commands import By, ImportLine, PublishListing, ReportCapacity, WithdrawListing
from towpath_directory.model import Entry
from towpath_directory.refusals import OtherPublisher
from towpath_directory.store import from_document, to_document
from towpath_directory.stream import entries
from towpath_directory.versions.commands import RestoreVersion
from towpath_directory.versions.model import Edited, What
from towpath_runtime.errors import Refused

MINE = listing(description="A walk by the water.")
CHANGED = MINE.model_copy(update={"description": "A walk in the park."})
CURATOR = By("curator", "curators-north", "wrong-change")
RULES = entries()


def after(*asked: Any) -> Entry:
    """The entry once all this was asked, a day between each."""
    state: Entry | None = None
    for day, one in enumerate(asked):
        for event in RULES.decide(state, one, NOW + timedelta(days=day)):
            state = RULES.evolve(state, event)
    assert state is not None
    return state


def made(*asked: Any) -> tuple[int, str, str]:
    """The version that stands after all this: its number, what it was, whose kind."""
    edition = after(*asked).edition
    assert edition is not None
    return edition.number, edition.what.value, edition.by.kind


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((PublishListing(MINE),), (1, "published", "publisher")),
        ((PublishListing(MINE), PublishListing(CHANGED, by=By("import", "willowbank"))), (2, "changed", "import")),
        ((PublishListing(MINE), WithdrawListing()), (2, "withdrawn", "publisher")),
        ((PublishListing(MINE), WithdrawListing(by=CURATOR)), (2, "withdrawn", "curator")),
        ((PublishListing(MINE), WithdrawListing(), PublishListing(CHANGED)), (3, "back", "publisher")),
        ((PublishListing(MINE), PublishListing(CHANGED), RestoreVersion(MINE, 1, CURATOR)), (3, "restored", "curator")),
        ((PublishListing(MINE), WithdrawListing(), RestoreVersion(MINE, 1, CURATOR)), (3, "restored", "curator")),
    ],
)
def test_what_changes_a_listing_makes_a_version_of_it(asked: Any, expected: tuple[int, str, str]) -> None:
    assert made(*asked) == expected


@pytest.mark.parametrize(
    "asked", [PublishListing(MINE), ReportCapacity(MINE.id, "capacity", spaces=3), RestoreVersion(MINE, 1, CURATOR)]
)
def test_what_changes_nothing_of_a_listing_makes_none(asked: Any) -> None:
    events = RULES.decide(after(PublishListing(MINE)), asked, NOW)
    assert not [event for event in events if isinstance(event, Edited)]


def test_a_feed_that_goes_on_bringing_what_was_undone_does_not_bring_it_back() -> None:
    again = PublishListing(CHANGED, line=ImportLine("1"))
    state = after(PublishListing(MINE), again, RestoreVersion(MINE, 1, CURATOR), again)
    assert state.listing == MINE
    newer = CHANGED.model_copy(update={"name": "Another name"})
    changed = after(
        PublishListing(MINE), again, RestoreVersion(MINE, 1, CURATOR), PublishListing(newer, line=ImportLine("2"))
    )
    assert changed.listing is not None
    assert (changed.listing.name, changed.listing.description) == ("Another name", MINE.description)


def test_what_was_listed_before_versions_were_kept_counts_as_the_first() -> None:
    older = replace(after(PublishListing(MINE)), edition=None)
    (edited,) = [event for event in RULES.decide(older, PublishListing(CHANGED), NOW) if isinstance(event, Edited)]
    assert (edited.edition.number, edited.edition.what) == (2, What.CHANGED)


def test_a_version_of_another_publisher_is_not_restored() -> None:
    theirs = MINE.model_copy(update={"publisher": "another"})
    with pytest.raises(OtherPublisher):
        RULES.decide(after(PublishListing(MINE)), RestoreVersion(theirs, 1, CURATOR), NOW)
    with pytest.raises(Refused):
        RULES.decide(None, RestoreVersion(MINE, 1, CURATOR), NOW)


def test_a_restored_listing_is_told_to_all() -> None:
    state = after(PublishListing(MINE), PublishListing(CHANGED))
    told = RULES.decide(state, RestoreVersion(MINE, 1, CURATOR), NOW)
    assert [event.listing for event in told if isinstance(event, ServicePublished)] == [MINE]


def test_the_version_is_kept_with_the_entry() -> None:
    state = after(PublishListing(MINE), PublishListing(CHANGED), RestoreVersion(MINE, 1, CURATOR))
    assert from_document(to_document(state)).edition == state.edition
