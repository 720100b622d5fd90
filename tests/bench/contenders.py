"""Four ways to handle the same records, each a process of its own.

``python contenders.py WAY KAFKA MONGO PREFIX COUNT`` reads ``COUNT`` records from the follow-up topic in a group of its
own and prints one JSON object: messages, seconds from the first handled to the last, and CPU seconds of this process in
between. All of them poll at most 1,000 records, as a service does.

- ``path``: the runtime's batch path: inbox marks, states and outbox rows in transactions of about 500.
- ``ordinary``: a FastStream subscriber per message with NACK_ON_ERROR, and a transaction per message, the same writes.
- ``floor``: aiokafka polls into one ``insert_many``, each event a document under its id: no rule, no state, no outbox.
- ``floor-of-three``: the same polls as three documents for each event in one transaction, for a mark, a state and a row
  are what cannot be left out: what the database takes for them, without a rule, a look at what is there, or an update.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from aiokafka import AIOKafkaConsumer
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from pymongo import AsyncMongoClient

from support.toy import TALLY, route
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.referral import AttentionNeeded
from towpath_contracts.topics import Topics
from towpath_contracts.wire import encode
from towpath_runtime.clock import SystemClock
from towpath_runtime.consumer import Consumer, Records
from towpath_runtime.faults import Faults
from towpath_runtime.ids import derive
from towpath_runtime.intake import Intake
from towpath_runtime.logs import logger
from towpath_runtime.metrics import Metrics
from towpath_runtime.mongo import Database, connect, database, runtime_indexes
from towpath_runtime.path import BatchPath
from towpath_runtime.serving import calm_collector
from towpath_runtime.tracing import Tracing

POLL = 1_000


class Stopwatch:
    """Counts messages and stops when there were enough."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0
        self._wall = 0.0
        self._cpu = 0.0
        self.finished = asyncio.Event()
        self.result: dict[str, float] = {}

    def begin(self) -> None:
        """Note when the first message is about to be handled."""
        if not self._wall:
            self._wall, self._cpu = time.perf_counter(), time.process_time()

    def took(self, messages: int) -> None:
        """Count handled messages."""
        self._done += messages
        if self._done >= self._count and not self.finished.is_set():
            seconds, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
            self.result = {"messages": self._done, "seconds": seconds, "cpu_seconds": cpu}
            self.finished.set()


async def path(kafka: list[str], mongo: str, prefix: str, watch: Stopwatch) -> None:
    """Handle the records by the runtime's path."""
    client = connect(mongo)
    store = database(client, f"bench_{prefix}path".replace(".", "_"))
    for collection, models in runtime_indexes(30).items():
        await store[collection].create_indexes(models)
    await store.create_collection("tally")
    metrics, log, topics = Metrics("bench"), logger("bench", "error"), Topics(prefix)
    faults = Faults("bench", None)
    whole = BatchPath(
        name="bench",
        database=store,
        aggregates=[TALLY_ALONE],
        topics=topics,
        source="/org/bench/toy",
        clock=SystemClock(),
        faults=faults,
        log=log,
        metrics=metrics,
    )
    reads, tracing = [Stream.FOLLOWUP], Tracing("bench", None)
    intake = Intake(whole, reads, route, topics=topics, log=log, metrics=metrics, tracing=tracing)

    async def handle(records: Records) -> None:
        watch.begin()
        await intake.handle(records)
        watch.took(len(records))

    consumer = Consumer(
        bootstrap=kafka,
        group=f"{prefix}path",
        topics=[topics.of(Stream.FOLLOWUP)],
        batch=POLL,
        handle=handle,
        faults=faults,
        log=log,
        metrics=metrics,
        stop_within=5,
    )
    await consumer.start()
    await watch.finished.wait()
    await consumer.stop()
    await client.drop_database(store.name)
    await client.close()


