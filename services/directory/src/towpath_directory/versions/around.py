"""Versions around the rules of a listing: whatever changes one makes a version of it. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from towpath_contracts.event import Event
from towpath_contracts.listing import Listing
from towpath_directory.commands import By, PublishListing, WithdrawListing
from towpath_directory.curation.decide import stands_over
from towpath_directory.curation.facts import RecordHeard
from towpath_directory.model import Entry, content_hash
from towpath_directory.refusals import ListingNotFound
from towpath_directory.versions.commands import RestoreVersion
from towpath_directory.versions.model import Edited, Edition, What

Decide = Callable[[Entry | None, Any, datetime], Sequence[Event]]
Evolve = Callable[[Entry | None, Event], Entry]


def with_versions(decide: Decide, evolve: Evolve) -> Decide:
    """Return the rules of a listing with a version for each change that they make of it."""

    def decided(state: Entry | None, asked: Any, now: datetime) -> Sequence[Event]:
        events = (
            _restored(state, asked, now, decide) if isinstance(asked, RestoreVersion) else decide(state, asked, now)
        )
        before, after = state or Entry(), state
        for event in events:
            after = evolve(after, event)
        if after is None or after.listing == before.listing:
            return events
        return [*events, Edited(edition=_edition(before, after.listing, asked, now))]

    return decided


def _edition(before: Entry, listing: Listing | None, asked: object, now: datetime) -> Edition:
    # whatever was listed before versions were kept counts as the first
    number = before.edition.number if before.edition is not None else int(before.listing is not None)
    of = asked.number if isinstance(asked, RestoreVersion) else None
    concealed = before.listing is not None and bool(_confidential(listing) - _confidential(before.listing))
    return Edition(number + 1, _what(before, listing, asked), _by(before, listing, asked), now, of, concealed)


def _what(before: Entry, listing: Listing | None, asked: object) -> What:
    if listing is None:
        return What.WITHDRAWN
    if isinstance(asked, RestoreVersion):
        return What.RESTORED
    if before.listing is not None:
        return What.CHANGED
    return What.PUBLISHED if before.edition is None else What.BACK


def _by(before: Entry, listing: Listing | None, asked: object) -> By:
    """Return who asks; where they do not say so, its publisher sends a listing and the directory does all else."""
    told = getattr(asked, "by", None)
    if isinstance(told, By):
        return told
    whose = listing or before.listing
    if isinstance(asked, PublishListing | WithdrawListing) and whose is not None:
        return By("publisher", whose.publisher)
    return By("policy", "directory")


def _confidential(listing: Listing | None) -> set[str]:
    return set() if listing is None else {place.id for place in listing.locations if place.confidential}


def _restored(state: Entry | None, asked: RestoreVersion, now: datetime, decide: Decide) -> Sequence[Event]:
    """Publish a listing as it was. What its feed goes on bringing unchanged does not undo a curator's word."""
    if state is None:
        raise ListingNotFound("no listing has that id")
    known = state.listing
    if known == asked.listing:
        return ()
    expected = None if known is None else content_hash(known)
    said = decide(state, PublishListing(asked.listing, expected=expected, by=asked.by), now)
    over = stands_over(state.record, known, asked.listing, asked.by.kind)
    return said if over is None else [*said, RecordHeard(record=over)]
