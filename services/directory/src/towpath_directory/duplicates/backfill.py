"""Likenesses of listings that have none, or one that was made in another way: they are made, and compared.

Listings are older than this part of the directory, and the way in which a likeness is made changes (`likeness.made`). A
walk through all of them, page by page, finds those. It is begun anew at each start, and after a while, for a process of
an older version may have written meanwhile; it passes over what is as it should be, so it may be cut off anywhere.
"""

import asyncio
import time
from collections.abc import Mapping

from pymongo import ReplaceOne, UpdateOne

from towpath_contracts.listing import Listing
from towpath_directory.duplicates.likeness import FRESH, LIKENESS, MADE, likeness_of, made
from towpath_directory.duplicates.weights import weights
from towpath_directory.store import ENTRIES
from towpath_runtime.aggregate import Document
from towpath_runtime.ids import new_id
from towpath_runtime.mongo import Database, translated

PAGE = 1000
"""Listings that are looked at in one go; as many as are compared in one go are made."""
REST = 3600.0
"""Seconds of real time from the end of one walk to the next."""


class Backfill:
    """Walks through the listings, for who holds the lease."""

    def __init__(self, database: Database, batch: int) -> None:
        self._entries = database[ENTRIES]
        self._likeness = database[LIKENESS]
        self._batch = batch
        self._after = ""
        self._begins = 0.0

    async def tick(self) -> bool:
        """Look at a page, or make some of what it lacks. Returns whether the walk goes on; raises Away."""
        if time.monotonic() < self._begins:
            return False
        with translated():
            after = {"_id": {"$gt": self._after}}
            page = [row["_id"] async for row in self._entries.find(after, {"_id": 1}).sort("_id", 1).limit(PAGE)]
            those = {"_id": {"$in": page}}
            # Read before the listings are: who changes one after that changes the likeness that is read here.
            found = self._likeness.find(those, {FRESH: 1, MADE: 1, "sketch.runs": 1})
            there = {row["_id"]: row async for row in found}
            standing = self._entries.find({**those, "listing": {"$exists": True}}, {"_id": 1})
            listed = {row["_id"] async for row in standing}
        lacking = [service for service in page if _lacks(there.get(service), service in listed)][: self._batch]
        if lacking:
            await self._make(lacking, there)
            return True
        if page:
            self._after = page[-1]
            return True
        self._after, self._begins = "", time.monotonic() + REST
        return False

    async def _make(self, services: list[str], there: Mapping[str, Document]) -> None:
        with translated():
            wanted = {"_id": {"$in": services}, "listing": {"$exists": True}}
            rows = await self._entries.find(wanted, {"listing": 1}).to_list()
        listings = {row["_id"]: row["listing"] for row in rows}
        writes = await asyncio.to_thread(_writes, services, listings, there)
        with translated():
            await self._likeness.bulk_write(writes, ordered=False)


def _lacks(there: Document | None, listed: bool) -> bool:
    """Tell whether the likeness of a listing is not what it should be; of one that left, whether it has one."""
    if not listed:
        return there is not None and "sketch" in there
    return there is None or there.get(MADE) != made(weights())


def _writes(
    services: list[str], listings: Mapping[str, Document], there: Mapping[str, Document]
) -> list[UpdateOne | ReplaceOne[Document]]:
    known = weights()
    writes: list[UpdateOne | ReplaceOne[Document]] = []
    for service in services:
        before, mark = there.get(service), new_id()
        gone: Document = {"_id": service, FRESH: mark}
        kept = listings.get(service)
        found = gone if kept is None else likeness_of(Listing.model_validate(kept), known, mark)
        if before is None:
            writes.append(UpdateOne({"_id": service}, {"$setOnInsert": found}, upsert=True))
        else:
            same = {"_id": service, FRESH: before.get(FRESH), MADE: before.get(MADE)}  # None matches what is absent
            writes.append(ReplaceOne(same, found))
    return writes
