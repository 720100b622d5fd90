"""Documents and the model: what is kept of a review, and the prompts, written in the transaction of the state."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter
from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_directory.freshness.review import Outcome, Prompt, Review
from towpath_directory.model import Entry
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

Document = dict[str, Any]

PROMPTS = "prompts"
STANDS = {"withdrawn": False}

REVIEW_INDEXES = (
    IndexModel([("review.next", ASCENDING)], name="review_next", partialFilterExpression=STANDS),
    IndexModel([("review.policy", ASCENDING)], name="review_policy", partialFilterExpression=STANDS),
    IndexModel(
        [("review.state", ASCENDING), ("review.since", ASCENDING), ("_id", ASCENDING)],
        name="review_state",
        partialFilterExpression=STANDS,
    ),
    IndexModel(
        [("review.escalated.on", ASCENDING), ("_id", ASCENDING)],
        name="review_escalated",
        partialFilterExpression={"review.escalated": {"$exists": True}},
    ),
)
"""What is due, what another policy looked at, and the lists of curators: none is walked through what is fresh."""

PROMPT_INDEXES = (
    IndexModel(
        [("outcome", ASCENDING), ("not_before", ASCENDING)],
        name="open",
        partialFilterExpression={"open": True},
    ),
    IndexModel([("service", ASCENDING), ("at", ASCENDING)], name="service"),
    IndexModel([("claimed", ASCENDING)], name="claimed", partialFilterExpression={"claimed": {"$exists": True}}),
)

_REVIEW: TypeAdapter[Review] = TypeAdapter(Review)


def review_document(state: Entry) -> Document:
    """Return what is kept of a listing's freshness; days as ISO 8601, so that they sort."""
    if state.review is None:
        return {}
    return {"review": _REVIEW.dump_python(state.review, mode="json", exclude_defaults=True, exclude_none=True)}


def review_from(document: Document) -> Review | None:
    """Read a listing's freshness."""
    return _REVIEW.validate_python(document["review"]) if "review" in document else None


def prompts(change: Change[Entry]) -> Iterable[Write]:
    """Write the prompt that a change asks for: one row for each, whatever is tried again."""
    before = None if change.before is None or change.before.review is None else change.before.review.prompt
    after = None if change.after is None or change.after.review is None else change.after.review.prompt
    if after is None or after.outcome is not Outcome.WAITING or (before is not None and before.id == after.id):
        return
    yield Write(
        PROMPTS, UpdateOne({"_id": after.id}, {"$setOnInsert": _row(change.key, after, change.now)}, upsert=True)
    )


def _row(service: str, prompt: Prompt, at: datetime) -> Document:
    """Return a prompt's row. The address is not in it: it is read from the listing when the prompt is sent."""
    return {
        "service": service,
        "kind": prompt.kind.value,
        "on": prompt.on.isoformat(),
        "at": at,
        "open": True,
        "outcome": Outcome.WAITING.value,
        "not_before": datetime.now(UTC),
        "tries": 0,
    }


def settled(prompt: str, outcome: Outcome) -> Write:
    """Return the write that closes a prompt's row."""
    return Write(PROMPTS, UpdateOne({"_id": prompt}, {"$set": {"outcome": outcome.value}, "$unset": {"open": ""}}))


def day_of(text: str) -> date:
    """Read a day that a document holds."""
    return date.fromisoformat(text)
