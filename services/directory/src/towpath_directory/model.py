"""The state of a listing in the directory."""

import hashlib
from dataclasses import dataclass

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.listing import Listing
from towpath_directory.curation.model import Claim, Draft, Record
from towpath_directory.feeds.quality import Grade
from towpath_directory.freshness.review import Review
from towpath_directory.versions.model import Edition
from towpath_runtime.inward import Inward

UNKNOWN = "unknown"
"""The capacity state of a service whose offers are counted and that has never said how much room it has."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The listing that stands for this one (``into``), and this one as its publisher sent it last; None: withdrawn."""

    into: str
    publisher: str
    listing: Listing | None


class CapacityHeard(Inward):
    """Somebody else reported room on the capacity stream: there it stands already."""

    report: CapacityReported


@dataclass(frozen=True, slots=True)
class Entry:
    """One service in the directory.

    ``listing`` is None once it is withdrawn: the topic holds a tombstone then, and so does the state. ``capacity`` is
    the last report. ``before_withdrawal`` is the one that a withdrawal closed; it holds again if the listing comes
    back. ``merged`` says which listing stands for this one, ``stands_for`` for which others this one does. ``review``
    is how fresh it is.

    ``draft`` is in work and not what is published; ``drafts`` counts what happened to drafts. ``owner`` is the
    organisation whose claim a curator granted, ``claims`` are those that wait, ``record`` is what the publisher sent
    last where an owner's or curator's word stands over it. ``listed``: it was published once. ``edition`` says which
    version of the listing stands, or that it is withdrawn. ``told_room``: this directory has spoken of its room.
    """

    listing: Listing | None = None
    capacity: CapacityReported | None = None
    before_withdrawal: CapacityReported | None = None
    merged: Merged | None = None
    stands_for: tuple[str, ...] = ()
    review: Review | None = None
    draft: Draft | None = None
    drafts: int = 0
    owner: str | None = None
    claims: tuple[Claim, ...] = ()
    record: Record | None = None
    listed: bool = False
    edition: Edition | None = None
    grade: Grade | None = None
    told_room: bool = False

    @property
    def withdrawn(self) -> bool:
        """Whether it is not in the directory: no longer, or not yet."""
        return self.listing is None


def content_hash(listing: Listing) -> str:
    """Return a hash of what a listing says: the same for the same listing, in any process (SHA-256, hexadecimal)."""
    return hashlib.sha256(listing.model_dump_json(exclude_defaults=True).encode()).hexdigest()
