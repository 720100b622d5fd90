"""Reading all listings at the start of a process, and then every change of them as it is committed."""

import asyncio
from typing import Any, Protocol

from pymongo.asynchronous.change_stream import AsyncChangeStream

from towpath_directory.store import ENTRIES
from towpath_runtime.mongo import Database, translated

Document = dict[str, Any]

READ = ("listing", "version", "stamp", "review")
PAGE = 200
CHANGED: list[Document] = [
    {"$match": {"operationType": {"$in": ["insert", "replace", "update"]}}},
    {"$project": {f"fullDocument.{name}": 1 for name in ("_id", *READ)}},
]


class Taker(Protocol):
    """What is kept up to date: it may get a document again, and one after a later one."""

    def take(self, document: Document) -> None:
        """Take an entry as the database has it."""

    def settled(self) -> None:
        """Hear that all listings were taken."""


class Following:
    """Keeps a search, and what stands beside it, up to date.

    A process that starts reads everything once; after that, changes alone.
    """

    def __init__(self, database: Database, *takers: Taker) -> None:
        self._database = database
        self._entries = database[ENTRIES]
        self._takers = takers
        self._reached: Any = None

    async def run(self) -> None:
        """Read and follow until cancelled. Raises Away; run again, it goes on where it was."""
        with translated():
            if self._reached is not None:
                async with await self._entries.watch(
                    CHANGED, "updateLookup", resume_after=self._reached, max_await_time_ms=1_000
                ) as stream:
                    await self._follow(stream)
            # What is committed while everything is read comes again on the stream, which begins before that.
            async with self._database.client.start_session(causal_consistency=True) as session:
                await self._database.command("ping", session=session)
                begins = session.operation_time
                async with await self._entries.watch(
                    CHANGED, "updateLookup", start_at_operation_time=begins, max_await_time_ms=1_000
                ) as stream:
                    async for document in self._entries.find(
                        {}, dict.fromkeys(READ, 1), batch_size=PAGE, session=session
                    ):
                        await self._take(document)
                    for taker in self._takers:
                        taker.settled()
                    await self._follow(stream)

    async def _follow(self, stream: AsyncChangeStream[Document]) -> None:
        while stream.alive:
            change = await stream.try_next()
            if change is not None and change.get("fullDocument") is not None:
                await self._take(change["fullDocument"])
            self._reached = stream.resume_token

    async def _take(self, document: Document) -> None:
        """Take an entry, and let others have their turn: what has come already is handed out without waiting."""
        for taker in self._takers:
            taker.take(document)
        await asyncio.sleep(0)
