"""Registered feeds whose directory dies in the middle of a run, or has a second one beside it: each run counts once."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.directory_service import Directory
from support.feeds_served import FeedServer
from support.sources_run import Feed, record
from towpath_contracts.event import Stream

SETTINGS = {
    "TOWPATH_ALLOW_PRIVATE_FEEDS": "true",
    "TOWPATH_SOURCE_TICK": "0.05",
    "TOWPATH_IMPORT_BATCH": "5",
}
MANY = 24
GONE = 4


async def story(feed: Feed, disturb: Any) -> tuple[Any, ...]:
    """Import a feed, let it drop some, and import it until these are withdrawn; returns what there is to see."""
    feed.publish([record(n) for n in range(MANY)])
    await feed.register(dropping={"after": 2})
    feed.publish([record(n) for n in range(MANY - GONE)], ETag='"fewer"')
    seen = []
    for _ in range(3):
        await disturb(feed.directory)
        run = await feed.again()
        seen.append(tuple(run[name] for name in ("number", "ending", "dropped", "missing", "withdrawn")))
    tombstones = [
        one.subject for one in await feed.directory.heard(Stream.DIRECTORY) if one.type.endswith("withdrawn.v1")
    ]
    return seen, sorted(tombstones), sorted(feed.listed()), await feed.dropped(withdrawn=True)


async def undisturbed(_: Directory) -> None:
    return


def feed_of(directory: Directory, feeds: FeedServer, clock: Path) -> Feed:
    return Feed(directory, feeds, clock)


EXPECTED = (
    [(2, "imported", GONE, GONE, 0), (3, "not-modified", 0, 0, GONE), (4, "not-modified", 0, 0, 0)],
    sorted(record(n)["id"] for n in range(MANY - GONE, MANY)),
    sorted(record(n)["id"] for n in range(MANY - GONE)),
    sorted(record(n)["id"] for n in range(MANY - GONE, MANY)),
)


async def test_a_feed_drops_listings_step_by_step(begin: Any, feeds: FeedServer, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    directory = await begin(**SETTINGS, TOWPATH_CLOCK_FILE=str(clock))
    assert await story(feed_of(directory, feeds, clock), undisturbed) == EXPECTED


class Mortal(Directory):
    """Dies at a step as often as it is told to, and is started again by whoever finds it dead."""

    def doom(self, step: str, deaths: int) -> None:
        """Let it die so often."""
        self._step, self._deaths = step, deaths
        self._arm()

    def _arm(self) -> None:
        if self._deaths:
            self._deaths -= 1
            (self.faults / f"directory.{self._step}").touch()

    async def ask(self, method: str, path: str, key: str | None = None, **request: Any) -> httpx.Response:
        while True:
            try:
                return await super().ask(method, path, key or str(uuid.uuid4()), **request)
            except httpx.TransportError:
                await self.died()
                self._arm()
                await self.start()


@pytest.mark.parametrize("step", ["before-transaction", "after-commit"])
async def test_runs_that_are_killed_again_and_again_count_once(
    begin: Any, feeds: FeedServer, tmp_path: Path, step: str
) -> None:
    clock = tmp_path / "clock"
    directory = await begin(**SETTINGS, TOWPATH_CLOCK_FILE=str(clock))
    directory.__class__ = Mortal

    async def disturb(doomed: Mortal) -> None:
        doomed.doom(step, deaths=1)

    assert await story(feed_of(directory, feeds, clock), disturb) == EXPECTED


async def test_two_directories_run_each_feed_once(begin: Any, feeds: FeedServer, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    first = await begin(**SETTINGS, TOWPATH_CLOCK_FILE=str(clock))
    shared = {"TOWPATH_DATABASE_PREFIX": first._prefix, "TOWPATH_TOPIC_PREFIX": first.topics.prefix}
    await begin(**SETTINGS, **shared, TOWPATH_CLOCK_FILE=str(clock))
    several = [Feed(first, feeds, clock, f"feed-{number}") for number in range(6)]
    for feed in several:
        feed.publish([record(n, of=feed.name) for n in range(5)])
    await asyncio.gather(*(feed.register() for feed in several))
    await several[0].again()
    for feed in several:
        run = await feed.ran(2)
        assert run["ending"] == "not-modified"
        assert feeds.asked.count(f"/{feed.name}") == 2, "each run asked once, whoever ran it"
    runs = first.database["source_runs"].count_documents({})
    assert runs == 2 * len(several)
