"""What people wrote in their own words: kept apart from all else, in MongoDB alone, and erased after a while.

It may hold personal data, whatever is asked of them: no rule reads it, no event, log or error carries it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DeleteOne, IndexModel, UpdateOne

from towpath_runtime.clock import Clock
from towpath_runtime.message import Write
from towpath_runtime.mongo import Database, translated

WORDS = "words"
WORDS_INDEXES = (IndexModel([("until", ASCENDING)], name="until"),)


def kept(key: str, words: str | None, until: datetime) -> Iterable[Write]:
    """Return the write that keeps somebody's words with the step or suggestion of that id, until a moment."""
    if words:
        fields = {"words": words, "until": until}
        yield Write(WORDS, UpdateOne({"_id": key}, {"$setOnInsert": fields}, upsert=True))


def erased(key: str) -> Iterable[Write]:
    """Return the write that erases somebody's words at once."""
    yield Write(WORDS, DeleteOne({"_id": key}))


class Words:
    """Reads and erases words. All raise Away."""

    def __init__(self, database: Database, clock: Clock, days: int) -> None:
        self._words = database[WORDS]
        self._clock = clock
        self.days = days

    @property
    def until(self) -> datetime:
        """The moment after which words that come now are erased."""
        return self._clock.now() + timedelta(days=self.days)

    async def of(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Return the words of these ids that are still kept."""
        wanted: dict[str, Any] = {"_id": {"$in": list(keys)}, "until": {"$gte": self._clock.now()}}
        with translated():
            return {found["_id"]: found["words"] async for found in self._words.find(wanted)}

    async def erase(self) -> None:
        """Erase what has been kept long enough."""
        with translated():
            await self._words.delete_many({"until": {"$lt": self._clock.now()}})
