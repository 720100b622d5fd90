"""A lease: at most one process at a time does a thing, by the clock of the database alone."""

import time
from datetime import UTC, datetime

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from towpath_runtime.mongo import LEASES, Database, translated

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Lease:
    """Held for ``seconds`` from the moment of asking. ``fence`` grows each time that the holder changes.

    The database's clock decides who may have it; how long it is still held is counted here from before the question was
    sent, so a holder never believes in it for longer than the database does.
    """

    def __init__(self, database: Database, name: str, holder: str, seconds: float) -> None:
        self._leases = database[LEASES]
        self._name = name
        self._holder = holder
        self.seconds = seconds
        self._until = 0.0
        self.fence = 0

    @property
    def held(self) -> bool:
        """Whether it is certainly held now."""
        return time.monotonic() < self._until

    @property
    def remaining(self) -> float:
        """Seconds for which it is certainly held, 0 where it is not."""
        return max(0.0, self._until - time.monotonic())

    async def prepare(self) -> None:
        """Make the lease known, free for whoever asks first."""
        with translated():
            try:
                await self._leases.insert_one({"_id": self._name, "holder": "", "expires": EPOCH, "fence": 0})
            except DuplicateKeyError:
                return

    async def take(self) -> bool:
        """Take or prolong it. Raises Away."""
        asked = time.monotonic()
        mine = {"$eq": ["$holder", self._holder]}
        with translated():
            found = await self._leases.find_one_and_update(
                {"_id": self._name, "$expr": {"$or": [mine, {"$lt": ["$expires", "$$NOW"]}]}},
                [
                    {
                        "$set": {
                            "fence": {"$add": ["$fence", {"$cond": [mine, 0, 1]}]},
                            "holder": self._holder,
                            "expires": {"$add": ["$$NOW", int(self.seconds * 1000)]},
                        }
                    }
                ],
                return_document=ReturnDocument.AFTER,
            )
        if found is None:
            self._until = 0.0
            return False
        self._until = asked + self.seconds
        self.fence = found["fence"]
        return True

    async def release(self) -> None:
        """Give it back, so that another need not wait for its end."""
        self._until = 0.0
        with translated():
            await self._leases.update_one(
                {"_id": self._name, "holder": self._holder}, {"$set": {"expires": EPOCH, "holder": ""}}
            )
