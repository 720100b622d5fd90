"""Taking a feed in: every record of it is kept before the asker is answered, so that an answer is a promise."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from pymongo.errors import DuplicateKeyError

from towpath_contracts.values import Area
from towpath_directory.feeds.records import Record, legible, records
from towpath_directory.feeds.shape import Shape
from towpath_directory.feeds.split import NotJson, Pages
from towpath_directory.imports.lines import IMPORTS, LINES, State, line
from towpath_directory.imports.refusals import FeedNotJson, FeedShapeUnknown, StillReceiving
from towpath_directory.imports.spool import Spool
from towpath_directory.store import ENTRIES
from towpath_directory.tables.reading import table_records
from towpath_directory.tables.rows import table_in
from towpath_directory.withheld.store import PLACES, places_of_feed
from towpath_runtime.clock import Clock
from towpath_runtime.errors import IdempotencyKeyReused
from towpath_runtime.ids import new_id
from towpath_runtime.mongo import Database, translated

KEPT_AT_ONCE = 500
CUT_OFF_AFTER = timedelta(seconds=10)
"""After this the same asker may begin again; a batch is kept in less, and a page of a fetched feed counts too."""

SILENT_AFTER = timedelta(minutes=10)
"""An import that has received nothing for this long was cut off: whoever sent it has had no answer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: an import by its id, of a publisher who may cover areas. ``origin`` is where it came from.

    ``source`` is the registered feed that it is a run of, if it is one. Where ``keep_publishers``, a record that names
    its publisher stays that one's. Where ``dry_run``, nothing is published: it is only told what would become of it.
    """

    id: str
    publisher: str
    fingerprint: str
    origin: str
    covered: tuple[Area, ...] = ()
    source: str | None = None
    keep_publishers: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a feed beside what came of it.

    ``known`` are services of it that were not fetched again, with their listings; ``doubts`` name why it may not be
    all of the feed. ``fetched`` are figures of the fetching, for the history.
    """

    known: Sequence[tuple[str, str]] = ()
    doubts: tuple[str, ...] = ()
    fetched: Mapping[str, Any] = field(default_factory=dict)


ALONE = Beside()


def is_cut_off(touched: datetime) -> bool:
    """Tell whether an import that was heard of last at a moment may be begun again."""
    return touched < datetime.now(UTC) - CUT_OFF_AFTER


