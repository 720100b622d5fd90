"""Two processes that count the same: one that slept cannot bring an old count behind a new one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from support.directory_news import courses
from support.directory_records import listing
from towpath_contracts.event import Stream
from towpath_directory.commands import PublishListing
from towpath_directory.counting.tick import Counting
from towpath_directory.offers.stream import BOOK, route
from towpath_directory.settings import DirectorySettings
from towpath_directory.store import ENTRIES, OFFER_TALLIES
from towpath_directory.stream import aggregates
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.message import Done, Message
from towpath_runtime.service import Runtime
from towpath_standalone.servers import MongoServer


@pytest.fixture
async def runtime(mongo: MongoServer, database_prefix: str) -> AsyncIterator[Runtime]:
    """What the directory stands on, without Kafka."""
    settings = DirectorySettings(mongo_uri=mongo.uri, database_prefix=database_prefix)
    found = Runtime("directory", settings, aggregates(1))
    yield found
    client = found.database.client
    await client.drop_database(found.database.name)
    await client.close()


class Sleeping:
    """A path on which a batch waits until somebody wakes it, as in a process that was frozen."""

    def __init__(self, runtime: Runtime) -> None:
        self._path = runtime.path
        self.reached, self.woken = asyncio.Event(), asyncio.Event()

    async def handle(self, messages: Sequence[Message]) -> list[Any]:
        self.reached.set()
        await self.woken.wait()
        return await self._path.handle(messages)


async def counting(runtime: Runtime, path: Any) -> Counting:
    lease = Lease(runtime.database, "offers", new_id(), 0.2)
    await lease.prepare()
    return Counting(BOOK, runtime.database, path, runtime.clock, lease, runtime.log)


async def hear(runtime: Runtime, service: str, count: int) -> None:
    heard = [message for one in courses(service, count, datetime.now(UTC)) for message in route(one)]
    assert all(isinstance(done, Done) for done in await runtime.path.handle(heard))


async def test_a_count_that_was_taken_before_a_newer_one_takes_no_effect(runtime: Runtime) -> None:
    mine = listing()
    await runtime.path.handle([Message(new_id(), ENTRIES, mine.id, PublishListing(mine), mine.id)])
    frozen = Sleeping(runtime)
    slow, quick = await counting(runtime, frozen), await counting(runtime, runtime.path)

    await hear(runtime, mine.id, 1)
    sleeping = asyncio.create_task(slow.tick())
    await frozen.reached.wait()
    await hear(runtime, mine.id, 7)
    while (await runtime.database[OFFER_TALLIES].find_one({"_id": mine.id, "rev": 2})) is None:
        await quick.tick()

    frozen.woken.set()
    await sleeping
    kept = await runtime.database[ENTRIES].find_one({"_id": mine.id})
    assert kept is not None
    assert (kept["capacity"]["offers_in_flight"], kept["capacity"]["accepted_90d"]) == (2, 3)
    assert await runtime.database["outbox"].count_documents({"topic": runtime.topics.of(Stream.CAPACITY)}) == 1
