"""The kit's own place on Kafka: it hears every stream from the moment it starts, and sends what it is told to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.partitioner import murmur2

from towpath_contracts.conformance.case import Broken
from towpath_contracts.conformance.heard import Heard, heard
from towpath_contracts.conformance.target import Target
from towpath_contracts.conformance.topics import partitions_of
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.topics import Topic, Topics
from towpath_contracts.wire import Record, encode

Found = TypeVar("Found")


class Bus:
    """Every stream, and one partner's two topics where there is one. No consumer group: it stands in nobody's way."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.topics = Topics(target.prefix)
        self._settings = {"bootstrap_servers": list(target.kafka), **target.security.settings()}
        self._heard: list[Heard] = []
        self._sent: set[tuple[str, int, int]] = set()
        self._changed = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None
        self._producer = AIOKafkaProducer(acks="all", **self._settings)
        self._consumer = AIOKafkaConsumer(auto_offset_reset="latest", enable_auto_commit=False, **self._settings)

    def wanted(self) -> list[Topic]:
        """The topics that it listens to and sends to."""
        fixed = [topic for topic in self.topics.fixed_topics() if self.topics.parse(topic.name) is not None]
        organisation = self._target.organisation
        return fixed + (self.topics.partner_topics(organisation) if organisation else [])

    async def start(self, *, create: bool = False, replication: int = 1) -> None:
        """Connect and listen from now on. Raises TopicsMissing unless all are there or may be created."""
        wanted = self.wanted()
        try:
            created = wanted if create else ()
            partitions = await partitions_of(wanted, self._settings, create=created, replication=replication)
            await self._producer.start()
            await self._consumer.start()
            self._consumer.assign(partitions)
            await self._consumer.seek_to_end(*partitions)
            for partition in partitions:
                await self._consumer.position(partition)
        except BaseException:
            await self.stop()
            raise
        self._listening = asyncio.create_task(self._listen(), name="conformance-listens")

    async def stop(self) -> None:
        """Leave."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._consumer.stop()
        await self._producer.stop()

    async def send(self, *records: Record) -> None:
        """Send records in order, and return when all are acknowledged."""
        waiting = [
            await self._producer.send(record.topic, record.value, record.key, headers=record.headers)
            for record in records
        ]
        for done in await asyncio.gather(*waiting):
            self._sent.add((done.topic, done.partition, done.offset))

    def sent(self, record: Heard) -> bool:
        """Whether the kit itself sent a record, whatever it says of itself."""
        return (record.topic, record.partition, record.offset) in self._sent

    async def tell(self, *envelopes: Envelope) -> None:
        """Send envelopes in binary mode, in order."""
        await self.send(*(encode(envelope, self.topics) for envelope in envelopes))

    async def neighbour(self, topic: str, key: str) -> str:
        """Return another UUID whose records fall on the same partition as those of a key, and so come after them."""
        partitions = len(await self._producer.partitions_for(topic))
        wanted = (murmur2(key.encode()) & 0x7FFFFFFF) % partitions
        while True:
            other = str(uuid4())
            if (murmur2(other.encode()) & 0x7FFFFFFF) % partitions == wanted:
                return other

    async def standing(self, *streams: Stream) -> AsyncIterator[Heard]:
        """Read what stands on these streams from their beginning to where they end now, as a new reader would."""
        topics = {self.topics.of(stream) for stream in streams}
        places = [place for place in self._consumer.assignment() if place.topic in topics]
        reader = AIOKafkaConsumer(auto_offset_reset="earliest", enable_auto_commit=False, **self._settings)
        await reader.start()
        try:
            reader.assign(places)
            ends = await reader.end_offsets(places)
            while any([await reader.position(place) < end for place, end in ends.items()]):
                for records in (await reader.getmany(timeout_ms=200)).values():
                    for record in records:
                        if (read := heard(record, self.topics)) is not None:
                            yield read
        finally:
            await reader.stop()

    def heard(self, *streams: Stream) -> Sequence[Heard]:
        """Return what was heard so far on these streams, in the order of each partition; on all where none is named."""
        return [record for record in self._heard if not streams or record.stream in streams]

    async def until(self, what: str, look: Callable[[], Found | None], within: float | None = None) -> Found:
        """Wait until ``look`` finds something, and return it. Raises Broken after the time stated by the target."""
        seconds = self._target.within if within is None else within
        deadline = time.monotonic() + seconds
        async with self._changed:
            while (found := look()) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Broken(f"{what}: nothing within {seconds:g} s")
                try:
                    await asyncio.wait_for(self._changed.wait(), left)
                except TimeoutError:
                    continue
        return found

    async def _listen(self) -> None:
        while True:
            polled = await self._consumer.getmany(timeout_ms=200)
            news = [read for part in polled.values() for record in part if (read := heard(record, self.topics))]
            if news:
                async with self._changed:
                    self._heard.extend(news)
                    self._changed.notify_all()
