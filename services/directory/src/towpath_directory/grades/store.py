"""Documents of grades: with the entry, and the calls for a new one where a listing may be there twice."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_directory.duplicates.model import Proposal
from towpath_directory.feeds.quality import Grade
from towpath_directory.model import Entry
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

Document = dict[str, Any]

CALLS = "grade_calls"
"""Listings of which another one is likely to be the same service now, or no longer."""

GRADE_INDEXES = (
    IndexModel([("grade.letter", ASCENDING), ("_id", ASCENDING)], name="grade"),
    IndexModel(
        [("grade.until", ASCENDING)], name="grade_until", partialFilterExpression={"grade.until": {"$exists": True}}
    ),
)


def grade_document(state: Entry) -> Document:
    """Return what is kept of an entry's grade; ``until`` is a day as text, which sorts as days do."""
    grade = state.grade
    if grade is None:
        return {}
    kept: Document = {"letter": grade.letter, "score": grade.score, "reasons": list(grade.reasons)}
    if grade.until is not None:
        kept["until"] = grade.until.isoformat()
    if grade.marks:
        kept["marks"] = list(grade.marks)
    if grade.likely:
        kept["likely"] = grade.likely
    return {"grade": kept}


def grade_from(document: Document) -> Grade | None:
    """Read an entry's grade."""
    kept = document.get("grade")
    if kept is None:
        return None
    until = kept.get("until")
    return Grade(
        letter=kept["letter"],
        score=kept["score"],
        reasons=tuple(kept["reasons"]),
        until=None if until is None else date.fromisoformat(until),
        marks=tuple(kept.get("marks", ())),
        likely=kept.get("likely", 0),
    )


def calls(change: Change[Proposal]) -> Iterable[Write]:
    """Call for new grades of two listings when it was decided, or found, whether they may be one."""
    before = None if change.before is None else change.before.state
    after = change.after
    if after is None or after.state is before:
        return
    for service in after.comparison.services:
        yield Write(CALLS, UpdateOne({"_id": service}, {"$set": {"cause": change.message.id}}, upsert=True))
