"""What the facts of curation make of an entry. Pure and total."""

from dataclasses import replace

from towpath_directory.curation.facts import Claimed, ClaimSettled, Drafted, DraftPublished, Owned, RecordHeard
from towpath_directory.model import Entry
from towpath_runtime.inward import Inward


def evolve(entry: Entry, event: Inward) -> Entry:
    """Return the entry after such a fact."""
    match event:
        case Drafted(draft=draft):
            count = entry.drafts + 1
            return replace(entry, drafts=count, draft=None if draft is None else replace(draft, revision=count))
        case DraftPublished(record=record):
            return replace(entry, drafts=entry.drafts + 1, draft=None, record=record)
        case RecordHeard(record=record):
            return replace(entry, record=record)
        case Claimed(claim=claim):
            return replace(entry, claims=(*entry.claims, claim))
        case ClaimSettled(id=claim_id):
            return replace(entry, claims=tuple(claim for claim in entry.claims if claim.id != claim_id))
        case Owned(organisation=organisation):
            waiting = tuple(replace(claim, disputed=organisation is not None) for claim in entry.claims)
            return replace(entry, owner=organisation, claims=waiting)
        case _:
            return entry
