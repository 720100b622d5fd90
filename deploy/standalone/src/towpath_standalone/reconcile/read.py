"""Reading every topic of a platform from its start, without a group, so that nobody's place is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import Position, decode
from towpath_standalone.platform.topics import present
from towpath_standalone.reconcile.ledger import Ledger, Seen
from towpath_standalone.refusal import CannotGoOn

WITHIN = 300.0
"""Seconds for everything; a region's month of events is read in a few."""
LETTER = "towpath_letter"


async def read_ledger(kafka: tuple[str, ...], prefix: str) -> Ledger:
    """Read what the topics hold now; raises CannotGoOn where Kafka does not answer."""
    ledger, topics = Ledger(), Topics(prefix)
    there = await present(kafka, prefix)
    partitions = [TopicPartition(topic, number) for topic, count in there.items() for number in range(count)]
    if not partitions:
        return ledger
    client = AIOKafkaConsumer(
        bootstrap_servers=list(kafka),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
        metadata_max_age_ms=60_000,
    )
    try:
        async with asyncio.timeout(WITHIN):
            await client.start()
            await _read(client, partitions, ledger, topics)
    except (KafkaError, OSError, TimeoutError):
        raise CannotGoOn(f"Kafka at {', '.join(kafka)} could not be read to its end") from None
    finally:
        await client.stop()
    return ledger


async def _read(client: AIOKafkaConsumer, partitions: list[TopicPartition], ledger: Ledger, topics: Topics) -> None:
    client.assign(partitions)
    ends = await client.end_offsets(partitions)
    begins = await client.beginning_offsets(partitions)
    left = {partition for partition in partitions if ends[partition] > begins[partition]}
    client.pause(*(partition for partition in partitions if partition not in left))
    for partition in left:
        client.seek(partition, begins[partition])
    while left:
        polled = await client.getmany(timeout_ms=500, max_records=2_000)
        for records in polled.values():
            for record in records:
                take(ledger, record, topics)
        reached = {partition for partition in left if await client.position(partition) >= ends[partition]}
        client.pause(*reached)
        left -= reached


def take(ledger: Ledger, record: ConsumerRecord[bytes, bytes], topics: Topics) -> None:
    """Add a record to the ledger, whatever it is."""
    if topics.parse(record.topic) is None:
        _take_letter(ledger, record, topics)
        return
    position = Position(record.partition, record.offset, record.timestamp)
    try:
        envelope = decode(record.topic, record.key, record.value, record.headers, topics, position)
    except Unreadable:
        ledger.unreadable[record.topic] += 1
        return
    place = topics.parse(record.topic)
    assert place is not None
    ledger.take(Seen(place[0], envelope, record.timestamp))


def _take_letter(ledger: Ledger, record: ConsumerRecord[bytes, bytes], topics: Topics) -> None:
    service = record.topic.removeprefix(topics.deadletter("x")[:-1])
    for letter in _values(record.headers, LETTER):
        ledger.take_letter(service, letter)


def _values(headers: Iterable[tuple[str, bytes | None]], name: str) -> Iterable[str]:
    return (value.decode("ascii", "replace") for given, value in headers if given == name and value is not None)
