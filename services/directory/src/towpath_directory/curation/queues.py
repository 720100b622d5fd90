"""What waits for a curator, kind by kind. Another kind is one more row of `QUEUES`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from towpath_directory.curation.claims import CLAIMS, WAITING
from towpath_directory.curation.model import State as DraftState
from towpath_directory.duplicates.model import State as DuplicateState
from towpath_directory.duplicates.store import DUPLICATES
from towpath_directory.sources.losses import MISSING
from towpath_directory.sources.store import CARRIED
from towpath_directory.store import ENTRIES
from towpath_directory.suggestions.model import State as SuggestionState
from towpath_directory.suggestions.store import SUGGESTIONS

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Queue:
    """A kind of work: documents of a collection that fit ``wanted``, the oldest first by the field ``at``.

    ``service`` is the field that names the listing, dots between its parts (of several, the first is told); ``code`` is
    one that says more, such as a reason. ``days``: ``at`` is a day in ISO 8601 and no moment. ``see`` is where a
    curator looks at it, under ``/directory/v1``, with ``{id}`` and ``{service}`` filled in.
    """

    kind: str
    collection: str
    wanted: Mapping[str, Any]
    at: str
    service: str
    see: str
    code: str | None = None
    days: bool = False

    def after(self, at: datetime, kind: str, key: str) -> Document:
        """Return the filter for what follows a row of some kind: later, or at the same moment and behind it."""
        later: Document = {self.at: {"$gt": self._kept(at)}}
        if (self.days and at != _midnight(at)) or self.kind < kind:
            return later
        same: Document = {self.at: self._kept(at)}
        if self.kind == kind:
            same["_id"] = {"$gt": key}
        return {"$or": [later, same]}

    def moment(self, document: Document) -> datetime:
        """Return since when a row waits; that of a day is its midnight (UTC)."""
        found = reached(document, self.at)
        return datetime.combine(datetime.fromisoformat(found), time.min, UTC) if self.days else found

    def _kept(self, at: datetime) -> Any:
        return at.date().isoformat() if self.days else at


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.date(), time.min, UTC)


def reached(document: Document, path: str) -> Any:
    """Return what a document holds at a path with dots; None where it holds nothing there."""
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


QUEUES = (
    Queue("claim", CLAIMS, {"state": WAITING, "disputed": False}, "at", "service", "services/{service}/claims"),
    Queue("dispute", CLAIMS, {"state": WAITING, "disputed": True}, "at", "service", "services/{service}/claims"),
    Queue(
        "draft",
        ENTRIES,
        {"draft.state": DraftState.SUBMITTED.value},
        "draft.since",
        "_id",
        "services/{service}/draft",
        code="draft.kind",
    ),
    Queue(
        "conflict",
        ENTRIES,
        {"record.since": {"$exists": True}},
        "record.since",
        "_id",
        "services/{service}/conflict",
    ),
    Queue(
        "suggestion",
        SUGGESTIONS,
        {"state": SuggestionState.RECEIVED.value},
        "at",
        "service",
        "suggestions/{id}/moderation",
        code="kind",
    ),
    Queue(
        "duplicate",
        DUPLICATES,
        {"state": DuplicateState.PROPOSED.value},
        "since",
        "services",
        "duplicates/{id}",
    ),
    Queue(
        "dropped",
        CARRIED,
        {"state": MISSING},
        "since",
        "listing",
        "services/{service}",
        code="source",
    ),
    Queue(
        "overdue",
        ENTRIES,
        {"withdrawn": False, "review.escalated": {"$exists": True}},
        "review.escalated.on",
        "_id",
        "services/{service}/freshness",
        code="review.escalated.why",
        days=True,
    ),
)
"""Every kind of work that waits for a curator."""

BY_KIND = {queue.kind: queue for queue in QUEUES}
