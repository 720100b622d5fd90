"""The one list of all that waits for a curator, the oldest first."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel

from towpath_contracts.values import Id
from towpath_directory.curation.paging import BEGIN
from towpath_directory.curation.queues import BY_KIND, QUEUES, Queue, reached
from towpath_directory.refusals import CursorInvalid
from towpath_runtime.mongo import Database, translated

CURSOR = re.compile(r"([0-9]{1,14})\.([a-z-]{1,40})\.([!-~]{1,200})")

Row = tuple[datetime, str, str, dict[str, Any]]


class Waiting(BaseModel):
    """One thing that waits: its kind, since when, of which service, and where to look at it."""

    kind: str
    id: str
    service: Id | None
    since: AwareDatetime
    code: str | None
    see: str


class Worklist(BaseModel):
    """A page of what waits, the oldest first; ``counts`` by kind of all of it; ``next`` is the cursor of the rest."""

    counts: dict[str, int]
    contents: list[Waiting]
    next: str | None = None


class Work:
    """Reads the queues. All raise Away."""

    def __init__(self, database: Database, queues: Sequence[Queue] = QUEUES) -> None:
        self._database = database
        self._queues = queues

    async def page(self, *, kinds: Sequence[str], cursor: str | None, limit: int) -> Worklist:
        """Return a page of these kinds, of all where none is named. Raises CursorInvalid."""
        behind = None if cursor is None else _place(cursor)
        asked = [queue for queue in self._queues if not kinds or queue.kind in kinds]
        with translated():
            counts, found = await asyncio.gather(
                asyncio.gather(*(self._count(queue) for queue in self._queues)),
                asyncio.gather(*(self._rows(queue, behind, limit) for queue in asked)),
            )
        rows = sorted((row for some in found for row in some), key=lambda row: row[:3])
        page = rows[:limit]
        return Worklist(
            counts={queue.kind: count for queue, count in zip(self._queues, counts, strict=True)},
            contents=[_told(row) for row in page],
            next=_cursor(page[-1]) if len(rows) > limit else None,
        )

    async def _count(self, queue: Queue) -> int:
        return await self._database[queue.collection].count_documents(dict(queue.wanted))

    async def _rows(self, queue: Queue, behind: tuple[datetime, str, str] | None, limit: int) -> list[Row]:
        wanted = dict(queue.wanted)
        if behind is not None:
            wanted = {"$and": [wanted, queue.after(*behind)]}
        shown = {path: 1 for path in (queue.at, queue.service, queue.code) if path is not None}
        order = [(queue.at, 1), ("_id", 1)]
        found = self._database[queue.collection].find(wanted, shown).sort(order).limit(limit + 1)
        return [(queue.moment(row), queue.kind, row["_id"], row) async for row in found]


def _told(row: Row) -> Waiting:
    at, kind, key, document = row
    queue = BY_KIND[kind]
    service = reached(document, queue.service)
    if isinstance(service, list):
        service = service[0]
    code = None if queue.code is None else reached(document, queue.code)
    see = "/directory/v1/" + queue.see.format(id=key, service=service)
    return Waiting(kind=kind, id=key, service=service, since=at, code=code, see=see)


def _cursor(row: Row) -> str:
    return f"{(row[0].astimezone(UTC) - BEGIN) // timedelta(milliseconds=1)}.{row[1]}.{row[2]}"


def _place(cursor: str) -> tuple[datetime, str, str]:
    found = CURSOR.fullmatch(cursor)
    if found is None or found[2] not in BY_KIND:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
    return BEGIN + timedelta(milliseconds=int(found[1])), found[2], found[3]


def router(work: Work) -> APIRouter:
    """Return the route of the worklist."""
    routes = APIRouter(prefix="/v1", tags=["curation"])

    @routes.get("/worklist")
    async def worklist(
        kind: Annotated[list[str] | None, Query(max_length=len(QUEUES))] = None,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Worklist:
        """All that waits for a curator, the oldest first, with counts by kind; ``kind`` may be given several times."""
        return await work.page(kinds=kind or (), cursor=cursor, limit=limit)

    return routes
