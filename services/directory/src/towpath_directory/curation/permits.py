"""Whether somebody may take a step now, by the table of transitions: pure."""

from towpath_contracts.listing import Listing
from towpath_directory.commands import By
from towpath_directory.curation.commands import Step
from towpath_directory.curation.model import Draft
from towpath_directory.curation.refusals import (
    DraftChangedSince,
    NotForThem,
    NotTheOwner,
    ReasonMissing,
    ReasonUnknown,
    StepNotPossible,
)
from towpath_directory.curation.state import IN_DIRECTORY, state_of
from towpath_directory.curation.transitions import BY_STEP, OWNER, PUBLISHER, Transition, possible
from towpath_directory.duplicates.refusals import ListingMerged
from towpath_directory.model import Entry
from towpath_directory.refusals import OtherPublisher

OF_MERGED = frozenset(("discard", "move"))
"""What may be done with the draft of a listing for which another one stands."""


def permitted(entry: Entry, asked: Step) -> str:
    """Return the reason of a step that may be taken. Raises what `refusals` names, and ListingMerged."""
    row = BY_STEP[asked.step]
    _who(entry, row, asked.by)
    draft = entry.draft
    if asked.expected is not None and (draft is None or draft.revision != asked.expected):
        raise DraftChangedSince("read the draft again, and send its ETag as If-Match", field="If-Match")
    if entry.merged is not None and row.step not in OF_MERGED:
        raise ListingMerged(f"the listing {entry.merged.into} stands for both: change that one", field="id")
    standing = (None if draft is None else draft.state) if row.of_draft else state_of(entry)
    if standing not in row.whence:
        raise StepNotPossible(situation(entry))
    return _reason(row, asked.by.reason)


def publisher_of(listing: Listing | None, draft: Draft | None) -> str | None:
    """Return whose listing it is: as published, else as the draft says."""
    if listing is not None:
        return listing.publisher
    said = None if draft is None else draft.fields.get("publisher")
    return said if isinstance(said, str) else None


def situation(entry: Entry) -> str:
    """Return in words which state a listing and its draft are in, and what may be done by whom."""
    draft = None if entry.draft is None else entry.draft.state
    listing = state_of(entry)
    work = "nothing is in work" if draft is None else f"the draft is {draft}"
    listed = f"the listing is {listing}" if listing in IN_DIRECTORY or entry.listed else "nothing is published"
    steps = [f"{row.step} ({', '.join(sorted(row.who))})" for row in possible(draft, listing)]
    return f"{work}, and {listed}; possible: {', '.join(steps)}"


def _who(entry: Entry, row: Transition, by: By) -> None:
    if by.kind not in row.who:
        raise NotForThem(f"{row.step} is for: {', '.join(sorted(row.who))}", field="by")
    if by.kind == OWNER and entry.owner != by.name:
        raise NotTheOwner("claim the listing first; a curator grants it", field="by")
    if by.kind == PUBLISHER and publisher_of(entry.listing, entry.draft) not in (None, by.name):
        raise OtherPublisher("it is the listing of another publisher; claim it, or suggest the change", field="by")


def _reason(row: Transition, given: str | None) -> str:
    if given is None:
        if row.must_reason:
            raise ReasonMissing(f"give one of: {', '.join(row.reasons)}", field="reason")
        return row.reasons[0]
    if given not in row.reasons:
        raise ReasonUnknown(f"give one of: {', '.join(row.reasons)}", field="reason")
    return given
