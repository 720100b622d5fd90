"""The relay: takes pending rows of the outbox to Kafka, in order per aggregate, one process at a time."""

import asyncio
import math
import time
from collections.abc import Iterable
from typing import Any

from pymongo.errors import PyMongoError

from towpath_runtime.aggregate import Document
from towpath_runtime.backoff import Backoff
from towpath_runtime.ending import ended
from towpath_runtime.errors import Away
from towpath_runtime.faults import Faults, Step
from towpath_runtime.lease import Lease
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics
from towpath_runtime.mongo import OUTBOX, Database
from towpath_runtime.outbox import Outbox, outgoing
from towpath_runtime.publisher import Publisher, Sent

PAGE = 1_000
CLOSED_TOPIC_PAUSE = 5.0
FOLLOWER_LOOKS = 1.0
"""Seconds after which a relay that does not lead asks again: what a clean end of the leader costs."""
LOCAL_WAIT = 0.05
"""Seconds to wait for a commit of this process before a change stream is opened, which costs more than a busy relay
has.
"""


class Relay:
    """Publishes while it holds the lease. It sends, awaits every acknowledgement, then marks; a death in between sends
    the same rows with the same ids again, and so does a cancellation: one that is to end is asked to.
    """

    def __init__(
        self,
        *,
        database: Database,
        publisher: Publisher,
        lease: Lease,
        faults: Faults,
        log: Log,
        metrics: Metrics,
        idle: float = 5.0,
    ) -> None:
        self._database = database
        self._outbox = Outbox(database)
        self._publisher = publisher
        self._lease = lease
        self._faults = faults
        self._log = log
        self._metrics = metrics
        self._idle = idle
        self._work = asyncio.Event()
        self._ending = asyncio.Event()
        self._closed: dict[str, float] = {}
        self._created = 0
        self._doubtful: set[tuple[str, str]] = set()
        self.progressed = time.monotonic()

    def wake(self) -> None:
        """Say that a transaction of this process has committed rows."""
        self._work.set()

    def topics_created(self) -> None:
        """Say that topics were created: those that were missing a moment ago may be there."""
        self._created += 1
        self._closed.clear()
        self._work.set()

    def end(self) -> None:
        """Say that no page is to be begun after the one in hand; it then gives the lease back and `run` returns."""
        self._ending.set()
        self._work.set()

    async def prepare(self) -> None:
        """Make the lease known. Raises Away."""
        await self._lease.prepare()

    async def run(self) -> None:
        """Run until asked to end, or cancelled; on the way out the lease is given back."""
        backoff = Backoff()
        try:
            while not self._ending.is_set():
                try:
                    await self._turn()
                    backoff.reset()
                except Away as error:
                    self._metrics.away(error.server, True)
                    self._metrics.leader.set(self._lease.held)
                    self._log.warning("relay-waits", server=error.server)
                    await self._pause(backoff.pause())
                self.progressed = time.monotonic()
        finally:
            await self._leave()

    async def _turn(self) -> None:
        if not await self._lead():
            await self._pause(min(self._lease.seconds / 4, FOLLOWER_LOOKS))
            return
        self._work.clear()
        if self._ending.is_set() or await self.publish_page() or self._ending.is_set():
            return
        await self._wait_for_work()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            return

    async def _lead(self) -> bool:
        led = self._lease.held
        if self._lease.remaining < self._lease.seconds * 2 / 3:
            led = await self._lease.take()
            self._metrics.leader.set(led)
        return led

    async def publish_page(self) -> int:
        """Publish the oldest pending rows and return how many there were. Raises Away."""
        rows = await self._outbox.page(PAGE, self._without())
        if not rows or not self._lease.held:
            return 0
        self._faults.reach(Step.BEFORE_PUBLISH)
        created = self._created
        sent = await self._send(rows)
        self._metrics.away("kafka", False)
        self._faults.reach(Step.AFTER_PUBLISH)
        if sent.acknowledged:
            await self._outbox.mark([rows[place] for place in sorted(sent.acknowledged)])
            self._metrics.published.inc(len(sent.acknowledged))
            if self._doubtful:
                await self._outbox.refresh(self._doubtful)
                self._doubtful.clear()
        for place in sent.too_large:
            self._log.error(
                "unpublishable", row=str(rows[place]["_id"]), topic=rows[place]["topic"], reason="too-large"
            )
            await self._outbox.give_up(rows[place], "too-large")
        if created == self._created:
            self._close(sent.topics_closed)
        self._metrics.away("mongodb", False)
        return len(rows)

    async def _send(self, rows: list[Document]) -> Sent:
        """Send rows. On a compacted topic an old state must not come to stand last, and two things could bring it
        there: a frozen broker that finds this page in its hands when it has newer ones already, and a process that was
        stopped in the middle while another went on. Then the newest states of these keys are sent once more.
        """
        keys = {(row["topic"], row["key"]) for row in rows if row.get("compacted")}
        try:
            return await self._publisher.send([outgoing(row) for row in rows])
        except Away:
            self._doubtful |= keys
            raise
        finally:
            if not self._lease.remaining:
                await self._outbox.refresh(keys)

    def _close(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self._log.error("topic-closed", topic=topic)
            self._closed[topic] = time.monotonic() + CLOSED_TOPIC_PAUSE

    def _without(self) -> list[str]:
        now = time.monotonic()
        self._closed = {topic: until for topic, until in self._closed.items() if until > now}
        return list(self._closed)

    async def _wait_for_work(self) -> None:
        """Wait for a commit of this process, or, by the change stream, of another. The stream only wakes: it is opened
        when there is nothing to do and then the outbox is looked at once more, so nothing can slip in between.
        """
        try:
            async with asyncio.timeout(LOCAL_WAIT):
                await self._work.wait()
            return
        except TimeoutError:
            pass
        woken = asyncio.create_task(self._work.wait())
        changed = asyncio.create_task(self._changed())
        reopens = min(self._closed.values(), default=math.inf) - time.monotonic()
        limit = min(self._idle, max(0.05, min(reopens, self._lease.remaining - self._lease.seconds / 2)))
        try:
            await asyncio.wait((woken, changed), timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await ended(woken, changed)

    async def _changed(self) -> None:
        again = {"updateDescription.updatedFields.pending": True}  # by a replay
        pending: list[dict[str, Any]] = [
            {"$match": {"$or": [{"operationType": "insert"}, again]}},
            {"$project": {"_id": 1}},
        ]
        try:
            async with await self._database[OUTBOX].watch(pending, max_await_time_ms=1_000) as stream:
                if await self._outbox.page(1, self._without()):
                    return
                while stream.alive:
                    if await stream.try_next() is not None:
                        return
        except (PyMongoError, Away):
            pass
        await asyncio.sleep(self._idle)  # a stream that has ended says so without waiting, as often as it is asked

    async def _leave(self) -> None:
        self._metrics.leader.set(0)
        try:
            async with asyncio.timeout(2):
                await self._publisher.close()
                await self._lease.release()
        except (Away, TimeoutError):
            return  # it ends by itself
