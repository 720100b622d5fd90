"""The search follows a real database: what is committed is found, whoever wrote it and whenever."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from support.directory_records import listing
from support.directory_service import until
from support.search_questions import NOW, entry
from towpath_contracts.listing import Listing
from towpath_directory.search.asked import SearchAsked
from towpath_directory.search.following import Following
from towpath_directory.search.search import Search
from towpath_directory.store import ENTRIES
from towpath_runtime.errors import Away
from towpath_runtime.logs import Log
from towpath_runtime.mongo import Database, connect, database, ensure_collection
from towpath_standalone.servers import MongoServer

LOG: Log = structlog.get_logger()


class Process:
    """A search that follows, as a process has it."""

    def __init__(self, entries: Database) -> None:
        self.search = Search(lambda: NOW)
        self.following = Following(entries, LOG, self.search)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> Process:
        self._task = asyncio.create_task(self.following.run())
        return self

    async def stop(self) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def found(self, search: str) -> list[str]:
        if not self.search.ready:
            return []
        return [hit.service for hit in self.search.find(SearchAsked(search=search)).contents]

    async def finds(self, search: str, *services: str) -> None:
        async def so() -> bool:
            assert self._task is not None
            assert not self._task.done(), self._task.exception()
            return self.search.ready and set(self.found(search)) == set(services)

        await until(f"{search}: {services}", so)


@pytest_asyncio.fixture
async def entries(mongo: MongoServer) -> AsyncIterator[Database]:
    client = connect(mongo.uri)
    found = database(client, f"search_{uuid.uuid4().hex[:12]}")
    await ensure_collection(found, ENTRIES)
    yield found
    await client.drop_database(found.name)
    await client.close()


async def put(entries: Database, listing: Listing | None, version: int = 1, service: str = "") -> None:
    document = entry(listing, version, service=service)
    await entries[ENTRIES].replace_one({"_id": document["_id"]}, document, upsert=True)


async def test_what_was_there_and_what_comes_later_is_found_and_what_leaves_is_not(entries: Database) -> None:
    before, later = listing(name="Lantern choir"), listing(name="Harbour choir")
    await put(entries, before)
    process = Process(entries).start()
    await process.finds("choir", before.id)
    await put(entries, later)
    await process.finds("choir", before.id, later.id)
    await put(entries, before.model_copy(update={"name": "Lantern walkers"}), 2)
    await process.finds("walking", before.id)
    await put(entries, None, 2, later.id)
    await process.finds("choir")
    await process.stop()


async def test_what_is_written_while_everything_is_read_is_found_in_every_process(entries: Database) -> None:
    listings = [listing(name=f"Choir {number}") for number in range(600)]
    await entries[ENTRIES].insert_many([entry(one) for one in listings[:500]])
    processes = [Process(entries).start() for _ in range(2)]
    for one in listings[500:]:
        await put(entries, one)
    await put(entries, None, 2, listings[0].id)
    for process in processes:

        async def complete(search: Search = process.search) -> bool:
            return search.ready and search.find(SearchAsked(search="choir")).total == 599

        await until("complete", complete)
        await process.stop()


async def test_a_process_that_was_cut_off_goes_on_where_it_was(entries: Database) -> None:
    first, second = listing(name="Choir of the first"), listing(name="Choir of the second")
    await put(entries, first)
    process = Process(entries).start()
    await process.finds("choir", first.id)
    await process.stop()
    await put(entries, second)
    process.start()
    await process.finds("choir", first.id, second.id)
    await process.stop()


async def test_a_process_whose_place_the_server_has_lost_reads_everything_again(entries: Database) -> None:
    first, second = listing(name="Choir of the first"), listing(name="Choir of the second")
    await put(entries, first)
    process = Process(entries).start()
    await process.finds("choir", first.id)
    await process.stop()
    await entries.drop_collection(ENTRIES)  # ends every stream for good
    await put(entries, second)
    await put(entries, first)
    process.start()
    await process.finds("choir", first.id, second.id)
    await process.stop()


async def test_a_listing_that_cannot_be_read_keeps_no_other_from_being_found(entries: Database) -> None:
    await entries[ENTRIES].insert_one({"_id": str(uuid.uuid4()), "version": 1, "stamp": 1, "listing": {"name": 7}})
    mine = listing(name="Lantern choir")
    await put(entries, mine)
    process = Process(entries).start()
    await process.finds("choir", mine.id)
    await process.stop()


def test_until_everything_is_read_there_is_no_answer() -> None:
    with pytest.raises(Away):
        Search(lambda: NOW).find(SearchAsked())
