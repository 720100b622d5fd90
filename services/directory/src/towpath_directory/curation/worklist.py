"""The one list of all that waits for a curator, the oldest first."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.curation.queue import Queue, Row, page, reached
from towpath_directory.curation.queues import QUEUES
from towpath_runtime.mongo import Database, translated


class Waiting(BaseModel):
    """One thing that waits: its kind, since when, of which service, and where to look at it."""

    kind: str
    id: str
    service: Id | None
    since: AwareDatetime
    code: str | None
    see: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return how a row is told."""
        queue, document = row.queue, row.document
        service = reached(document, queue.service)
        if isinstance(service, list):
            service = service[0]
        code = None if queue.code is None else reached(document, queue.code)
        see = "/directory/v1/" + queue.see.format(id=row.key, service=service)
        return cls(kind=queue.kind, id=row.key, service=service, since=row.at, code=code, see=see)


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
        asked = [queue for queue in self._queues if not kinds or queue.kind in kinds]
        with translated():
            counts = await asyncio.gather(*(self._count(queue) for queue in self._queues))
        rows, following = await page(self._database, asked, cursor, limit)
        return Worklist(
            counts={queue.kind: count for queue, count in zip(self._queues, counts, strict=True)},
            contents=[Waiting.of(row) for row in rows],
            next=following,
        )

    async def _count(self, queue: Queue) -> int:
        return await self._database[queue.collection].count_documents(dict(queue.wanted))


def router(work: Work) -> APIRouter:
    """Return the route of the worklist."""
    routes = APIRouter(prefix="/v1", tags=["curation"])

    @routes.get("/worklist")
    async def worklist(
        kind: Annotated[list[Code] | None, Query(max_length=20)] = None,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Worklist:
        """All that waits for a curator, the oldest first, with counts by kind; ``kind`` may be given several times."""
        return await work.page(kinds=kind or (), cursor=cursor, limit=limit)

    return routes
