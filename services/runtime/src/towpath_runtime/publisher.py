"""Sending to Kafka so that order per key holds and every acknowledgement is awaited."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner

from towpath_runtime.errors import Away

MOST_BYTES = 900_000
"""Of one batch of records: below the broker's default ``max.message.bytes`` of 1,048,588."""


class Outgoing(NamedTuple):
    """A record to send."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class Sent(NamedTuple):
    """What became of a page of records, by their places in it."""

    acknowledged: list[int]
    too_large: list[int]
    topics_missing: set[str]


class Publisher:
    """A producer that sends pages of records, partition by partition.

    The records of one partition go out as explicit batches, one after the other: a batch is acknowledged whole or not at
    all, and nothing overtakes a batch that failed. Every wait is bounded by ``within`` seconds; after a wait in vain the
    producer is thrown away, so that nothing it still holds can come out later.
    """

    def __init__(self, bootstrap: Sequence[str], *, client_id: str, idempotent: bool, within: float = 10.0) -> None:
        self._bootstrap = list(bootstrap)
        self._client_id = client_id
        self._idempotent = idempotent
        self._within = within
        self._partitioner = DefaultPartitioner()
        self._producer: AIOKafkaProducer | None = None

    async def send(self, page: Sequence[Outgoing]) -> Sent:
        """Send a page in its order. Raises Away when no broker answers; what was acknowledged before is then unknown."""
        producer = await self._ready()
        try:
            async with asyncio.timeout(self._within * 3):
                return await self._send(producer, page)
        except (KafkaError, TimeoutError, OSError):
            await self.close()
            raise Away("kafka") from None

    async def _ready(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                enable_idempotence=self._idempotent,
                acks="all",
                max_batch_size=MOST_BYTES,
                max_request_size=MOST_BYTES + 100_000,
                request_timeout_ms=int(self._within * 1000),
                metadata_max_age_ms=5_000,
            )
            try:
                async with asyncio.timeout(self._within):
                    await producer.start()
            except (KafkaError, TimeoutError, OSError):
                await _dispose(producer)
                raise Away("kafka") from None
            self._producer = producer
        return self._producer

    async def _send(self, producer: AIOKafkaProducer, page: Sequence[Outgoing]) -> Sent:
        missing: set[str] = set()
        too_large: list[int] = []
        lanes: dict[tuple[str, int], list[int]] = {}
        for place, record in enumerate(page):
            if record.topic in missing:
                continue
            partitions = await _partitions(producer, record.topic)
            if not partitions:
                missing.add(record.topic)
                continue
            if len(record.value or b"") > MOST_BYTES:
                too_large.append(place)
                continue
            partition = self._partitioner(record.key, partitions, partitions)
            lanes.setdefault((record.topic, partition), []).append(place)
        sent = Sent([], too_large, missing)
        waves = (
            self._lane(producer, topic, partition, page, places, sent) for (topic, partition), places in lanes.items()
        )
        for outcome in await asyncio.gather(*waves, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
        return sent

    async def _lane(
        self,
        producer: AIOKafkaProducer,
        topic: str,
        partition: int,
        page: Sequence[Outgoing],
        places: list[int],
        sent: Sent,
    ) -> None:
        rest = iter(places)
        place = next(rest, None)
        while place is not None:
            batch = producer.create_batch()
            taken: list[int] = []
            while place is not None:
                record = page[place]
                if batch.append(timestamp=None, key=record.key, value=record.value, headers=record.headers) is None:
                    break
                taken.append(place)
                place = next(rest, None)
            batch.close()
            acknowledged = await producer.send_batch(batch, topic, partition=partition)
            await acknowledged
            sent.acknowledged.extend(taken)

    async def close(self) -> None:
        """Let go of the connection. Never raises."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _dispose(producer)


async def _dispose(producer: AIOKafkaProducer) -> None:
    """Stop a producer, without waiting for what it cannot send."""
    try:
        async with asyncio.timeout(2):
            await producer.stop()
    except (KafkaError, TimeoutError, OSError):
        # stop() flushes first, for ever when no broker answers: end the sender by hand, or it would send these records
        # whenever the broker is back, behind newer ones
        if producer._sender is not None and producer._sender.sender_task is not None:
            producer._sender.sender_task.cancel()
        await producer.client.close()


async def _partitions(producer: AIOKafkaProducer, topic: str) -> list[int]:
    """Return the partitions of a topic, none where it does not exist: one question, where the client would wait long."""
    cluster = producer.client.cluster
    if (known := cluster.partitions_for_topic(topic)) is None:
        await producer.client.add_topic(topic)
        known = cluster.partitions_for_topic(topic)
    return sorted(known or ())
