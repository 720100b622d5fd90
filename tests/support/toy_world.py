"""Servers under names of one test, what the toy service on them is told, and what it says."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from bson import encode as to_bson
from fastapi import FastAPI
from pymongo import AsyncMongoClient

from support.brokers import Broker
from support.toy import NAME, Tally, evolve
from support.waiting import until
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.followup import Recorded
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode, encode
from towpath_runtime.mongo import Database, connect, database
from towpath_runtime.outbox import outgoing
from towpath_runtime.publisher import Outgoing, Publisher
from towpath_runtime.settings import RuntimeSettings
from towpath_runtime.topics import create_topics
from towpath_standalone.servers import MongoServer

Record: TypeAlias = "ConsumerRecord[bytes | None, bytes | None]"


@dataclass
class ToyWorld:
    """What one test has to itself on servers that it may share."""

    broker: Broker
    mongo: MongoServer
    topic_prefix: str
    database_prefix: str
    folder: Path
    sequences: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.topics = Topics(self.topic_prefix)
        self.client: AsyncMongoClient[dict[str, Any]] = connect(self.mongo.uri)
        self.database: Database = database(self.client, f"{self.database_prefix}{NAME}")
        self.faults = self.folder / "faults"
        self.faults.mkdir(exist_ok=True)
        self.publisher = Publisher(
            self.broker.bootstrap, client_id="teller", idempotent=not self.broker.is_embedded, within=20
        )

    def settings(self, **others: Any) -> RuntimeSettings:
        """The settings of a service in this process."""
        own: dict[str, Any] = {
            "mongo_uri": self.mongo.uri,
            "database_prefix": self.database_prefix,
            "kafka": tuple(self.broker.bootstrap),
            "kafka_idempotent": not self.broker.is_embedded,
            "topic_prefix": self.topic_prefix,
            "group_session": 3 if self.broker.is_embedded else 10,
        }
        return RuntimeSettings(**own | others)

    async def topics_exist(self, *organisations: str) -> None:
        """Make the topics, where nothing that runs will."""
        wanted = self.topics.fixed_topics([NAME])
        for organisation in organisations:
            wanted += self.topics.partner_topics(organisation)
        await create_topics(self.broker.bootstrap, wanted)

    def tell(self, event: Event, key: str, *, traceparent: str | None = None) -> Envelope:
        """Wrap an event as another service would send it next."""
        self.sequences[key] += 1
        return Envelope.of(
            event,
            event_id=str(uuid4()),
            source="/org/riverside/followup",
            aggregate=key,
            time=datetime.now(UTC),
            sequence=self.sequences[key],
            correlationid=str(uuid4()),
            traceparent=traceparent,
        )

    def recorded(self, key: str, outcome: str = "reached") -> Envelope:
        """A contact that was recorded, for the toy to count."""
        return self.tell(Recorded(timer=str(uuid4()), kind="check-in", outcome=outcome, channel="phone"), key)

    def outgoing(self, envelope: Envelope) -> Outgoing:
        """The record of an envelope."""
        return Outgoing(*encode(envelope, self.topics))

    async def send(self, *records: Envelope | Outgoing) -> None:
        """Publish, in order, once the topics are there."""
        page = [self.outgoing(record) if isinstance(record, Envelope) else record for record in records]

        async def is_there() -> bool:
            sent = await self.publisher.send(page)
            assert len(sent.acknowledged) in {0, len(page)}, "a part was sent, and would be twice"
            return len(sent.acknowledged) == len(page)

        await until("sent", is_there)

    async def records(self, topic: str) -> list[Record]:
        """Everything on a topic up to now, each partition in order."""
        reader = AIOKafkaConsumer(
            topic,
            bootstrap_servers=self.broker.bootstrap,
            group_id=None,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        found: list[Record] = []
        await reader.start()
        try:
            ends = await reader.end_offsets(reader.assignment())
            while any([await reader.position(partition) < end for partition, end in ends.items()]):
                for polled in (await reader.getmany(timeout_ms=200)).values():
                    found.extend(polled)
        finally:
            await reader.stop()
        return found

    async def said(self, stream: Stream = Stream.REFERRAL) -> list[Envelope]:
        """Every event on a stream up to now, each key's in order."""
        records = await self.records(self.topics.of(stream))
        return [decode(one.topic, one.key, one.value, one.headers, self.topics) for one in records]

    async def counts(self) -> dict[str, int]:
        """The tallies kept, by key."""
        return {tally["_id"]: tally["count"] async for tally in self.database["tally"].find()}

    async def tallied(self, wanted: dict[str, int]) -> None:
        """Wait until the tallies are these."""

        async def are_so() -> bool:
            return {key: count for key, count in (await self.counts()).items() if key in wanted} == wanted

        await until(f"tallies {wanted}"[:200], are_so)

    async def published(self) -> None:
        """Wait until nothing is left to publish."""

        async def is_empty() -> bool:
            return await self.database["outbox"].count_documents({"pending": True}) == 0

        await until("all published", is_empty)

    async def letters(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait for so many dead letters, and return them in their order."""

        async def enough() -> list[dict[str, Any]]:
            found = await self.database["deadletters"].find().sort("order", 1).to_list()
            return found if len(found) >= count else []

        return await until(f"{count} dead letters", enough)

    async def state_hash(self) -> str:
        """A hash over every aggregate's document, without its stamp, which is of real time."""
        whole = hashlib.sha256()
        for name in ("tally", "room"):
            async for document in self.database[name].find().sort("_id", 1):
                document.pop("stamp")
                whole.update(to_bson(document))
        return whole.hexdigest()

    async def offsets(self, group: str = NAME) -> dict[TopicPartition, int]:
        """What a group has committed on the follow-up topic."""
        client = AIOKafkaConsumer(
            bootstrap_servers=self.broker.bootstrap, group_id=f"{self.topic_prefix}{group}", enable_auto_commit=False
        )
        await client.start()
        try:
            partitions = [TopicPartition(self.topics.of(Stream.FOLLOWUP), number) for number in range(12)]
            client.assign(partitions)
            found = {partition: await client.committed(partition) for partition in partitions}
        finally:
            await client.stop()
        return {partition: offset for partition, offset in found.items() if offset is not None}

    async def consumed(self, group: str = NAME) -> None:
        """Wait until a group has committed everything on the follow-up topic."""
        ends: Counter[TopicPartition] = Counter()
        for record in await self.records(self.topics.of(Stream.FOLLOWUP)):
            partition = TopicPartition(record.topic, record.partition)
            ends[partition] = max(ends[partition], record.offset + 1)

        async def has() -> bool:
            committed = await self.offsets(group)
            return all(committed.get(partition, 0) >= end for partition, end in ends.items())

        await until("everything committed", has)

    async def rewind(self, group: str = NAME) -> None:
        """Set a group that has no members back to the beginning."""
        client = AIOKafkaConsumer(
            bootstrap_servers=self.broker.bootstrap, group_id=f"{self.topic_prefix}{group}", enable_auto_commit=False
        )
        await client.start()
        try:
            partitions = [TopicPartition(self.topics.of(Stream.FOLLOWUP), number) for number in range(12)]
            client.assign(partitions)
            await client.commit(dict.fromkeys(partitions, 0))
        finally:
            await client.stop()

    async def told(self) -> dict[str, int]:
        """The tallies as the rows of the outbox tell them, row N1 of the reconciliation."""
        states: dict[str, Tally] = {}
        async for row in self.database["outbox"].find({"topic": self.topics.of(Stream.REFERRAL)}).sort("stamp", 1):
            envelope = decode(*outgoing(row), self.topics)
            assert envelope.event is not None
            states[envelope.subject] = evolve(states.get(envelope.subject), envelope.event)
        return {key: state.count for key, state in states.items()}

    async def close(self) -> None:
        """Let go of everything."""
        await self.publisher.close()
        if self.mongo.running:
            await self.client.drop_database(self.database.name)
        await self.client.close()


@asynccontextmanager
async def serving(app: FastAPI, name: str = NAME) -> AsyncIterator[httpx.AsyncClient]:
    """Run an application in this process and talk to it, once it is ready."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://service/{name}") as client,
    ):

        async def is_ready() -> bool:
            return (await client.get("/health/ready")).status_code == 200

        await until("ready", is_ready)
        yield client


def first_of_each(envelopes: Iterable[Envelope]) -> dict[str, list[int]]:
    """By key, the sequences in the order in which each was first seen."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for envelope in envelopes:
        assert envelope.sequence is not None
        if envelope.sequence not in found[envelope.subject]:
            found[envelope.subject].append(envelope.sequence)
    return dict(found)


def one_id_per_sequence(envelopes: Sequence[Envelope]) -> bool:
    """Whether what was published twice was the same event each time."""
    return len({(one.subject, one.sequence) for one in envelopes}) == len({one.id for one in envelopes})
