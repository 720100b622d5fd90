"""Running registered feeds when they are due: each in one process at a time, and on from wherever it was cut off."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from towpath_directory.feeds.split import Pages
from towpath_directory.imports.areas import covered
from towpath_directory.imports.fetch import Fetcher
from towpath_directory.imports.intake import Beside, Intake, Wanted, is_cut_off
from towpath_directory.imports.lines import IMPORTS, State
from towpath_directory.imports.refusals import FeedTooSlow, FeedUnreachable, StillReceiving
from towpath_directory.imports.spool import Spool
from towpath_directory.imports.walk import Walk, Walked
from towpath_directory.sources.commands import BeginRun, EndRun
from towpath_directory.sources.losses import Losses, Settled
from towpath_directory.sources.memory import SourceMemory, adopt
from towpath_directory.sources.model import Ending, Run, Source, Terms
from towpath_directory.sources.store import SOURCES, from_document
from towpath_directory.sources.turn import TurnLost, while_held
from towpath_runtime.clock import Clock
from towpath_runtime.errors import Away, Refused, where
from towpath_runtime.ids import derive, new_id
from towpath_runtime.lease import Lease
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

LOOKS_AT = 50
"""Feeds that are looked at in one tick: most of them are waiting for their imports, or another process has them."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a run may fetch, in bytes and in seconds, and where that lies meanwhile."""

    most: int
    seconds: float
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Runner:
    """Works on one feed at a time. Several run beside each other, in this process and in others."""

    database: Database
    path: BatchPath
    intake: Intake
    fetcher: Fetcher
    bounds: Bounds
    clock: Clock
    lease_seconds: float
    log: Log
    holder: str = field(default_factory=new_id)

    async def tick(self) -> bool:
        """Take the first feed for which there is something to do. Returns whether there may be more; raises Away."""
        for key in await self._due():
            lease = Lease(self.database, f"source/{key}", self.holder, self.lease_seconds)
            await lease.prepare()
            if not await lease.take():
                continue
            try:
                if await while_held(lease, partial(self._forward, key)):
                    return True
            except TurnLost:
                self.log.warning("turn-lost", source=key)
        return False

    async def _due(self) -> list[str]:
        """Return the feeds for which there may be something to do; for one whose import is under way there is not."""
        with translated():
            due = self.database[SOURCES].find({"due": {"$lte": self.clock.now()}}, {"running.id": 1}).sort("due", 1)
            rows = {row["_id"]: row.get("running", {}).get("id") async for row in due.limit(LOOKS_AT)}
            imported = {"_id": {"$in": [run for run in rows.values() if run]}, "state": State.RUNNING.value}
            busy = {row["_id"] async for row in self.database[IMPORTS].find(imported, {"_id": 1})}
        return [key for key, run in rows.items() if run not in busy]

    async def _read(self, key: str) -> Source | None:
        with translated():
            found = await self.database[SOURCES].find_one({"_id": key})
        return None if found is None else from_document(found)

    async def _forward(self, key: str) -> bool:
        """Do the next thing for a feed; tell whether there was one."""
        source = await self._read(key)
        if source is not None and source.running is None:
            number = source.taken + 1
            await self._say(key, BeginRun(derive(f"source/{key}", str(number)), number))
            source = await self._read(key)
        if source is None or source.terms is None or source.running is None:
            return False
        run = source.running
        with translated():
            imported = await self.database[IMPORTS].find_one({"_id": run.id}, {"state": 1, "touched": 1})
        state = None if imported is None else imported["state"]
        if state == State.RUNNING.value:
            return False
        if imported is not None and state == State.RECEIVING.value and not is_cut_off(imported["touched"]):
            return False  # a process that died a moment ago: the feed need not be fetched before it can be kept
        if state == State.DONE.value:
            await self._settle(key, source)
            return True
        try:
            await self._fetch(key, source, source.terms, run)
        except StillReceiving:
            return False
        return True

    async def _fetch(self, key: str, source: Source, terms: Terms, run: Run) -> None:
        statuses = Counter[int]()
        try:
            async with asyncio.timeout(self.bounds.seconds):
                walked = await self._import(key, terms, run, statuses)
        except TimeoutError:
            await self._failed(key, run, FeedTooSlow.code, statuses)
        except (StillReceiving, Away):
            raise
        except Refused as error:
            wait = error.wait if isinstance(error, FeedUnreachable) else None
            await self._failed(key, run, error.code, statuses, wait)
        except Exception as error:  # one feed that breaks a reader must not hold up the others
            self.log.error("source-broke", source=key, where=where(error))
            await self._failed(key, run, "unreadable", statuses)
        else:
            if walked.unchanged:
                settled = await Losses(self.database, self.path).settle_unchanged(key, source, self.clock.now())
                await self._end(key, run, settled.ending, settled.figures | _figures(walked))

    async def _import(self, key: str, terms: Terms, run: Run, statuses: Counter[int]) -> Walked:
        """Fetch the feed and keep its records as an import with the id of the run."""
        areas = covered(terms.covers)
        memory = SourceMemory(self.database, key, run.id, whole=run.whole)

        async def touch() -> None:
            return

        with Spool(self.bounds.most, self.bounds.folder) as feed:
            walk = Walk(self.fetcher, memory, touch, terms.per_page, terms.details, Walked(statuses))
            walked = await walk.through(terms.url, feed)
            if walked.unchanged:
                return walked
            host = httpx.URL(terms.url).host
            wanted = Wanted(run.id, terms.publisher, f"source {key}", host, areas, source=key)
            attempt = await self.intake.begin(wanted)
            if attempt is not None:
                try:
                    beside = Beside(walked.known, tuple(sorted(walked.doubts)), _figures(walked))
                    await self.intake.keep(run.id, attempt, feed, Pages(), beside)
                except Refused:
                    await self.intake.drop(run.id, attempt)
                    raise
        return walked

    async def _settle(self, key: str, source: Source) -> None:
        assert source.running is not None
        settled: Settled = await Losses(self.database, self.path).settle(key, source, self.clock.now())
        run = source.running
        with translated():
            kept = await self.database[IMPORTS].find_one({"_id": run.id}, {"fetched": 1}) or {}
        # What a rule refused may be taken when what stood in its way is gone, though the feed is the same.
        if settled.ending is Ending.IMPORTED and not settled.figures["ruled_out"]:
            await adopt(self.database, key, run.id)
        await self._end(key, run, settled.ending, {**kept.get("fetched", {}), "import": run.id, **settled.figures})

    async def _failed(
        self, key: str, run: Run, problem: str, statuses: Counter[int], wait: float | None = None
    ) -> None:
        figures = {"problem": problem, "statuses": _by_status(statuses)}
        await self._end(key, run, Ending.FAILED, figures, wait)

    async def _end(self, key: str, run: Run, ending: Ending, figures: Document, wait: float | None = None) -> None:
        pause = None if wait is None else timedelta(seconds=wait)
        chance = random.random()  # noqa: S311
        await self._say(key, EndRun(run.id, ending, chance, pause, figures))
        self.log.info("source-run-ended", source=key, run=run.id, ending=ending.value)

    async def _say(self, key: str, body: BeginRun | EndRun) -> None:
        await self.path.handle([Message(new_id(), SOURCES, key, body, correlation=key)])


def _figures(walked: Walked) -> Document:
    return {"statuses": _by_status(walked.statuses), "pages": walked.pages, "details": walked.details}


def _by_status(statuses: Counter[int]) -> dict[str, int]:
    return {str(status): count for status, count in sorted(statuses.items())}
