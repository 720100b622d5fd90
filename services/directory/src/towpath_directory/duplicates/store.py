"""Documents and the model: proposals, and what an entry keeps of a merge."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from towpath_contracts.listing import Listing
from towpath_directory.duplicates.decide import Settle, decide, evolve
from towpath_directory.duplicates.likeness import FRESH, LIKENESS
from towpath_directory.duplicates.model import Decision, Proposal, State
from towpath_directory.duplicates.score import Comparison, Evidence
from towpath_directory.grades.store import calls
from towpath_directory.model import Entry, Merged
from towpath_runtime.aggregate import Aggregate, Change
from towpath_runtime.message import Write

Document = dict[str, Any]

DUPLICATES = "duplicate"

DUPLICATE_INDEXES = (
    IndexModel([("state", ASCENDING), ("score", DESCENDING), ("_id", ASCENDING)], name="state"),
    IndexModel(
        [("publishers", ASCENDING), ("state", ASCENDING), ("score", DESCENDING), ("_id", ASCENDING)], name="publisher"
    ),
    IndexModel([("services", ASCENDING), ("state", ASCENDING)], name="services"),
)


def duplicates() -> Aggregate[Proposal]:
    """Return what decides on two listings that may be one service, by the id of the pair."""
    return Aggregate(
        name=DUPLICATES,
        decide=decide,
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        project=project,
        indexes=DUPLICATE_INDEXES,
    )


def to_document(state: Proposal) -> Document:
    """Return what is kept of a proposal."""
    return {
        "state": state.state.value,
        "services": list(state.comparison.services),
        "score": state.comparison.score,
        "evidence": [asdict(piece) for piece in state.comparison.evidence],
        "publishers": list(state.publishers),
        "since": state.since,
        "revision": state.revision,
        "decisions": [asdict(one) | {"state": one.state.value} for one in state.decisions],
    }


def from_document(document: Document) -> Proposal:
    """Read a proposal."""
    first, second = document["services"]
    evidence = tuple(Evidence(**piece) for piece in document["evidence"])
    return Proposal(
        state=State(document["state"]),
        comparison=Comparison((first, second), document["score"], evidence),
        publishers=(document["publishers"][0], document["publishers"][1]),
        since=document["since"],
        decisions=tuple(Decision(**one | {"state": State(one["state"])}) for one in document["decisions"]),
        revision=document["revision"],
    )


def project(change: Change[Proposal]) -> Iterable[Write]:
    """Have two listings compared anew when a curator reopens their proposal: they may have changed since.

    Whether they may be one counts in their grades.
    """
    yield from calls(change)
    asked, after = change.message.body, change.after
    if isinstance(asked, Settle) and asked.state is State.PROPOSED and after is not None:
        for service in after.comparison.services:
            yield Write(LIKENESS, UpdateOne({"_id": service}, {"$set": {FRESH: change.message.id}}))


def merged_document(state: Entry) -> Document:
    """Return what is kept of an entry's part in merges."""
    kept: Document = {}
    if state.stands_for:
        kept["stands_for"] = list(state.stands_for)
    if (merged := state.merged) is not None:
        kept["merged"] = {"into": merged.into, "publisher": merged.publisher}
        if merged.listing is not None:
            kept["merged"]["listing"] = merged.listing.model_dump(mode="json", exclude_defaults=True)
    return kept


def merged_from(document: Document) -> Merged | None:
    """Read which listing stands for an entry."""
    kept = document.get("merged")
    if kept is None:
        return None
    listing = Listing.model_validate(kept["listing"]) if "listing" in kept else None
    return Merged(kept["into"], kept["publisher"], listing)
