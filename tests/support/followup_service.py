"""Follow-up as processes, and what a test says to them and hears from them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import MongoClient
from pymongo.database import Database

from support.brokers import Broker
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode, encode
from towpath_runtime.clock import turn
from towpath_standalone.servers import MongoServer
from towpath_standalone.servers.ports import free_port

DEADLINE = 60.0


async def until(what: str, condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds; it is an error that it does not within a minute."""
    end = time.monotonic() + DEADLINE
    while not await condition():
        assert time.monotonic() < end, f"never: {what}"
        await asyncio.sleep(0.1)


@dataclass
class World:
    """The servers of one test, its clock, and everything of follow-up that runs on them."""

    broker: Broker
    mongo: MongoServer
    topic_prefix: str
    database_prefix: str
    folder: Path
    processes: list[Followup] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    offset: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.topics = Topics(self.topic_prefix)
        self.faults = self.folder / "faults"
        self.faults.mkdir()
        self.client: MongoClient[dict[str, Any]] = MongoClient(self.mongo.uri, tz_aware=True)
        self._listener: AIOKafkaConsumer | None = None
        self._published: list[Envelope] = []
        self.database: Database[dict[str, Any]] = self.client[f"{self.database_prefix}followup"]

    async def start(self, **settings: str) -> Followup:
        """Start a process and wait until it is ready and reads."""
        process = Followup(self, free_port(), settings)
        self.processes.append(process)
        process.launch()
        await process.ready()
        return process

    def now(self) -> datetime:
        """The present moment by the domain clock."""
        return datetime.now(UTC) + self.offset

    def turn_to(self, moment: datetime) -> None:
        """Turn every process's clock forward to a moment. When one has seen it shows by what it does then, alone."""
        self.offset = moment - datetime.now(UTC)
        turn(self.folder / "clock", self.offset.total_seconds())

    def tell(self, referral: str, event: Event) -> Envelope:
        """Wrap an event as the referral service would send it next."""
        self.sequences[referral] = sequence = self.sequences.get(referral, 0) + 1
        return Envelope.of(
            event,
            event_id=str(uuid4()),
            source="/org/towpath/referral",
            aggregate=referral,
            time=self.now(),
            sequence=sequence,
            correlationid=referral,
        )

    async def send(self, *envelopes: Envelope) -> None:
        """Publish envelopes on their topics, in order."""
        producer = AIOKafkaProducer(bootstrap_servers=self.broker.bootstrap)
        await producer.start()
        try:
            for envelope in envelopes:
                record = encode(envelope, self.topics)
                await producer.send(record.topic, record.value, record.key, headers=record.headers)
            await producer.flush()
        finally:
            await producer.stop()

    async def published(self) -> list[Envelope]:
        """Everything on the follow-up topic up to now, each referral's events in order."""
        if self._listener is None:
            self._listener = AIOKafkaConsumer(
                self.topics.of(Stream.FOLLOWUP),
                bootstrap_servers=self.broker.bootstrap,
                auto_offset_reset="earliest",
            )
            await self._listener.start()
        ends = await self._listener.end_offsets(self._listener.assignment())
        for partition, end in ends.items():
            while await self._listener.position(partition) < end:
                records = (await self._listener.getmany(partition, timeout_ms=200)).get(partition, ())
                self._published.extend(
                    decode(record.topic, record.key, record.value, record.headers, self.topics) for record in records
                )
        return list(self._published)

    async def heard(self, *kinds: type[Event], count: int) -> list[Envelope]:
        """Wait until so many events of these kinds are published, and return them."""
        found: list[Envelope] = []

        async def enough() -> bool:
            nonlocal found
            found = [envelope for envelope in await self.published() if isinstance(envelope.event, kinds)]
            return len(found) >= count

        await until(f"{count} of {[kind.name for kind in kinds]}", enough)
        return found

    async def settled(self) -> None:
        """Wait until nothing is due and nothing waits to be published."""

        async def quiet() -> bool:
            due = self.database["timers"].count_documents({"fires": {"$lte": self.now()}})
            return not due and not self.database["outbox"].count_documents({"pending": True})

        await until("settled", quiet)

    async def close(self) -> None:
        """End every process and drop what the test kept."""
        if self._listener is not None:
            await self._listener.stop()
        for process in self.processes:
            process.stop()
        self.client.drop_database(self.database.name)
        self.client.close()


class Followup:
    """One process of the service."""

    def __init__(self, world: World, port: int, settings: dict[str, str]) -> None:
        self._world = world
        self.url = f"http://127.0.0.1:{port}/followup"
        self.log = world.folder / f"followup-{port}.log"
        self._environment = os.environ | {
            "TOWPATH_PORT": str(port),
            "TOWPATH_MONGO_URI": world.mongo.uri,
            "TOWPATH_DATABASE_PREFIX": world.database_prefix,
            "TOWPATH_KAFKA": ",".join(world.broker.bootstrap),
            "TOWPATH_KAFKA_IDEMPOTENT": str(not world.broker.is_embedded),
            "TOWPATH_TOPIC_PREFIX": world.topic_prefix,
            "TOWPATH_CLOCK_FILE": str(world.folder / "clock"),
            "TOWPATH_FAULTS_DIR": str(world.faults),
            "TOWPATH_FOLLOWUP_TICK": "0.1",
            "TOWPATH_FOLLOWUP_LEASE": "1",
            **settings,
        }
        self._child: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process, or start it again."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "towpath_followup"], env=self._environment, stdout=log, stderr=log
            )

    async def ready(self) -> None:
        """Wait until it serves and its consumer has its partitions."""

        async def is_ready() -> bool:
            assert self.running, self.log.read_text()
            try:
                async with httpx.AsyncClient() as client:
                    ready = (await client.get(f"{self.url}/health/ready")).status_code == 200
            except httpx.HTTPError:
                return False
            return ready and '"assigned"' in self.log.read_text()

        await until("ready", is_ready)

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

    def freeze(self) -> None:
        """Stop it in its tracks."""
        assert self._child is not None
        self._child.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._child is not None
        self._child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a crash would."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        """End it as an orchestrator would."""
        if self.running and self._child is not None:
            self.thaw()
            self._child.terminate()
            try:
                self._child.wait(20)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    async def get(self, path: str, **parameters: str) -> httpx.Response:
        """Ask."""
        async with httpx.AsyncClient() as client:
            return await client.get(f"{self.url}{path}", params=parameters)

    async def post(self, path: str, body: object, key: str | None = None) -> httpx.Response:
        """Command, with a new Idempotency-Key unless one is given."""
        async with httpx.AsyncClient() as client:
            headers = {"Idempotency-Key": key or str(uuid4())}
            return await client.post(f"{self.url}{path}", json=body, headers=headers)


@asynccontextmanager
async def world_of(
    broker: Broker, mongo: MongoServer, topic_prefix: str, database_prefix: str, folder: Path
) -> AsyncIterator[World]:
    """A world for one test."""
    world = World(broker, mongo, topic_prefix, database_prefix, folder)
    try:
        yield world
    finally:
        await world.close()


def of(kind: type[Event], envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Those envelopes that hold a kind of event."""
    return [envelope for envelope in envelopes if isinstance(envelope.event, kind)]
