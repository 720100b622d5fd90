"""Matching as processes, with a directory and an intake that tests play themselves."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from support.brokers import Broker
from support.matching_story import NOW, id_of
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import ServicePublished, ServiceWithdrawn
from towpath_contracts.listing import Listing
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode, encode
from towpath_runtime.topics import create_topics
from towpath_standalone.servers.ports import free_port

DEADLINE = 60.0


async def until(what: str, condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds; it is an error that it does not within a minute."""
    end = time.monotonic() + DEADLINE
    while not await condition():
        assert time.monotonic() < end, f"never: {what}"
        await asyncio.sleep(0.05)


def published(listing: Listing) -> Envelope:
    """A listing as the directory sends it."""
    return _wrap(ServicePublished(listing=listing), "directory", listing.id)


def withdrawn(name: str) -> Envelope:
    """The withdrawal of a listing by its name in the story."""
    return _wrap(ServiceWithdrawn(), "directory", id_of(name))


def asked(event: Event, referral: str | None = None, at: datetime = NOW) -> Envelope:
    """A request as intake sends it."""
    return _wrap(event, "referral", referral or str(uuid4()), at)


def reported(event: Event) -> Envelope:
    """A report on room as the directory sends it."""
    return _wrap(event, "directory", "")


def _wrap(event: Event, service: str, aggregate: str, at: datetime = NOW) -> Envelope:
    return Envelope.of(
        event,
        event_id=str(uuid4()),
        source=f"/org/towpath/{service}",
        aggregate=aggregate,
        time=at,
        correlationid=aggregate or None,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" if service == "referral" else None,
    )


@dataclass
class World:
    """A broker, topics of one's own, and the processes of one test."""

    broker: Broker
    prefix: str
    folder: Path
    processes: list[Matching] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.topics = Topics(self.prefix)
        self.faults = self.folder / "faults"
        self.faults.mkdir()
        self._heard: list[Envelope] = []
        self._listener: AIOKafkaConsumer | None = None

    async def start(self, **settings: str) -> Matching:
        """Start a process and wait until it is ready and reads."""
        process = Matching(self, settings)
        self.processes.append(process)
        process.launch()
        await process.ready()
        return process

    async def send(self, *envelopes: Envelope) -> None:
        """Publish, in order, and wait for every acknowledgement."""
        await create_topics(self.broker.bootstrap, self.topics.fixed_topics())
        producer = AIOKafkaProducer(bootstrap_servers=self.broker.bootstrap)
        await producer.start()
        try:
            for envelope in envelopes:
                record = encode(envelope, self.topics)
                await producer.send(record.topic, record.value, record.key, headers=record.headers)
            await producer.flush()
        finally:
            await producer.stop()

    async def answers(self, count: int) -> list[Envelope]:
        """Wait for so many answers, in the order of each referral, and return all that there are."""

        async def enough() -> bool:
            await self._listen()
            return len(self._heard) >= count

        await until(f"{count} answers", enough)
        return list(self._heard)

    async def _listen(self) -> None:
        if self._listener is None:
            await create_topics(self.broker.bootstrap, self.topics.fixed_topics())
            self._listener = AIOKafkaConsumer(
                self.topics.of(Stream.MATCHING),
                bootstrap_servers=self.broker.bootstrap,
                auto_offset_reset="earliest",
            )
            await self._listener.start()
        for records in (await self._listener.getmany(timeout_ms=100)).values():
            self._heard.extend(decode(one.topic, one.key, one.value, one.headers, self.topics) for one in records)

    async def close(self) -> None:
        """End every process."""
        if self._listener is not None:
            await self._listener.stop()
        for process in self.processes:
            process.stop()


class Matching:
    """One process of the service."""

    def __init__(self, world: World, settings: dict[str, str]) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/matching"
        self.log = world.folder / f"matching-{port}.log"
        self._environment = os.environ | {
            "TOWPATH_PORT": str(port),
            "TOWPATH_KAFKA": ",".join(world.broker.bootstrap),
            "TOWPATH_KAFKA_IDEMPOTENT": str(not world.broker.is_embedded),
            "TOWPATH_TOPIC_PREFIX": world.prefix,
            "TOWPATH_FAULTS_DIR": str(world.faults),
            **settings,
        }
        self._child: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process, or start it again."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "towpath_matching"], env=self._environment, stdout=log, stderr=log
            )

    async def ready(self) -> None:
        """Wait until it says that it is ready."""

        async def is_ready() -> bool:
            assert self.running, self.log.read_text()
            try:
                return (await self.get("/health/ready")).status_code == 200
            except httpx.HTTPError:
                return False

        await until("ready", is_ready)

    async def index(self) -> dict[str, Any]:
        """What it says of its index."""
        found: dict[str, Any] = (await self.get("/v1/index")).json()
        return found

    async def listings(self, count: int) -> None:
        """Wait until it has so many listings."""

        async def has() -> bool:
            return bool((await self.index())["listings"] == count)

        await until(f"{count} listings", has)

    async def get(self, path: str) -> httpx.Response:
        """Ask."""
        async with httpx.AsyncClient() as client:
            return await client.get(f"{self.url}{path}")

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._child is not None and self._child.poll() is None

    async def died(self) -> int:
        """Wait for its end; returns its exit status, negative for a signal."""

        async def gone() -> bool:
            return not self.running

        await until("died", gone)
        assert self._child is not None
        assert self._child.returncode is not None
        return self._child.returncode

    def kill(self) -> None:
        """End it as a crash would."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        """End it as an orchestrator would."""
        if self.running and self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(20)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()


@asynccontextmanager
async def world_of(broker: Broker, prefix: str, folder: Path) -> AsyncIterator[World]:
    """A world for one test."""
    world = World(broker, prefix, folder)
    try:
        yield world
    finally:
        await world.close()
