"""The outbox as a store: what is pending, what was published, and what is to be published again."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pymongo import UpdateMany

from towpath_runtime.aggregate import Document
from towpath_runtime.mongo import OUTBOX, Database, translated
from towpath_runtime.publisher import Outgoing


class Counts(NamedTuple):
    """Rows by state, and the age of the oldest pending one in seconds."""

    pending: int
    published: int
    unpublishable: int
    oldest_seconds: float


class Outbox:
    """Rows are pending, published, or unpublishable. Every method raises Away where the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._rows = database[OUTBOX]

    async def page(self, most: int, without: Sequence[str] = ()) -> list[Document]:
        """Return the oldest pending rows: never by a cursor, since a transaction that commits late would be passed
        over.

        A row's stamp grows with every event of its aggregate, whatever the clocks of the writers say, so the order of
        stamps keeps the order of each aggregate. Rows for the topics ``without`` are left out.
        """
        wanted: dict[str, Any] = {"pending": True}
        if without:
            wanted["topic"] = {"$nin": list(without)}
        with translated():
            return await self._rows.find(wanted).sort("stamp", 1).limit(most).to_list()

    async def mark(self, rows: Sequence[Document]) -> None:
        """Mark rows as published. On a compacted topic the older rows of their keys are superseded, pending or not."""
        now = datetime.now(UTC)
        writes = []
        if plain := [row["_id"] for row in rows if not row.get("compacted")]:
            done = {"$unset": {"pending": True}, "$set": {"published_at": now}}
            writes.append(UpdateMany({"_id": {"$in": plain}}, done))
        newest = {(row["topic"], row["key"]): row["stamp"] for row in rows if row.get("compacted")}
        if newest:
            kept = [row["_id"] for row in rows if row.get("compacted")]
            writes.append(UpdateMany({"_id": {"$in": kept}}, {"$unset": {"pending": True}, "$set": {"sent": True}}))
        for (topic, key), stamp in newest.items():
            older = {"compacted": True, "topic": topic, "key": key, "stamp": {"$lt": stamp}}
            writes.append(UpdateMany(older, {"$unset": {"pending": True}, "$set": {"published_at": now}}))
        with translated():
            await self._rows.bulk_write(writes, ordered=True)

    async def refresh(self, keys: Iterable[tuple[str, str]]) -> None:
        """Make the newest state of each key (with its compacted topic) pending again."""
        newest = {"compacted": True, "pending": {"$exists": False}, "published_at": {"$exists": False}}
        writes = [UpdateMany(newest | {"topic": topic, "key": key}, {"$set": {"pending": True}}) for topic, key in keys]
        if writes:
            with translated():
                await self._rows.bulk_write(writes, ordered=False)

    async def give_up(self, row: Document, reason: str) -> None:
        """Keep a row that can never be published, with the reason, out of the way of the others."""
        with translated():
            await self._rows.update_one(
                {"_id": row["_id"]}, {"$unset": {"pending": True}, "$set": {"unpublishable": reason}}
            )

    async def replay(self, since: datetime | None = None, until: datetime | None = None) -> int:
        """Make published rows pending again and return how many. Of a compacted topic, the newest row of each key.

        ``since`` and ``until`` bound the time of writing (real time); every consumer has seen these events and shrugs.
        """
        span: dict[str, Any] = {}
        if since is not None:
            span["$gte"] = int(since.timestamp() * 1_000_000)
        if until is not None:
            span["$lt"] = int(until.timestamp() * 1_000_000)
        wanted: dict[str, Any] = {
            "pending": {"$exists": False},
            "unpublishable": {"$exists": False},
            "$or": [{"compacted": {"$exists": False}}, {"published_at": {"$exists": False}}],
        }
        if span:
            wanted["stamp"] = span
        with translated():
            return (await self._rows.update_many(wanted, {"$set": {"pending": True}})).modified_count

    async def counts(self) -> Counts:
        """Count the rows."""
        with translated():
            pending = await self._rows.count_documents({"pending": True})
            unpublishable = await self._rows.count_documents({"unpublishable": {"$exists": True}})
            total = await self._rows.estimated_document_count()
            oldest = await self._rows.find_one({"pending": True}, {"stamp": 1}, sort=[("stamp", 1)])
        age = 0.0 if oldest is None else max(0.0, datetime.now(UTC).timestamp() - oldest["stamp"] / 1_000_000)
        return Counts(pending, total - pending - unpublishable, unpublishable, age)


def outgoing(row: Document) -> Outgoing:
    """Return the record of a row."""
    key, headers = row["key"], row["headers"]
    return Outgoing(
        topic=row["topic"],
        key=key.encode() if isinstance(key, str) else key,
        value=row["value"],
        headers=list(headers.items() if isinstance(headers, dict) else map(tuple, headers)),
    )
