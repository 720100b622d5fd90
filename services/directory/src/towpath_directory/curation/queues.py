"""What waits for a curator, kind by kind. Another kind is one more row of `QUEUES`."""

from pymongo import ASCENDING, IndexModel

from towpath_directory.curation.claims import CLAIMS, WAITING
from towpath_directory.curation.model import State as DraftState
from towpath_directory.curation.queue import Queue
from towpath_directory.duplicates.model import State as DuplicateState
from towpath_directory.duplicates.store import DUPLICATES
from towpath_directory.sources.store import CARRIED, MISSING
from towpath_directory.store import ENTRIES
from towpath_directory.suggestions.model import State as SuggestionState
from towpath_directory.suggestions.store import SUGGESTIONS

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

WORKLIST_INDEXES = {
    DUPLICATES: IndexModel([("state", ASCENDING), ("since", ASCENDING), ("_id", ASCENDING)], name="worklist"),
    CARRIED: IndexModel(
        [("since", ASCENDING), ("_id", ASCENDING)],
        name="worklist",
        partialFilterExpression={"state": MISSING},
    ),
}
"""Indexes for those that are read in another order elsewhere."""
