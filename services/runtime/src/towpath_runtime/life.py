"""The life of a service: what starts when, what is waited for, and how all of it ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from towpath_contracts.topics import SERVICES, Topic, Topics
from towpath_runtime.backoff import Backoff
from towpath_runtime.consumer import Consumer
from towpath_runtime.errors import Away
from towpath_runtime.health import Health
from towpath_runtime.logs import Log
from towpath_runtime.loops import Loops, Tick
from towpath_runtime.metrics import Metrics
from towpath_runtime.publisher import Publisher
from towpath_runtime.settings import RuntimeSettings
from towpath_runtime.stateful import Stateful
from towpath_runtime.table import Table
from towpath_runtime.topics import create_topics
from towpath_runtime.tracing import Tracing

MEASURE_EVERY = 5.0
STEP_IN_HAND = 1.0
"""Seconds that a step of the start has to end when the service is asked to."""
PAGE_IN_HAND = 0.2
"""The part of ``stop_within`` that the relay has for the page in hand: enough for a broker that answers."""


class Life:
    """Starts and ends the parts of a service. They are added while it is put together, before `span` is entered."""

    def __init__(
        self,
        name: str,
        settings: RuntimeSettings,
        *,
        stateful: Stateful | None,
        publisher: Publisher,
        topics: Topics,
        health: Health,
        tracing: Tracing,
        log: Log,
        metrics: Metrics,
    ) -> None:
        self._name = name
        self._settings = settings
        self._stateful = stateful
        self._publisher = publisher
        self._topics = topics
        self._health = health
        self._tracing = tracing
        self._log = log
        self._metrics = metrics
        self._loops = Loops(log, metrics)
        self.consumers: list[Consumer] = []
        self.tables: list[Table] = []
        self.ticks: list[tuple[str, float, Tick]] = []
        self.first: list[Callable[[], Awaitable[None]]] = []
        self.beside: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        self.partners: Callable[[], Awaitable[Iterable[str]]] | None = None
        self.shadows: Sequence[Topic] = ()

    @asynccontextmanager
    async def span(self, _: FastAPI) -> AsyncIterator[None]:
        """Live as long as the application: the lifespan that Starlette asks for."""
        self._loops.start("boot", self._boot)
        self._log.info("starting", port=self._settings.port)
        try:
            yield
        finally:
            self._health.stopping = True
            try:
                async with asyncio.timeout(self._settings.stop_within):
                    await self._stop()
            except TimeoutError:
                self._log.warning("stopped-late")
            self._log.info("stopped")

    async def _boot(self) -> None:
        """Start the parts, each when what it stands on answers. A referral can be taken while Kafka is away."""
        if self._stateful is not None:
            await self._stateful.prepare()
            self._stateful.group.start()
            self._loops.start("relay", self._stateful.relay.run)
            self._loops.start("measure", partial(self._measure, self._stateful))
        for first in self.first:
            await self._patiently(first)
        for name, run in self.beside:
            self._loops.start(name, run)
        self._health.started = True
        self._log.info("started")
        if self._settings.create_topics:
            await self._patiently(self._topics_exist)
        for number, table in enumerate(self.tables):
            self._loops.start(f"table-{number}", table.run)
        for table in self.tables:
            await table.reached.wait()
        for consumer in self.consumers:
            await self._patiently(consumer.start)
        if self._health.stopping:
            return
        for name, seconds, tick in self.ticks:
            self._loops.every(name, seconds, tick)

    async def _topics_exist(self) -> None:
        topics = [*self._topics.fixed_topics(sorted({*SERVICES, self._name})), *self.shadows]
        if self.partners is not None:
            for organisation in await self.partners():
                topics += self._topics.partner_topics(organisation)
        await self.create(topics)

    async def create(self, topics: Sequence[Topic]) -> None:
        """Create the topics that do not exist. Raises Away."""
        await create_topics(self._settings.kafka, topics, self._settings.replication)
        if self._stateful is not None:
            self._stateful.relay.topics_created()

    async def _patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        backoff = Backoff()
        away: set[str] = set()
        while not self._health.stopping:
            try:
                await step()
            except Away as error:
                away.add(error.server)
                self._metrics.away(error.server, True)
                self._log.warning("waits", step="boot", server=error.server)
                await backoff.wait()
            else:
                for server in away:
                    self._metrics.away(server, False)
                return

    async def _measure(self, stateful: Stateful) -> None:
        while True:
            await stateful.measure()
            await asyncio.sleep(MEASURE_EVERY)

    async def _stop(self) -> None:
        # or it would start what is stopped below; a Kafka client that is cancelled in its start leaks a connection
        await self._loops.end("boot", STEP_IN_HAND)
        await asyncio.gather(*(consumer.stop() for consumer in self.consumers))
        if self._stateful is not None:
            await self._stateful.group.stop()
            # cancelled between the broker's word and its mark, it would leave a page that the next one sends again
            self._stateful.relay.end()
            await self._loops.end("relay", self._settings.stop_within * PAGE_IN_HAND)
        await self._loops.stop()
        await self._publisher.close()
        await asyncio.to_thread(self._tracing.close)
        if self._stateful is not None:
            await self._stateful.client.close()
