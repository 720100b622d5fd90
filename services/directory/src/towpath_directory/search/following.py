"""Reading all listings at the start of a process, and then every change of them as it is committed."""

import asyncio
from typing import Any, Protocol

from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.errors import OperationFailure

from towpath_directory.store import ENTRIES
from towpath_runtime.errors import where
from towpath_runtime.logs import Log
from towpath_runtime.mongo import Database, translated

Document = dict[str, Any]

READ = ("listing", "version", "stamp", "review", "state", "grade.letter")
PAGE = 200
LOST = frozenset((136, 260, 280, 286))
"""The server's words for a place in the changes that it no longer has, or never had (MongoDB, error codes)."""

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

    def __init__(self, database: Database, log: Log, *takers: Taker) -> None:
        self._database = database
        self._entries = database[ENTRIES]
        self._log = log
        self._takers = takers
        self._reached: Any = None

    async def run(self) -> None:
        """Read and follow until cancelled. Raises Away; run again, it goes on where it was."""
        while True:
            with translated():
                if self._reached is None:
                    await self._begin()
                else:
                    await self._go_on()

    async def _begin(self) -> None:
        """Read everything. What is committed meanwhile comes again on the stream, which begins before that."""
        async with self._database.client.start_session(causal_consistency=True) as session:
            await self._database.command("ping", session=session)
            async with await self._watch(start_at_operation_time=session.operation_time) as stream:
                read = self._entries.find({}, dict.fromkeys(READ, 1), batch_size=PAGE, session=session)
                async for document in read:
                    await self._take(document)
                for taker in self._takers:
                    taker.settled()
                await self._follow(stream)

    async def _go_on(self) -> None:
        """Follow from where this process was; where the server no longer knows that place, read everything again."""
        try:
            async with await self._watch(resume_after=self._reached) as stream:
                await self._follow(stream)
        except OperationFailure as error:
            if error.code not in LOST:
                raise
            self._log.warning("reads-again", reason="place-lost")
        self._reached = None

    async def _watch(self, **start: Any) -> AsyncChangeStream[Document]:
        return await self._entries.watch(CHANGED, "updateLookup", max_await_time_ms=1_000, **start)

    async def _follow(self, stream: AsyncChangeStream[Document]) -> None:
        while stream.alive:
            change = await stream.try_next()
            if change is not None and change.get("fullDocument") is not None:
                await self._take(change["fullDocument"])
            self._reached = stream.resume_token

    async def _take(self, document: Document) -> None:
        """Take an entry, and let others have their turn: what has come already is handed out without waiting."""
        for taker in self._takers:
            try:
                taker.take(document)
            except Exception as error:  # one listing that breaks a rule must not keep all others from being found
                self._log.error("not-searchable", listing=document["_id"], where=where(error))
        await asyncio.sleep(0)
