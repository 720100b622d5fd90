"""What people told is erased in time: their words, and what they proposed once that was answered."""

from datetime import timedelta

from towpath_directory.curation.words import Words
from towpath_directory.suggestions.model import State
from towpath_directory.suggestions.store import SUGGESTIONS
from towpath_runtime.clock import Clock
from towpath_runtime.mongo import Database, translated


class Forgetting:
    """Erases, in any number of processes at a time: it does nothing when it is done again. Raises Away."""

    def __init__(self, database: Database, words: Words, clock: Clock) -> None:
        self._suggestions = database[SUGGESTIONS]
        self._words = words
        self._clock = clock

    async def tick(self) -> bool:
        """Erase what was kept long enough. Never says that there may be more."""
        await self._words.erase()
        old = {"$lt": self._clock.now() - timedelta(days=self._words.days)}
        answered = {"state": {"$ne": State.RECEIVED.value}, "at": old, "fields": {"$ne": {}}}
        with translated():
            await self._suggestions.update_many(answered, {"$set": {"fields": {}}})
        return False