async def ordinary(kafka: list[str], mongo: str, prefix: str, watch: Stopwatch) -> None:
    """Handle the records one by one, as FastStream's own examples do."""
    client = connect(mongo)
    store = database(client, f"bench_{prefix}ordinary".replace(".", "_"))
    for collection, models in runtime_indexes(30).items():
        await store[collection].create_indexes(models)
    await store.create_collection("tally")
    topics = Topics(prefix)
    broker = KafkaBroker(kafka, logger=None)

    @broker.subscriber(
        topics.of(Stream.FOLLOWUP),
        group_id=f"{prefix}ordinary",
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def handle(body: Recorded, message: KafkaMessage) -> None:
        if watch.finished.is_set():
            return
        watch.begin()
        cause, key = message.headers["ce_id"], message.headers["ce_subject"]
        event = AttentionNeeded(reason="follow-up-missed")
        async with client.start_session() as session, await session.start_transaction():
            seen = await store.inbox.find_one({"_id": cause}, session=session)
            if seen is None:
                found = await store.tally.find_one({"_id": key}, session=session)
                version = 0 if found is None else found["version"]
                envelope = Envelope.of(
                    event,
                    event_id=derive(cause, event.type),
                    source="/org/bench/toy",
                    aggregate=key,
                    time=datetime.now(UTC),
                    sequence=version + 1,
                    causationid=cause,
                    correlationid=key,
                )
                record = encode(envelope, topics)
                await store.inbox.insert_one({"_id": cause, "at": datetime.now(UTC)}, session=session)
                change = {"$set": {"version": version + 1, "count": version + 1}}
                await store.tally.update_one({"_id": key}, change, upsert=True, session=session)
                row = {
                    "_id": envelope.id,
                    "pending": True,
                    "stamp": time.time_ns() // 1000,
                    "topic": record.topic,
                    "key": key,
                    "value": record.value,
                    "headers": [list(header) for header in record.headers],
                }
                await store.outbox.insert_one(row, session=session)
        watch.took(1)

    await broker.start()
    await watch.finished.wait()
    await broker.stop()
    await client.drop_database(store.name)
    await client.close()


async def floor(kafka: list[str], mongo: str, prefix: str, watch: Stopwatch) -> None:
    """Only copy the records into a collection, a poll at a time."""

    async def write(client: AsyncMongoClient[dict[str, Any]], store: Database, copies: list[dict[str, Any]]) -> None:
        await store.copies.insert_many(copies, ordered=False)

    await _copied("floor", ["copies"], write, kafka, mongo, prefix, watch)


async def floor_of_three(kafka: list[str], mongo: str, prefix: str, watch: Stopwatch) -> None:
    """Only write three documents for each record, a poll at a time and in one transaction."""

    async def write(client: AsyncMongoClient[dict[str, Any]], store: Database, copies: list[dict[str, Any]]) -> None:
        now = datetime.now(UTC)
        marks = [{"_id": copy["_id"], "version": 1, "at": now} for copy in copies]
        async with client.start_session() as session, await session.start_transaction():
            await store.inbox.insert_many(marks, ordered=False, session=session)
            await store.tally.insert_many([{"_id": mark["_id"], "count": 1} for mark in marks], session=session)
            await store.outbox.insert_many(copies, ordered=False, session=session)

    await _copied("floor-of-three", ["inbox", "tally", "outbox"], write, kafka, mongo, prefix, watch)


Write = Callable[[AsyncMongoClient[dict[str, Any]], Database, list[dict[str, Any]]], Awaitable[None]]


async def _copied(
    way: str, collections: list[str], write: Write, kafka: list[str], mongo: str, prefix: str, watch: Stopwatch
) -> None:
    client = connect(mongo)
    store = database(client, f"bench_{prefix}{way}".replace(".", "_"))
    for collection in collections:
        await store.create_collection(collection)
    consumer = AIOKafkaConsumer(
        Topics(prefix).of(Stream.FOLLOWUP),
        bootstrap_servers=kafka,
        group_id=f"{prefix}{way}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    while not watch.finished.is_set():
        polled = await consumer.getmany(timeout_ms=200, max_records=POLL)
        records = [record for part in polled.values() for record in part]
        if not records:
            continue
        watch.begin()
        copies = [{"_id": dict(record.headers)["ce_id"].decode(), **json.loads(record.value)} for record in records]
        await write(client, store, copies)
        await consumer.commit()
        watch.took(len(records))
    await consumer.stop()
    await client.drop_database(store.name)
    await client.close()


TALLY_ALONE = type(TALLY)(
    name=TALLY.name,
    decide=TALLY.decide,
    evolve=TALLY.evolve,
    to_document=TALLY.to_document,
    from_document=TALLY.from_document,
)
"""The toy without its projection, which the other two ways do not write either."""

WAYS: dict[str, Callable[[list[str], str, str, Stopwatch], Awaitable[None]]] = {
    "path": path,
    "ordinary": ordinary,
    "floor": floor,
    "floor-of-three": floor_of_three,
}


async def main(way: str, kafka: str, mongo: str, prefix: str, count: int) -> dict[str, Any]:
    """Run one way and return what it took."""
    watch = Stopwatch(count)
    calm_collector()
    await WAYS[way](kafka.split(","), mongo, prefix, watch)
    return watch.result | {"way": way, "pid": os.getpid()}


if __name__ == "__main__":
    way, kafka, mongo, prefix, count = sys.argv[1:]
    import uvloop

    print(json.dumps(uvloop.run(main(way, kafka, mongo, prefix, int(count)))))