class Intake:
    """Keeps feeds. Times here are real ones: what was cut off is found by them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._imports = database[IMPORTS]
        self._lines = database[LINES]
        self._places = database[PLACES]
        self._entries = database[ENTRIES]
        self._clock = clock

    async def begin(self, wanted: Wanted) -> str | None:
        """Open an import and return the attempt that may keep its records; None for one that was kept before.

        Raises IdempotencyKeyReused, StillReceiving or Away.
        """
        attempt = new_id()
        document = {
            "_id": wanted.id,
            "state": State.RECEIVING.value,
            "attempt": attempt,
            "publisher": wanted.publisher,
            "fingerprint": wanted.fingerprint,
            "origin": wanted.origin,
            "covered": [area.model_dump(mode="json") for area in wanted.covered],
            "created": self._clock.now(),
            "touched": datetime.now(UTC),
        }
        if wanted.source is not None:
            document["source"] = wanted.source
        document |= {name: True for name in ("keep_publishers", "dry_run") if getattr(wanted, name)}
        with translated():
            try:
                await self._imports.insert_one(document)
            except DuplicateKeyError:
                return await self._again(wanted, document)
        return attempt

    async def _again(self, wanted: Wanted, document: dict[str, Any]) -> str | None:
        """Go on from an earlier attempt: its asker came again, so it was cut off, unless it is still at work."""
        before = await self._imports.find_one({"_id": wanted.id})
        if before is not None and before["fingerprint"] != wanted.fingerprint:
            raise IdempotencyKeyReused("use a new Idempotency-Key for another feed", field="Idempotency-Key")
        if before is not None and before["state"] in (State.RUNNING.value, State.DONE.value):
            return None
        silent = {"touched": {"$lt": datetime.now(UTC) - CUT_OFF_AFTER}}
        cut_off = {"_id": wanted.id, "$or": [{"state": State.ABANDONED.value}, silent]}
        if before is not None and not (await self._imports.replace_one(cut_off, document)).matched_count:
            raise StillReceiving("the same import is on its way: ask for it, or send it again in a minute")
        if before is None:
            await self._imports.insert_one(document)
        return str(document["attempt"])

    async def keep(self, import_id: str, attempt: str, spool: Spool, pages: Pages, beside: Beside = ALONE) -> None:
        """Keep every record of the feed and let the import run. Raises FeedNotJson, FeedShapeUnknown or Away."""
        await spool.flush()
        try:
            await self._keep(import_id, attempt, _all(spool, pages, beside), pages, beside)
        except NotJson as error:
            where = f"it stops being JSON at line {error.line}, column {error.column}"
            if (error.line, error.column) == (1, 1):
                where += "; a table names its columns in the first line, as imports/template.csv does"
            raise FeedNotJson(where, field="body") from None

    async def _keep(self, import_id: str, attempt: str, found: Iterator[Record], pages: Pages, beside: Beside) -> None:
        kept, documents, known, shapes = 0, 0, False, dict[str, int]()
        while batch := await asyncio.to_thread(lambda: list(islice(found, KEPT_AT_ONCE))):
            at = datetime.now(UTC)
            graded = await self._graded(batch)
            lines = [line(record, import_id, attempt, at, graded.get(record.known or "")) for record in batch]
            with translated():
                await self._lines.insert_many(lines, ordered=False)
            await self._withhold(import_id, batch, at)
            await self.touch(import_id, attempt)
            kept, documents = kept + len(batch), batch[-1].document
            known = known or any(record.text or record.known for record in batch)
            for record in batch:
                shapes[record.shape.value] = shapes.get(record.shape.value, 0) + 1
        if not known and set(shapes) <= {Shape.UNKNOWN.value}:
            raise FeedShapeUnknown(
                "send services of ORUK 1, ORUK 3 or HSDS 3: a list, pages, one per line, or documents; or a table"
            )
        counts: dict[str, Any] = {
            "records": kept,
            "documents": documents,
            "shapes": shapes,
            "doubts": list(beside.doubts),
        }
        counts |= {"fetched": dict(beside.fetched)} if beside.fetched else {}
        fields = {"state": State.RUNNING.value, "pages": {"read": pages.read, "of": pages.of}, **counts}
        fields |= {"unknown_columns": list(pages.unknown_columns)} if pages.unknown_columns else {}
        with translated():
            await self._lines.delete_many({"import": import_id, "attempt": {"$ne": attempt}})
            await self._imports.update_one({"_id": import_id, "attempt": attempt}, {"$set": fields})

    async def _graded(self, batch: Sequence[Record]) -> dict[str, Any]:
        """Return the grades of the listings that did not have to be fetched again."""
        known = [record.known for record in batch if record.known is not None]
        if not known:
            return {}
        graded = {"_id": {"$in": known}, "grade": {"$exists": True}}
        wanted = {"grade.letter": 1, "grade.reasons": 1}
        with translated():
            return {row["_id"]: row["grade"] async for row in self._entries.find(graded, wanted)}

    async def _withhold(self, import_id: str, batch: Sequence[Record], at: datetime) -> None:
        """Keep what was sent of confidential places apart from the lines; nothing of a dry run."""
        if not any(record.withheld for record in batch):
            return
        with translated():
            found = await self._imports.find_one({"_id": import_id}, {"publisher": 1, "dry_run": 1})
            if found is None or found.get("dry_run"):
                return
            whose = found["publisher"]
            writes = [
                write
                for record in batch
                for write in places_of_feed(whose, record.given or str(record.position), record.withheld, at)
            ]
            await self._places.bulk_write(writes, ordered=False)

    async def touch(self, import_id: str, attempt: str) -> None:
        """Say that the import is still being received. Raises StillReceiving where another attempt took over."""
        with translated():
            mine = {"_id": import_id, "attempt": attempt}
            touched = await self._imports.update_one(mine, {"$set": {"touched": datetime.now(UTC)}})
        if not touched.matched_count:
            raise StillReceiving("the same import was sent again meanwhile: ask for it")

    async def drop(self, import_id: str, attempt: str) -> None:
        """Forget an import that was refused, so that the same key may be sent with a feed that was mended."""
        with translated():
            await self._lines.delete_many({"import": import_id, "attempt": attempt})
            await self._imports.delete_one({"_id": import_id, "attempt": attempt, "state": State.RECEIVING.value})

    async def abandon_silent(self) -> None:
        """Mark what was cut off. Its asker had no answer and sends it again, or asks and is told."""
        silent = {"state": State.RECEIVING.value, "touched": {"$lt": datetime.now(UTC) - SILENT_AFTER}}
        with translated():
            async for found in self._imports.find(silent, {"attempt": 1}):
                mine = {"_id": found["_id"], "attempt": found["attempt"], "state": State.RECEIVING.value}
                done = await self._imports.update_one(mine, {"$set": {"state": State.ABANDONED.value}})
                if done.matched_count:
                    await self._lines.delete_many({"import": found["_id"], "attempt": found["attempt"]})


def _came(spool: Spool, pages: Pages) -> Iterator[Record]:
    table = table_in(spool.chunks)
    if table is None:
        return records(spool.chunks(), pages)
    pages.unknown_columns = table.heading.unknown
    return table_records(table)


def _all(spool: Spool, pages: Pages, beside: Beside) -> Iterator[Record]:
    """Yield the records that came, and then those that did not have to come again."""
    position = document = 0
    for record in _came(spool, pages) if spool.length or not beside.known else ():
        position, document = record.position, record.document
        yield record
    for more, (given, listing) in enumerate(beside.known, start=1):
        yield Record(position + more, document + more, Shape.HSDS_3, legible(given), "", known=listing)
