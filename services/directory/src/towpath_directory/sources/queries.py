"""What is read of registered feeds for an answer. Nothing here writes."""

from typing import Any

from towpath_directory.sources.decide import tag
from towpath_directory.sources.refusals import RunNotFound, SourceNotFound
from towpath_directory.sources.store import CARRIED, MISSING, RUNS, SOURCES, WITHDRAWN, from_document
from towpath_directory.sources.views import (
    DroppedPage,
    DroppedView,
    RunPage,
    RunView,
    SourcePage,
    SourceView,
    SourceWhole,
    Standing,
)
from towpath_directory.store import ENTRIES
from towpath_runtime.mongo import Database, translated

SHOWN_RUNS = 10

Document = dict[str, Any]

_WANTED: dict[Standing, Document] = {
    Standing.RUNNING: {"running": {"$exists": True}},
    Standing.PAUSED: {"running": {"$exists": False}, "terms.paused": True},
    Standing.FAILING: {"failing": True},
    Standing.WAITING: {"running": {"$exists": False}, "terms.paused": False, "failing": False},
}


class SourceQueries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database) -> None:
        self._sources = database[SOURCES]
        self._runs = database[RUNS]
        self._carried = database[CARRIED]
        self._entries = database[ENTRIES]

    async def one(self, key: str) -> tuple[SourceWhole, str]:
        """Return a feed and its tag. Raises SourceNotFound."""
        found = await self._find(key)
        source = from_document(found)
        assert source.terms is not None
        runs = await self.runs(key, None, SHOWN_RUNS)
        by_state: list[Document] = [{"$match": {"source": key}}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        with translated():
            carried = {row["_id"]: row["count"] async for row in await self._carried.aggregate(by_state)}
        return SourceWhole(source=SourceView.of(key, source, source.terms), runs=runs.contents, carried=carried), tag(
            source.terms
        )

    async def page(
        self, *, state: Standing | None, publisher: str | None, cursor: str | None, limit: int
    ) -> SourcePage:
        """Return a page of the feeds that fit all that is asked."""
        wanted: Document = {"terms": {"$exists": True}} | ({} if state is None else _WANTED[state])
        if publisher is not None:
            wanted["terms.publisher"] = publisher
        if cursor is not None:
            wanted["_id"] = {"$gt": cursor}
        with translated():
            found = await self._sources.find(wanted).sort("_id", 1).limit(limit + 1).to_list()
        page = [_view(row) for row in found[:limit]]
        return SourcePage(contents=page, next=page[-1].id if len(found) > limit else None)

    async def runs(self, key: str, cursor: int | None, limit: int) -> RunPage:
        """Return a page of the runs of a feed, the newest first. Raises SourceNotFound."""
        await self._find(key)
        wanted: Document = {"source": key}
        if cursor is not None:
            wanted["number"] = {"$lt": cursor}
        with translated():
            found = await self._runs.find(wanted).sort("number", -1).limit(limit + 1).to_list()
        page = [RunView.of(row) for row in found[:limit]]
        return RunPage(contents=page, next=page[-1].number if len(found) > limit else None)

    async def run(self, key: str, run: str) -> RunView:
        """Return one run. Raises RunNotFound."""
        with translated():
            found = await self._runs.find_one({"_id": run, "source": key})
        if found is None:
            raise RunNotFound("the feed has no run by that id, or it is no longer kept")
        return RunView.of(found)

    async def dropped(self, key: str, *, withdrawn: bool, cursor: str | None, limit: int) -> DroppedPage:
        """Return a page of what a feed no longer has: what stands all the same, or what was withdrawn for it."""
        await self._find(key)
        wanted: Document = {"source": key, "state": WITHDRAWN if withdrawn else MISSING}
        if cursor is not None:
            wanted["_id"] = {"$gt": f"{key}/{cursor}"}
        with translated():
            found = await self._carried.find(wanted).sort("_id", 1).limit(limit + 1).to_list()
            ids = [row["listing"] for row in found]
            entries = self._entries.find({"_id": {"$in": ids}}, {"listing.name": 1})
            names = {entry["_id"]: entry.get("listing", {}).get("name") async for entry in entries}
        page = [_dropped(row, names.get(row["listing"])) for row in found[:limit]]
        return DroppedPage(contents=page, next=page[-1].listing if len(found) > limit else None)

    async def _find(self, key: str) -> Document:
        with translated():
            found = await self._sources.find_one({"_id": key, "terms": {"$exists": True}})
        if found is None:
            raise SourceNotFound("no feed is registered under that id", field="id")
        return found


def _view(row: Document) -> SourceView:
    source = from_document(row)
    assert source.terms is not None
    return SourceView.of(row["_id"], source, source.terms)


def _dropped(row: Document, name: str | None) -> DroppedView:
    return DroppedView(
        listing=row["listing"],
        given=row["given"],
        name=name,
        state=row["state"],
        since=row.get("since"),
        missing=row["missing"],
    )
