"""What a merge does to the two listings: one is withdrawn, and one stands for both. Pure.

What a publisher sends of a merged listing is kept with it, so that a curator who takes the merge back has the newest.
These events stay inside: the topic has the tombstone, and whoever reads it needs no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from towpath_contracts.event import Event
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.listing import Listing
from towpath_directory.commands import By, PublishListing
from towpath_directory.duplicates.refusals import ListingMerged, ListingNotMerged
from towpath_directory.model import Entry, Merged, content_hash
from towpath_directory.refusals import ListingChangedSince, ListingNotFound, OtherPublisher
from towpath_runtime.inward import Inward


class MergedInto(Inward):
    """Another listing stands for this one from now on."""

    into: str
    listing: Listing


class SentWhileMerged(Inward):
    """Its publisher sent a merged listing again, changed; or withdrew it (None)."""

    listing: Listing | None


class Released(Inward):
    """No other listing stands for this one any longer."""


class StoodIn(Inward):
    """This listing stands for another one as well, or no longer does."""

    other: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class MergeInto:
    """Withdraw a listing because another one stands for it. ``expected`` is the content hash that the curator saw."""

    into: str
    expected: str | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """Let a listing stand for another one, or end that. It has to be in the directory to begin."""

    other: str
    ended: bool = False
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Bring a merged listing back as its publisher sent it last."""

    into: str
    by: By | None = None


Merging = MergeInto | StandIn | Release


def decide(state: Entry, asked: Merging, withdrawn: Sequence[Event]) -> Sequence[Event]:
    """Return what a curator's word does to one of the two; ``withdrawn`` is what withdrawing it says."""
    known = state.listing
    match asked:
        case MergeInto():
            listing = _seen(known, asked.expected)
            return [*withdrawn, MergedInto(into=asked.into, listing=listing)]
        case StandIn(ended=True):
            return [StoodIn(other=asked.other, ended=True)] if asked.other in state.stands_for else []
        case StandIn():
            _seen(known, asked.expected)
            return [StoodIn(other=asked.other)]
        case Release():
            merged = state.merged
            if merged is None or merged.into != asked.into:
                raise ListingNotMerged("the two are not merged")
            if merged.listing is None:
                return [Released()]
            again = state.before_withdrawal
            published = ServicePublished(listing=merged.listing)
            return [published, Released()] if again is None else [published, again, Released()]


def _seen(known: Listing | None, expected: str | None) -> Listing:
    if known is None:
        raise ListingNotFound("one of the two is no longer in the directory")
    if expected is not None and expected != content_hash(known):
        raise ListingChangedSince("read the two again, and send their ETag as If-Match", field="If-Match")
    return known


def sent_again(merged: Merged, asked: PublishListing) -> Sequence[Event]:
    """Keep what an import brings of a merged listing; tell a publisher who sends it alone. Raises ListingMerged."""
    if merged.publisher != asked.listing.publisher:
        raise OtherPublisher("give the service an id of your own", field="publisher")
    if asked.line is None:
        raise ListingMerged(f"the listing {merged.into} stands for both: a curator can take the merge back", field="id")
    return [] if merged.listing == asked.listing else [SentWhileMerged(listing=asked.listing)]


def withdrawn_again(merged: Merged, publisher: str | None) -> Sequence[Event]:
    """Keep that its publisher withdrew a merged listing: taking the merge back does not publish it then."""
    if publisher is not None and publisher != merged.publisher:
        raise OtherPublisher("its publisher alone withdraws a listing", field="publisher")
    return [] if merged.listing is None else [SentWhileMerged(listing=None)]


def evolve(entry: Entry, event: Inward) -> Entry:
    """Return the entry after such an event."""
    match event:
        case MergedInto(into=into, listing=listing):
            return replace(entry, merged=Merged(into, listing.publisher, listing))
        case SentWhileMerged(listing=listing) if entry.merged is not None:
            return replace(entry, merged=replace(entry.merged, listing=listing))
        case Released():
            return replace(entry, merged=None)
        case StoodIn(other=other, ended=ended):
            others = tuple(one for one in entry.stands_for if one != other)
            return replace(entry, stands_for=others if ended else (*others, other))
        case _:
            return entry
