"""Facts that can count in nothing any more are forgotten, some time after; `facts` says why that brings none back."""

from collections.abc import Sequence
from datetime import timedelta

from pymongo import UpdateOne
from pymongo.asynchronous.collection import AsyncCollection

from towpath_directory.counting.facts import facts_in
from towpath_directory.counting.tick import Book
from towpath_runtime.aggregate import Document
from towpath_runtime.clock import Clock
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.mongo import Database, translated

MOST = 1000
"""Documents of a book that are seen to in one go."""


class Pruning:
    """Forgets the facts of some books, in one process at a time, once they are older than ``kept`` (domain clock)."""

    def __init__(self, books: Sequence[Book], database: Database, clock: Clock, lease: Lease, kept: timedelta) -> None:
        self._collections = [database[book.facts] for book in books]
        self._clock = clock
        self._lease = lease
        self._kept = kept

    async def tick(self) -> bool:
        """Forget some. Returns whether there may be more; raises Away."""
        if not await self._lease.take():
            return False
        most = 0
        for collection in self._collections:
            most = max(most, await self._undated(collection), await self._prune(collection))
        return most == MOST

    async def _prune(self, collection: AsyncCollection[Document]) -> int:
        now = self._clock.now()
        # Asked again of each as it is deleted: one of which something was heard meanwhile has news, and stays.
        past = {"newest": {"$lt": now - self._kept}, "until": {"$lte": now}}
        old = {**past, "over": True, "news": {"$exists": False}}
        with translated():
            found = await collection.find(old, {"_id": 1}).limit(MOST).to_list()
            if found:
                await collection.delete_many({"_id": {"$in": [known["_id"] for known in found]}, **old})
        return len(found)

    async def _undated(self, collection: AsyncCollection[Document]) -> int:
        """Date what was heard before facts were pruned, and have it told again, which says whether it is over."""
        now = self._clock.now()
        with translated():
            found = await collection.find({"newest": {"$exists": False}}).limit(MOST).to_list()
            if found:
                dated = ((known, [fact["at"] for fact in facts_in(known) if "at" in fact]) for known in found)
                writes = [
                    UpdateOne(
                        {"_id": known["_id"], "newest": {"$exists": False}},
                        {"$set": {"newest": max(moments, default=now), "news": new_id()}},
                    )
                    for known, moments in dated
                ]
                await collection.bulk_write(writes, ordered=False)
        return len(found)
