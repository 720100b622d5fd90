"""The directory as a process, and what a test says to it and hears from it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import MongoClient
from pymongo.database import Database

from support.brokers import Broker
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode
from towpath_standalone.servers import MongoServer
from towpath_standalone.servers.ports import free_port

DEADLINE = 60.0
NOBODYS = "6d2c0f5e-0f0b-4a8f-9a55-0c8f3c5b7e10"
"""An id that no service has. The same in each process of a run, as the names of tests have to be."""


async def until(what: str, condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds; it is an error that it does not within a minute."""
    end = time.monotonic() + DEADLINE
    while not await condition():
        assert time.monotonic() < end, f"never: {what}"
        await asyncio.sleep(0.05)


@dataclass
class Directory:
    """One directory: its servers, its names, and the process that runs at the moment."""

    broker: Broker
    mongo: MongoServer
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = uuid.uuid4().hex[:12]
        self.topics = Topics(f"test-{name}.")
        self._prefix = f"test_{name}_"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/directory"
        self.log = self.folder / f"directory-{name}.log"
        self.faults = self.folder / f"faults-{name}"
        self.faults.mkdir()
        self._client: MongoClient[dict[str, Any]] = MongoClient(self.mongo.uri, tz_aware=True)
        self.database: Database[dict[str, Any]] = self._client[f"{self._prefix}directory"]
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self) -> Directory:
        """Start the process, or start it again, and wait until it is ready."""
        environment = os.environ | {
            "TOWPATH_PORT": str(self.port),
            "TOWPATH_MONGO_URI": self.mongo.uri,
            "TOWPATH_DATABASE_PREFIX": self._prefix,
            "TOWPATH_KAFKA": ",".join(self.broker.bootstrap),
            "TOWPATH_KAFKA_IDEMPOTENT": str(not self.broker.is_embedded),
            "TOWPATH_TOPIC_PREFIX": self.topics.prefix,
            "TOWPATH_FAULTS_DIR": str(self.faults),
            "TOWPATH_LINK_KEY_FILE": str(self.folder / "link.key"),
            "TOWPATH_LEASE": "1",
            "TOWPATH_IMPORT_TICK": "0.05",
            "TOWPATH_DUPLICATE_TICK": "0.05",
            **self.settings,
        }
        self._launch(environment)

        async def ready() -> bool:
            assert self.running, self.log.read_text()
            try:
                async with httpx.AsyncClient() as client:
                    return (await client.get(f"{self.url}/health/ready")).status_code == 200
            except httpx.HTTPError:
                return False

        await until("ready", ready)
        return self

    def _launch(self, environment: dict[str, str]) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "towpath_directory"]
            self._child = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._child is not None and self._child.poll() is None

    async def died(self) -> None:
        """Wait until a fault has killed it."""

        async def gone() -> bool:
            return not self.running

        await until("died", gone)

    def kill(self) -> None:
        """End it as a crash would."""
        assert self._child is not None
        self._child.send_signal(signal.SIGKILL)
        self._child.wait()

    def close(self) -> None:
        """End the process and drop what the test kept."""
        if self.running and self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._client.drop_database(self.database.name)
        self._client.close()

    async def ask(self, method: str, path: str, key: str | None = None, **request: Any) -> httpx.Response:
        """Send a request; a POST has a new Idempotency-Key unless one is given."""
        headers = {"Content-Type": "application/json"} | request.pop("headers", {})
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        async with httpx.AsyncClient(timeout=30) as client:
            return await client.request(method, f"{self.url}{path}", headers=headers, **request)

    async def bring(self, feed: object, publisher: str, key: str | None = None, **parameters: str) -> dict[str, Any]:
        """Import a feed and wait until it is done; returns how it went."""
        content = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
        query = {"publisher": publisher, **parameters}
        answer = await self.ask("POST", "/v1/imports", key, content=content, params=query)
        assert answer.status_code == 202, answer.text
        return await self.done(answer.json()["id"])

    async def done(self, import_id: str) -> dict[str, Any]:
        """Wait for the end of an import; returns how it went."""
        found: dict[str, Any] = {}

        async def ended() -> bool:
            nonlocal found
            found = (await self.ask("GET", f"/v1/imports/{import_id}")).json()
            return bool(found["state"] == "done")

        await until("imported", ended)
        return found

    async def lines(self, import_id: str, **parameters: str) -> list[dict[str, Any]]:
        """Everything that an import says of its records."""
        answer = await self.ask("GET", f"/v1/imports/{import_id}/records", params={"limit": "1000", **parameters})
        return list(answer.json()["lines"])

    async def settled(self) -> None:
        """Wait until nothing waits to be published."""

        async def quiet() -> bool:
            return not self.database["outbox"].count_documents({"pending": True})

        await until("published", quiet)

    async def heard(self, stream: Stream) -> list[Envelope]:
        """Everything on a topic up to now, tombstones included, each service's events in order."""
        topic = self.topics.of(stream)
        return [decode(topic, one.key, one.value, one.headers, self.topics) for one in await self.raw(stream)]

    async def raw(self, stream: Stream) -> list[Any]:
        """The records of a topic up to now as they are there."""
        await self.settled()
        topic = self.topics.of(stream)
        consumer = AIOKafkaConsumer(bootstrap_servers=self.broker.bootstrap, auto_offset_reset="earliest")
        await consumer.start()
        try:
            partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
            if not partitions:
                partitions = await _partitions(consumer, topic)
            consumer.assign(partitions)
            found: list[Any] = []
            for partition, end in (await consumer.end_offsets(partitions)).items():
                while await consumer.position(partition) < end:
                    found += (await consumer.getmany(partition, timeout_ms=200)).get(partition, ())
            return found
        finally:
            await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    consumer.subscribe([topic])
    numbers: set[int] = set()

    async def known() -> bool:
        nonlocal numbers
        numbers = consumer.partitions_for_topic(topic) or set()
        return bool(numbers)

    await until("topic known", known)
    consumer.unsubscribe()
    return [TopicPartition(topic, number) for number in sorted(numbers)]
