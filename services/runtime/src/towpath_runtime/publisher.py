"""Sending to Kafka so that order per key holds and every acknowledgement is awaited."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    PolicyViolationError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
)
from aiokafka.partitioner import DefaultPartitioner

from towpath_runtime.errors import Away

MOST_BYTES = 900_000
"""Of one batch of several records: below the broker's default ``max.message.bytes`` of 1,048,588."""


class Outgoing(NamedTuple):
    """A record to send."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class Sent(NamedTuple):
    """What became of a page of records, by their places in it. Those in neither list are to be sent again.

    ``topics_closed`` are those that do not exist, or take nothing from us.
    """

    acknowledged: list[int]
    too_large: list[int]
    topics_closed: set[str]


class Publisher:
    """A producer that sends pages of records, partition by partition.

    The records of one partition go out as explicit batches, one after the other: a batch is acknowledged whole or not
    at all, and nothing overtakes a batch that failed. Every wait is bounded by ``within`` seconds; after a wait in vain
    the producer is thrown away, so that nothing it still holds can come out later.
    """

    def __init__(self, bootstrap: Sequence[str], *, client_id: str, idempotent: bool, within: float = 10.0) -> None:
        self._bootstrap = list(bootstrap)
        self._client_id = client_id
        self._idempotent = idempotent
        self._within = within
        self._partitioner = DefaultPartitioner()
        self._one_by_one: set[str] = set()
        self._refused = False
        self._producer: AIOKafkaProducer | None = None

    async def send(self, page: Sequence[Outgoing]) -> Sent:
        """Send a page in its order. Raises Away when no broker answers; what was acknowledged is then unknown."""
        producer = await self._ready()
        try:
            async with asyncio.timeout(self._within * 3):
                sent = await self._send(producer, page)
        except (KafkaError, TimeoutError, OSError):
            await self.close()
            raise Away("kafka") from None
        if self._refused:
            # an idempotent producer counted the batch that was refused, and its next one would be out of sequence
            await self.close()
        return sent

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
        closed: set[str] = set()
        lanes: dict[tuple[str, int], list[int]] = {}
        for place, record in enumerate(page):
            if record.topic in closed:
                continue
            partitions = await _partitions(producer, record.topic)
            if not partitions:
                closed.add(record.topic)
                continue
            partition = self._partitioner(record.key, partitions, partitions)
            lanes.setdefault((record.topic, partition), []).append(place)
        sent = Sent([], [], closed)
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
        begun = 0
        while begun < len(places):
            batch = producer.create_batch()
            end = begun
            while end < len(places) and (end == begun or topic not in self._one_by_one):
                record = page[places[end]]
                if batch.append(timestamp=None, key=record.key, value=record.value, headers=record.headers) is None:
                    break
                end += 1
            batch.close()
            acknowledged = await producer.send_batch(batch, topic, partition=partition)
            try:
                await acknowledged
            except (MessageSizeTooLargeError, RecordListTooLargeError):
                self._refused = True
                # this topic takes less than brokers do by default; what follows waits, so that it cannot overtake
                if end - begun == 1:
                    sent.too_large.append(places[begun])
                self._one_by_one.add(topic)
                return
            except (InvalidTopicError, PolicyViolationError, TopicAuthorizationFailedError):
                self._refused = True
                sent.topics_closed.add(topic)  # of this topic alone: the others go on
                return
            sent.acknowledged.extend(places[begun:end])
            begun = end

    async def close(self) -> None:
        """Let go of the connection. Never raises."""
        self._refused = False
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
    """Return the partitions of a topic, none where it does not exist; asks once, where the client would wait long."""
    cluster = producer.client.cluster
    if (known := cluster.partitions_for_topic(topic)) is None:
        producer.client.add_topic(topic)
        await producer.client.force_metadata_update()
        known = cluster.partitions_for_topic(topic)
    return sorted(known or ())
