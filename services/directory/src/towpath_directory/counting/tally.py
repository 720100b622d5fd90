"""Tallies: one document for each thing that is counted, which says when it has to be counted next.

``rev`` grows with every reason to count; a count is written together with what follows from it, and only if ``rev`` is
still the one that was read before the facts were.
"""

from datetime import datetime

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_directory.counting.facts import AT_ONCE
from towpath_runtime.aggregate import Document
from towpath_runtime.message import Write

TALLY_INDEXES = (IndexModel([("due", ASCENDING)], name="due"),)


def recount(key: str, *, known_only: bool = False) -> UpdateOne:
    """Return the write that has a tally counted anew; with ``known_only``, one that nobody counts stays so."""
    update = {"$set": {"due": AT_ONCE}, "$inc": {"rev": 1}}
    return UpdateOne({"_id": key}, update, upsert=not known_only)


def counted(collection: str, tally: Document, due: datetime) -> Write:
    """Return the write that a count goes with: it is due next at a moment.

    Where there was a reason to count again meanwhile, the filter finds nothing, the insert clashes with the document
    that is there, and takes its transaction along: an old count never comes behind a new one, whoever slept between.
    """
    mine = {"_id": tally["_id"], "rev": tally["rev"]}
    return Write(collection, UpdateOne(mine, {"$set": {"due": due}}, upsert=True))
