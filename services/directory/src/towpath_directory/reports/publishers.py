"""How good all listings of a publisher are that stand here. Nothing here writes."""

from typing import Any

from towpath_directory.imports.lines import IMPORTS
from towpath_directory.reports.findings import LISTING, grouped, judged, letters, tasks
from towpath_directory.reports.queries import ReportQueries
from towpath_directory.reports.refusals import PublisherNotFound
from towpath_directory.reports.views import Doubles, Feed, PublisherQuality
from towpath_directory.sources.store import CARRIED, MISSING, SOURCES, from_document
from towpath_directory.sources.views import Standing
from towpath_directory.store import ENTRIES
from towpath_runtime.mongo import Database, translated

NEWEST = 5

Document = dict[str, Any]


class PublisherQueries:
    """The queries of a publisher's quality. All raise Away."""

    def __init__(self, database: Database, reports: ReportQueries) -> None:
        self._reports = reports
        self._entries = database[ENTRIES]
        self._imports = database[IMPORTS]
        self._sources = database[SOURCES]
        self._carried = database[CARRIED]

    async def quality(self, publisher: str) -> PublisherQuality:
        """Return how good the listings of a publisher are. Raises PublisherNotFound."""
        standing: Document = {"$match": {"listing.publisher": publisher}}
        rows = await self._rows(
            [standing, {"$group": {"_id": "$grade.letter", "count": {"$sum": 1}, "points": {"$sum": "$grade.score"}}}]
        )
        reasons = await self._rows(
            [standing, {"$sort": {"_id": 1}}, {"$unwind": "$grade.reasons"}, *grouped("$grade.reasons", LISTING)]
        )
        sources, imports = await self._feeds(publisher), await self._newest(publisher)
        if not (rows or sources or imports):
            raise PublisherNotFound("no listing, feed or import is of this publisher")
        grades, quality = letters(rows), [judged(row) for row in reasons]
        graded = sum(grades.values())
        points = sum(row["points"] for row in rows)
        return PublisherQuality(
            publisher=publisher,
            listings=sum(row["count"] for row in rows),
            ungraded=sum(row["count"] for row in rows) - graded,
            grades=grades,
            points=round(points / graded, 1) if graded else None,
            first=tasks((), quality),
            quality=quality,
            duplicates=Doubles(likely=await self._reports.likely(publisher)),
            sources=sources,
            imports=imports,
        )

    async def _feeds(self, publisher: str) -> list[Feed]:
        with translated():
            found = await self._sources.find({"terms.publisher": publisher}).sort("_id", 1).to_list()
            feeds = []
            for row in found:
                source = from_document(row)
                missing = await self._carried.count_documents({"source": row["_id"], "state": MISSING})
                state = Standing.of(source)
                feeds.append(
                    Feed(id=row["_id"], state=state, ending=source.ending, failures=source.failures, missing=missing)
                )
        return feeds

    async def _newest(self, publisher: str) -> list[str]:
        with translated():
            found = self._imports.find({"publisher": publisher}, {"_id": 1}).sort("created", -1).limit(NEWEST)
            return [row["_id"] async for row in found]

    async def _rows(self, stages: list[Document]) -> list[Document]:
        with translated():
            return [row async for row in await self._entries.aggregate(stages)]
