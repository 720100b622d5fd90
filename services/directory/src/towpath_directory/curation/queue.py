"""Rows of several collections as one list, the oldest first, page by page."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from towpath_directory.curation.paging import BEGIN
from towpath_directory.refusals import CursorInvalid
from towpath_runtime.mongo import Database, translated

CURSOR = re.compile(r"([0-9]{1,14})\.([a-z-]{1,40})\.([!-~]{1,200})")

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
    see: str = ""
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

    @property
    def shown(self) -> Document | None:
        """What is read of a row: all of it where there is nothing to see elsewhere."""
        if not self.see:
            return None
        return {path: 1 for path in (self.at, self.service, self.code) if path is not None}

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


@dataclass(frozen=True, slots=True)
class Row:
    """A document of a queue, and since when it waits."""

    at: datetime
    queue: Queue
    key: str
    document: Document

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Where it stands among all."""
        return self.at, self.queue.kind, self.key


async def page(
    database: Database, queues: Sequence[Queue], cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    """Return a page of what the queues hold, and the cursor of the next. Raises CursorInvalid, Away."""
    behind = None if cursor is None else _place(cursor)
    with translated():
        found = await asyncio.gather(*(_rows(database, queue, behind, limit) for queue in queues))
    rows = sorted((row for some in found for row in some), key=lambda row: row.place)
    return rows[:limit], _cursor(rows[limit - 1]) if len(rows) > limit else None


async def _rows(database: Database, queue: Queue, behind: tuple[datetime, str, str] | None, limit: int) -> list[Row]:
    wanted = dict(queue.wanted)
    if behind is not None:
        wanted = {"$and": [wanted, queue.after(*behind)]}
    order = [(queue.at, 1), ("_id", 1)]
    found = database[queue.collection].find(wanted, queue.shown).sort(order).limit(limit + 1)
    return [Row(queue.moment(row), queue, row["_id"], row) async for row in found]


def _cursor(row: Row) -> str:
    return f"{(row.at.astimezone(UTC) - BEGIN) // timedelta(milliseconds=1)}.{row.queue.kind}.{row.key}"


def _place(cursor: str) -> tuple[datetime, str, str]:
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
    return BEGIN + timedelta(milliseconds=int(found[1])), found[2], found[3]
