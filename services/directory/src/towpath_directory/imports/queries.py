"""How imports stand, read from their lines, so that the counts are what the lines say."""

from typing import Any

from towpath_directory.imports.lines import IMPORTS, LINES, Outcome
from towpath_directory.imports.refusals import ImportNotFound
from towpath_directory.imports.views import ImportView, LinePage, LineView, Pages, ReasonCount, words_of
from towpath_runtime.mongo import Database, translated


class ImportQueries:
    """The queries of the API. All raise Away, and ImportNotFound."""

    def __init__(self, database: Database) -> None:
        self._imports = database[IMPORTS]
        self._lines = database[LINES]

    async def one(self, import_id: str) -> ImportView:
        """Return how an import stands."""
        return (await self.found(import_id))[0]

    async def found(self, import_id: str) -> tuple[ImportView, dict[str, Any]]:
        """Return how an import stands, and what is kept of it."""
        found = await self._find(import_id)
        by_outcome: list[dict[str, Any]] = [
            {"$match": {"import": import_id, "attempt": found["attempt"]}},
            {"$group": {"_id": "$outcome", "count": {"$sum": 1}}},
        ]
        with translated():
            counts = {row["_id"]: row["count"] async for row in await self._lines.aggregate(by_outcome)}
            reasons = [_reason(row) async for row in await self._lines.aggregate(_reasons(found))]
        pending = counts.pop(None, 0)
        view = ImportView(
            id=import_id,
            state=found["state"],
            publisher=found["publisher"],
            origin=found["origin"],
            created=found["created"],
            finished=found.get("finished"),
            documents=found.get("documents", 0),
            records=found.get("records", 0),
            pages=Pages(**found["pages"]) if found.get("pages", {}).get("of") else None,
            shapes=found.get("shapes", {}),
            pending=pending,
            counts={outcome: counts.get(outcome.value, 0) for outcome in Outcome},
            reasons=reasons,
            source=found.get("source"),
            doubts=found.get("doubts", []),
            dry_run=found.get("dry_run", False),
            unknown_columns=found.get("unknown_columns", []),
        )
        return view, found

    async def lines(
        self, import_id: str, *, outcome: Outcome | None, code: str | None, cursor: int, limit: int
    ) -> LinePage:
        """Return a page of lines behind a position."""
        found = await self._find(import_id)
        wanted: dict[str, Any] = {"import": import_id, "attempt": found["attempt"], "position": {"$gt": cursor}}
        if outcome is not None:
            wanted["outcome"] = outcome.value
        if code is not None:
            wanted["reasons.code"] = code
        with translated():
            kept = await self._lines.find(wanted, {"text": 0}).sort("position", 1).limit(limit + 1).to_list()
        lines = [LineView.of(line) for line in kept[:limit]]
        return LinePage(lines=lines, next=lines[-1].position if len(kept) > limit else None)

    async def _find(self, import_id: str) -> dict[str, Any]:
        with translated():
            found = await self._imports.find_one({"_id": import_id}, {"covered": 0})
        if found is None:
            raise ImportNotFound("no import has that id")
        return found


def _reasons(found: dict[str, Any]) -> list[dict[str, Any]]:
    each = {"outcome": "$outcome", "code": "$reasons.code", "field": "$reasons.field"}
    return [
        {"$match": {"import": found["_id"], "attempt": found["attempt"], "outcome": {"$exists": True}}},
        {"$unwind": "$reasons"},
        {"$group": {"_id": each, "count": {"$sum": 1}}},
        {"$sort": {"count": -1, "_id.code": 1, "_id.field": 1, "_id.outcome": 1}},
    ]


def _reason(row: dict[str, Any]) -> ReasonCount:
    return ReasonCount(**row["_id"], words=words_of(row["_id"]["code"]), count=row["count"])
