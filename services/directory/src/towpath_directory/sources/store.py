"""Documents of registered feeds, and the history of their runs."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from towpath_directory.sources.commands import ApproveLoss, EndRun
from towpath_directory.sources.decide import decide
from towpath_directory.sources.evolve import evolve
from towpath_directory.sources.model import Dropping, Ending, Run, Source, Terms, Then
from towpath_runtime.aggregate import Aggregate, Change, Document
from towpath_runtime.message import Write

SOURCES = "source"
RUNS = "source_runs"
CARRIED = "carried"
ADDRESSES = "source_addresses"
"""The collections: feeds, their runs, the listings that they carry, and by what their addresses tell their state."""

SOURCE_INDEXES = (
    IndexModel([("due", ASCENDING), ("_id", ASCENDING)], name="due"),
    IndexModel([("terms.publisher", ASCENDING), ("_id", ASCENDING)], name="publisher"),
)
PRESENT, MISSING, WITHDRAWN = "present", "missing", "withdrawn"
"""How a listing stands with a feed: it has it, it no longer has it, or the listing was withdrawn for that."""

CARRIED_INDEXES = (
    IndexModel([("source", ASCENDING), ("state", ASCENDING), ("_id", ASCENDING)], name="state"),
    IndexModel([("source", ASCENDING), ("given", ASCENDING)], name="given"),
    IndexModel([("listing", ASCENDING)], name="listing"),
)
ADDRESS_INDEXES = (IndexModel([("source", ASCENDING), ("next.run", ASCENDING)], name="source"),)


def run_indexes(retention_days: int) -> tuple[IndexModel, ...]:
    """Return the indexes of the runs, which are kept as long as the lines of their imports."""
    return (
        IndexModel([("source", ASCENDING), ("number", DESCENDING)], name="source"),
        IndexModel([("at", ASCENDING)], name="retention", expireAfterSeconds=retention_days * 86_400),
    )


def sources() -> Aggregate[Source]:
    """Return what decides on registered feeds, by their ids."""
    return Aggregate(
        name=SOURCES,
        decide=decide,
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        project=project,
        indexes=SOURCE_INDEXES,
    )


def to_document(state: Source) -> Document:
    """Return what is kept of a feed; ``due`` and ``failing`` are what it is looked for by."""
    document: Document = {
        "asked": state.asked,
        "whole": state.whole,
        "taken": state.taken,
        "failures": state.failures,
        "failing": state.failing,
    }
    if (terms := state.terms) is not None:
        document["terms"] = asdict(terms) | {"every": terms.every.total_seconds()}
        document["terms"]["dropping"]["then"] = terms.dropping.then.value
    if state.running is not None:
        document["running"] = asdict(state.running)
    if state.ending is not None:
        document["ending"] = state.ending.value
    fields = {"next_run": state.next_run, "due": state.due, "base": state.base, "last": state.last}
    return document | {name: value for name, value in fields.items() if value is not None}


def from_document(document: Document) -> Source:
    """Read a feed."""
    running, ending = document.get("running"), document.get("ending")
    return Source(
        terms=_terms(document["terms"]) if "terms" in document else None,
        next_run=document.get("next_run"),
        running=None if running is None else Run(**running),
        asked=document["asked"],
        whole=document["whole"],
        taken=document["taken"],
        base=document.get("base"),
        last=document.get("last"),
        ending=None if ending is None else Ending(ending),
        failures=document["failures"],
    )


def _terms(kept: dict[str, Any]) -> Terms:
    dropping = Dropping(**kept["dropping"] | {"then": Then(kept["dropping"]["then"])})
    return Terms(**kept | {"every": timedelta(seconds=kept["every"]), "dropping": dropping})


def project(change: Change[Source]) -> Iterable[Write]:
    """Write the history of the runs, with what they changed: what is shown of a run is what ruled."""
    asked, before, after = change.message.body, change.before, change.after
    ran = None if before is None else before.running
    runs = None if after is None else after.running
    if isinstance(asked, ApproveLoss):
        said = {"curator": asked.curator, "reason": asked.reason, "at": change.now}
        yield _run(asked.run, {"$set": {"approved": said}, "$unset": {"ended": "", "ending": ""}})
    elif runs is not None and (ran is None or ran.id != runs.id) and after is not None:
        fields = {"source": change.key, "number": after.taken, "begun": runs.begun, "at": datetime.now(UTC)}
        yield _run(runs.id, {"$set": fields | {"whole": runs.whole}})
    elif ran is not None and runs is None and after is not None:
        ended: Document = {"ended": change.now}
        if isinstance(asked, EndRun):
            ended |= {"ending": asked.ending.value, "next_run": after.next_run, **asked.figures}
        yield _run(ran.id, {"$set": ended})


def _run(run: str, update: Document) -> Write:
    return Write(RUNS, UpdateOne({"_id": run}, update, upsert=True))
