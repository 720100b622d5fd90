"""A draft that says nothing new, or that was overtaken by what was published meanwhile, waits for somebody to look."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.curation_told import CURATOR, after, publish, save, submit
from support.directory_records import NOW
from towpath_directory.commands import PublishListing
from towpath_directory.curation.commands import BringUpToDate, Save
from towpath_directory.curation.refusals import DraftBehind, DraftUnchanged
from towpath_directory.model import content_hash
from towpath_directory.refusals import ListingChangedSince

LISTED = (save(), submit(), publish())


def test_an_unchanged_draft_is_no_change() -> None:
    story = after(*LISTED)
    known = story.entry.listing
    assert known is not None
    story.ask(Save(CURATOR, fields=known.model_dump(mode="json", exclude_defaults=True)))
    with pytest.raises(DraftUnchanged):
        story.ask(submit())


def test_a_draft_behind_the_published_listing_waits_until_somebody_has_looked() -> None:
    story = after(*LISTED, save(name="Slow walkers"), submit())
    known = story.entry.listing
    assert known is not None
    story.ask(PublishListing(known.model_copy(update={"description": "We cycle.", "name": "Cyclists"})))
    with pytest.raises(DraftBehind) as refused:
        story.ask(publish())
    assert "changed by both: name" in refused.value.detail
    story.ask(BringUpToDate(CURATOR))
    story.ask(publish())
    listed = story.entry.listing
    assert listed is not None
    assert (listed.name, listed.description) == ("Slow walkers", "We cycle.")


def test_a_draft_saved_with_the_published_listing_in_view_is_behind_no_longer() -> None:
    story = after(*LISTED, save(name="Slow walkers"))
    known = story.entry.listing
    assert known is not None
    changed = known.model_copy(update={"name": "Cyclists"})
    story.ask(PublishListing(changed))
    with pytest.raises(ListingChangedSince):
        story.ask(replace(save(name="Walkers and cyclists"), seen=content_hash(known)))
    story.ask(replace(save(name="Walkers and cyclists"), seen=content_hash(changed)))
    story.ask(submit())
    story.ask(publish())
    assert story.entry.listing is not None
    assert story.entry.listing.name == "Walkers and cyclists"


def test_a_listing_that_somebody_called_right_meanwhile_is_no_reason_to_look_again() -> None:
    story = after(*LISTED, save(name="Slow walkers"), submit())
    known = story.entry.listing
    assert known is not None
    story.ask(PublishListing(known.model_copy(update={"assured_date": NOW.date()})))
    story.ask(publish())
    assert story.entry.listing is not None
    assert (story.entry.listing.name, story.entry.listing.assured_date) == ("Slow walkers", NOW.date())
