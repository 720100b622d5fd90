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

from towpath_runtime.connection import Connection
from towpath_runtime.errors import Away


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
        self._connection: Connection | None = None

    async def send(self, page: Sequence[Outgoing]) -> Sent:
        """Send a page in its order. Raises Away when no broker answers; what was acknowledged is then unknown."""
        connection = await self._connected()
        try:
            sent = await self._send(connection, page)
        except (KafkaError, TimeoutError, OSError):
            await self.close()
            raise Away("kafka") from None
        if self._refused:
            # an idempotent producer counted the batch that was refused, and its next one would be out of sequence
            await self.close()
        return sent

    async def _connected(self) -> Connection:
        if self._connection is None:
            connection = Connection(
                self._bootstrap, client_id=self._client_id, idempotent=self._idempotent, within=self._within
            )
            await connection.open()
            self._connection = connection
        return self._connection

    async def _send(self, connection: Connection, page: Sequence[Outgoing]) -> Sent:
        closed: set[str] = set()
        lanes: dict[tuple[str, int], list[int]] = {}
        async with asyncio.timeout(self._within):
            for place, record in enumerate(page):
                if record.topic in closed:
                    continue
                if partitions := await connection.partitions(record.topic):
                    partition = self._partitioner(record.key, partitions, partitions)
                    lanes.setdefault((record.topic, partition), []).append(place)
                else:
                    closed.add(record.topic)
        sent = Sent([], [], closed)
        waves = (
            self._lane(connection.producer, topic, partition, page, places, sent)
            for (topic, partition), places in lanes.items()
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
            try:
                async with asyncio.timeout(self._within):
                    await (await producer.send_batch(batch, topic, partition=partition))
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
        """Let go of the connection, and of what could not be sent. Never raises."""
        self._refused = False
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.give_up()
