"""Documents and the model, and what is written beside an entry when it came from an import."""

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing
from towpath_directory.counting.tally import recount
from towpath_directory.curation.claims import claims
from towpath_directory.curation.documents import CURATION_INDEXES, curation_document, curation_from
from towpath_directory.curation.steps import steps
from towpath_directory.duplicates.likeness import likeness
from towpath_directory.duplicates.refusals import ListingMerged
from towpath_directory.duplicates.store import merged_document, merged_from
from towpath_directory.freshness.store import REVIEW_INDEXES, prompts, review_document, review_from
from towpath_directory.gaps.serving import opens_more
from towpath_directory.gaps.store import OPENINGS
from towpath_directory.grades.store import GRADE_INDEXES, grade_document, grade_from
from towpath_directory.imports.lines import LINES, Outcome, settled
from towpath_directory.model import Entry, content_hash
from towpath_directory.versions.store import edition_document, edition_from, versions
from towpath_directory.withheld.store import confidential_places
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

Document = dict[str, Any]

ENTRIES = "listing"
OFFER_TALLIES = "offer_tallies"

ENTRY_INDEXES = (
    IndexModel([("listing.needs", ASCENDING), ("_id", ASCENDING)], name="needs"),
    IndexModel([("listing.publisher", ASCENDING), ("listing.status", ASCENDING), ("_id", ASCENDING)], name="publisher"),
    IndexModel([("listing.organization.id", ASCENDING), ("_id", ASCENDING)], name="organisation"),
    *REVIEW_INDEXES,
    *CURATION_INDEXES,
    *GRADE_INDEXES,
)


def to_document(state: Entry) -> Document:
    """Return what is kept of an entry; ``hash`` is that of its listing."""
    document: Document = {"withdrawn": state.withdrawn}
    if state.listing is not None:
        document["listing"] = state.listing.model_dump(mode="json", exclude_defaults=True)
        document["hash"] = content_hash(state.listing)
    if state.capacity is not None:
        document["capacity"] = _report(state.capacity)
    if state.before_withdrawal is not None:
        document["before_withdrawal"] = _report(state.before_withdrawal)
    if state.told_room:
        document["told_room"] = True
    beside = merged_document(state) | review_document(state) | edition_document(state)
    return document | beside | curation_document(state) | grade_document(state)


def from_document(document: Document) -> Entry:
    """Read an entry."""
    return Entry(
        listing=Listing.model_validate(document["listing"]) if "listing" in document else None,
        capacity=_reported(document, "capacity"),
        before_withdrawal=_reported(document, "before_withdrawal"),
        merged=merged_from(document),
        review=review_from(document),
        edition=edition_from(document),
        grade=grade_from(document),
        stands_for=tuple(document.get("stands_for", ())),
        told_room="told_room" in document,
        **curation_from(document),
    )


def _reported(document: Document, name: str) -> CapacityReported | None:
    return CapacityReported.model_validate(document[name]) if name in document else None


def _report(report: CapacityReported) -> Document:
    return report.model_dump(mode="json", exclude_none=True)


def project(change: Change[Entry]) -> Iterable[Write]:
    """Write what follows from a change, in its transaction.

    The line of the import that it came from is settled, so that a kill doubles nothing. The offers of a listing that is
    new here, or back, are counted anew: nobody was told of them while it was away. What could let in somebody who was
    left out before may answer a gap. What it is compared by is kept anew where that changed.
    """
    yield from likeness(change)
    yield from prompts(change)
    yield from versions(change)
    yield from confidential_places(change)
    yield from steps(change)
    yield from claims(change)
    yield from _consequences(change)
    asked = change.message.body
    if isinstance(asked, PublishListing) and asked.line is not None:
        yield Write(LINES, UpdateOne({"_id": asked.line.record}, line_of(asked, change.after, bool(change.events))))


def _consequences(change: Change[Entry]) -> Iterable[Write]:
    before = None if change.before is None else change.before.listing
    after = None if change.after is None else change.after.listing
    if after is None or not change.events:
        return
    if before is None:
        yield Write(OFFER_TALLIES, recount(change.key, known_only=True))
    if opens_more(before, after):
        cause = change.message.id
        fields = {"needs": list(after.needs), "at": change.now, "cause": cause, "fresh": cause}
        yield Write(OPENINGS, UpdateOne({"_id": change.key}, {"$set": fields}, upsert=True))


def line_of(asked: PublishListing, after: Entry | None, told: bool) -> Document:
    """Return how the line of an import is settled whose listing is now as it is; ``told`` if a topic tells of it."""
    if after is not None and after.merged is not None:
        return settled(Outcome.DUPLICATE, [(ListingMerged.code, "id")], listing=after.merged.into)
    mends = () if asked.line is None else asked.line.mends
    outcome = Outcome.TAKEN if told else Outcome.UNCHANGED
    if told and mends:
        outcome = Outcome.MENDED
    update = settled(outcome, mends, listing=asked.listing.id, content=content_hash(asked.listing))
    if after is not None and (grade := after.grade) is not None:
        update["$set"]["grade"] = {"letter": grade.letter, "reasons": list(grade.reasons)}
    return update
