"""The relay: from the outbox to acknowledged, beside one row at a time."""

import asyncio
import time
import uuid
from itertools import pairwise
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.load import records
from towpath_contracts.topics import Topics
from towpath_runtime.aggregate import Document
from towpath_runtime.faults import Faults
from towpath_runtime.lease import Lease
from towpath_runtime.logs import logger
from towpath_runtime.metrics import Metrics
from towpath_runtime.mongo import OUTBOX, Database, connect, database, runtime_indexes
from towpath_runtime.outbox import Outbox, outgoing
from towpath_runtime.publisher import Publisher
from towpath_runtime.relay import Relay
from towpath_runtime.topics import create_topics

ROWS = 30_000
ONE_BY_ONE = 500


async def measure(bootstrap: list[str], mongo: str) -> dict[str, Any]:
    """Return rows per second of the relay and of the way of one row at a time, and whether order per key held."""
    client = connect(mongo)
    prefix = f"bench-{uuid.uuid4().hex[:8]}."
    topics, store = Topics(prefix), database(client, f"bench_{uuid.uuid4().hex[:8]}")
    for collection, models in runtime_indexes(30).items():
        await store[collection].create_indexes(models)
    await create_topics(bootstrap, topics.fixed_topics())
    rows = [_row(record, number) for number, record in enumerate(records(ROWS, topics))]
    publisher = Publisher(bootstrap, client_id="bench", idempotent=True)
    try:
        await store[OUTBOX].insert_many(rows[:ONE_BY_ONE])
        slow = ONE_BY_ONE / await _one_by_one(store, publisher)
        await store[OUTBOX].delete_many({})
        await store[OUTBOX].insert_many(rows)
        fast = ROWS / await _relay(store, publisher)
    finally:
        await publisher.close()
        await client.drop_database(store.name)
        await client.close()
    ordered = await _in_order(bootstrap, rows)
    return {
        "rows": ROWS,
        "per_second": fast,
        "one_by_one_per_second": slow,
        "times_one_by_one": fast / slow,
        "in_order_per_key": ordered,
    }


def _row(record: Any, number: int) -> Document:
    headers = dict(record.headers)
    return {
        "_id": headers["ce_id"].decode(),
        "pending": True,
        "stamp": number,
        "topic": record.topic,
        "key": record.key.decode(),
        "value": record.value,
        "headers": headers,
    }


async def _relay(store: Database, publisher: Publisher) -> float:
    metrics, log = Metrics("bench"), logger("bench", "error")
    lease = Lease(store, "relay", "bench", 60)
    relay = Relay(
        database=store, publisher=publisher, lease=lease, faults=Faults("bench", None), log=log, metrics=metrics
    )
    await relay.prepare()
    await lease.take()
    began = time.perf_counter()
    while await relay.publish_page():
        pass
    return time.perf_counter() - began


async def _one_by_one(store: Database, publisher: Publisher) -> float:
    outbox = Outbox(store)
    began = time.perf_counter()
    while page := await outbox.page(1):
        await publisher.send([outgoing(page[0])])
        await outbox.mark(page)
    return time.perf_counter() - began


async def _in_order(bootstrap: list[str], rows: list[Document]) -> bool:
    """Whether every row is on the topic and the last publication of each key is in the order of its sequences."""
    topic = rows[0]["topic"]
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(topic, number) for number in range(12)]
    consumer.assign(partitions)
    ends = await consumer.end_offsets(partitions)
    seen: dict[bytes, list[int]] = {}
    while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
        for polled in (await consumer.getmany(timeout_ms=500)).values():
            for record in polled:
                seen.setdefault(record.key, []).append(int(dict(record.headers)["ce_sequence"]))
    await consumer.stop()
    wanted: dict[bytes, int] = {}
    for row in rows:
        wanted[row["key"].encode()] = wanted.get(row["key"].encode(), 0) + 1
    for key, count in wanted.items():
        last = seen.get(key, [])[-count:]
        if len(last) != count or any(after != before + 1 for before, after in pairwise(last)):
            return False
    return True


def run(bootstrap: list[str], mongo: str) -> dict[str, Any]:
    """Measure."""
    return asyncio.run(measure(bootstrap, mongo))
