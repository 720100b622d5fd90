"""What a listing is compared by, kept beside it in the transaction that changes it, with a mark for the next search."""

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, DeleteOne, IndexModel, ReplaceOne

from towpath_contracts.listing import Listing
from towpath_directory.duplicates.keys import keys
from towpath_directory.duplicates.sketch import Sketch, sketch, to_document
from towpath_directory.duplicates.weights import Weights, weights
from towpath_directory.model import Entry
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

LIKENESS = "likeness"
MAKING = 1
"""How `sketch` and `keys` make a likeness: one more whenever the same listing comes to have another one."""
MADE = "made"
"""By what it was made, see `made`. One that was made by anything else is made anew by `backfill` and compared again."""
FRESH = "fresh"
"""The mark: the id of the message that changed it. Who has searched takes the mark away if it is still that one."""

LIKENESS_INDEXES = (
    IndexModel([("keys", ASCENDING)], name="keys"),
    IndexModel([(FRESH, ASCENDING)], name="fresh", partialFilterExpression={FRESH: {"$exists": True}}),
)


def likeness(change: Change[Entry]) -> Iterable[Write]:
    """Keep a listing's sketch and keys where they changed; of one that left, only that it has to be seen to."""
    before = None if change.before is None else change.before.listing
    after = None if change.after is None else change.after.listing
    if after is before:
        return
    known = weights()
    was = None if before is None else sketch(before, known)
    if after is None:
        gone: dict[str, Any] = {"_id": change.key, FRESH: change.message.id}
        yield Write(LIKENESS, ReplaceOne({"_id": change.key}, gone, upsert=True))
        return
    found = sketch(after, known)
    if found != was:
        document = _document(found, known, change.message.id)
        yield Write(LIKENESS, ReplaceOne({"_id": change.key}, document, upsert=True))


def made(known: Weights) -> str:
    """Return by what a likeness is made here: the number of the way, and the imprint of the weights."""
    return f"{MAKING}-{known.imprint}"


def likeness_of(listing: Listing, known: Weights, mark: str) -> dict[str, Any]:
    """Return the likeness of a listing as it is kept, marked to be compared."""
    return _document(sketch(listing, known), known, mark)


def _document(found: Sketch, known: Weights, mark: str) -> dict[str, Any]:
    kept = {"sketch": to_document(found), "keys": list(keys(found, known))}
    return {"_id": found.id, **kept, MADE: made(known), FRESH: mark}


def forget(service: str, mark: str) -> DeleteOne:
    """Return the write that forgets a listing which left, once its proposals were seen to."""
    return DeleteOne({"_id": service, FRESH: mark, "keys": {"$exists": False}})
