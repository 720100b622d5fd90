"""How a stranger reads and writes the topics: aiokafka and JSON, nothing of ours. Mistakes can be turned on.

It reads a record, sends what follows from it, keeps what it has to remember, and only then commits. ``kept`` stands for
its database: it outlives a crash.
"""

import asyncio
import copy
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import OffsetAndMetadata, TopicPartition

Document = dict[str, Any]


class News(NamedTuple):
    """An event that was read."""

    topic: str
    kind: str
    attributes: dict[str, str]
    document: Document


class Said(NamedTuple):
    """An event to be sent: the topic, its stream and name, whom it is about, and its fields."""

    topic: str
    kind: str
    subject: str
    document: Document


def read(record: Any) -> News:
    """Return the event of a record, in either mode. Raises ValueError, KeyError, TypeError or AttributeError."""
    headers = {name: value for name, value in record.headers if value is not None}
    if headers.get("content-type", b"").startswith(b"application/cloudevents+json"):
        document = json.loads(record.value)
        attributes = {name: str(value) for name, value in document.items() if name != "data"}
        document = document["data"]
    else:
        attributes = {name[3:]: value.decode() for name, value in headers.items() if name.startswith("ce_")}
        document = json.loads(record.value)
    if record.key.decode() != attributes["subject"] or not isinstance(document, dict):
        raise ValueError
    UUID(attributes["id"])
    return News(record.topic, attributes["type"].removeprefix("org.towpath."), attributes, document)


class Stranger(ABC):
    """One implementation. ``wrong`` names what it gets wrong; ``kept`` holds what it remembers of each subject."""

    organisation = "stranger"
    service = "service"
    streams: tuple[str, ...] = ()
    keeps_count = True

    def __init__(self, kafka: str, prefix: str, wrong: str = "", kept: dict[str, Document] | None = None) -> None:
        self.kafka, self.prefix, self.wrong = kafka, prefix, wrong
        self.kept: dict[str, Document] = {} if kept is None else kept
        self.held: list[News] = []
        self.ready = asyncio.Event()
        self.group = f"stranger.{self.service}"
        self.producer: AIOKafkaProducer | None = None

    def topic(self, stream: str) -> str:
        """The topic of a stream."""
        return f"{self.prefix}{stream}"

    @abstractmethod
    def hear(self, state: Document, news: News) -> Iterable[Said]:
        """Say what follows from an event, and change what is known of its subject."""

    @abstractmethod
    def knows(self, news: News) -> bool:
        """Whether it has anything to do with this event."""

    async def run(self) -> None:
        """Read and answer until cancelled."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.kafka,
            group_id=self.group,
            enable_auto_commit=False,
            fetch_max_wait_ms=50,
            max_partition_fetch_bytes=4_000_000,
        )
        self.producer = AIOKafkaProducer(bootstrap_servers=self.kafka, acks="all")
        await consumer.start()
        await self.producer.start()
        try:
            await self._take_up(consumer)
            self.ready.set()
            while True:
                for partition, records in (await consumer.getmany(timeout_ms=100)).items():
                    if self.wrong == "commits-first":
                        await consumer.commit({partition: OffsetAndMetadata(records[-1].offset + 1, "")})
                    for record in records:
                        await self._take(record)
                        if self.wrong != "commits-first":
                            await consumer.commit({partition: OffsetAndMetadata(record.offset + 1, "")})
        finally:
            await consumer.stop()
            await self.producer.stop()

    async def _take_up(self, consumer: AIOKafkaConsumer) -> None:
        await self.producer.client.force_metadata_update() if self.producer else None
        assert self.producer is not None
        partitions = [
            TopicPartition(topic, number)
            for topic in map(self.topic, self.streams)
            for number in await self.producer.partitions_for(topic)
        ]
        consumer.assign(partitions)
        if self.wrong == "from-now-on":
            await consumer.seek_to_end(*partitions)
            return
        for partition in partitions:
            consumer.seek(partition, await consumer.committed(partition) or 0)

    async def _take(self, record: Any) -> None:
        if self.wrong == "stops-at-a-tombstone" and record.value is None:
            raise ValueError
        try:
            news = read(record)
        except (ValueError, KeyError, TypeError, AttributeError):
            if self.wrong == "dies-of-poison":
                raise
            return
        if not self.knows(news):
            if self.wrong == "stops-at-unknown" and "dreamt" in news.kind:
                raise ValueError
            return
        if self.wrong == "strict" and "words_of_tomorrow" in news.document:
            return
        if self.wrong in ("slow", "commits-first"):
            await asyncio.sleep(0.2)
        if self.wrong == "overtakes":
            self.held.append(news)
            if len(self.held) == 2:
                await self.take(self.held[1])
                await self.take(self.held[0])
            if len(self.held) <= 2:
                return
        await self.take(news)

    async def take(self, news: News) -> None:
        """Have the effect of an event, and then remember it."""
        subject = self.about(news)
        state = copy.deepcopy(self.kept.get(subject, {}))
        seen = state.setdefault("seen", [])
        if news.attributes["id"] in seen and self.wrong not in ("repeats", "new-ids"):
            return
        seen.append(news.attributes["id"])
        said = list(self.hear(state, news))
        if self.wrong == "backwards":
            said.reverse()
        for nth, one in enumerate(said):
            await self.say(state, one, news, nth)
        self.kept[subject] = state

    def about(self, news: News) -> str:
        """What an event is about, here."""
        return news.attributes["subject"]

    async def say(self, state: Document, said: Said, cause: News | None, nth: int = 0) -> None:
        """Send an event, and wait until it is acknowledged."""
        kind = f"org.towpath.{said.kind}.v1"
        event_id = str(uuid4())
        attributes = {
            "specversion": "1.0",
            "type": kind,
            "source": f"/org/{self.organisation}/{self.service}",
            "subject": said.subject,
            "partitionkey": said.subject,
            "time": datetime.now(UTC).isoformat(),
        }
        if cause is not None:
            if self.wrong not in ("new-ids", "repeats"):
                event_id = str(uuid5(UUID(cause.attributes["id"]), f"{kind}/{nth}"))
            attributes["causationid"] = str(uuid4()) if self.wrong == "no-cause" else cause.attributes["id"]
            for name in ("correlationid", "traceparent"):
                if name in cause.attributes and self.wrong != "no-correlation":
                    attributes[name] = cause.attributes[name]
        if self.keeps_count and not said.kind.startswith("inbox"):
            count = state["count"] = state.get("count", 0) + (2 if self.wrong == "gaps" else 1)
            attributes["sequence"] = f"{count:010}"
        attributes["id"] = event_id
        document = dict(said.document)
        if self.wrong == "leaks" and cause is not None:
            document |= {"name": cause.document.get("name")}
        if self.wrong == "wrong-form":
            attributes["time"] = "yesterday"
        if self.wrong == "wrong-schema":
            attributes["dataschema"] = "urn:stranger:events:1"
        headers = [("content-type", b"application/json")]
        headers += [(f"ce_{name}", value.encode()) for name, value in self.attributes(attributes).items()]
        assert self.producer is not None
        value = json.dumps({name: field for name, field in document.items() if field is not None}).encode()
        await self.producer.send_and_wait(said.topic, value, key=said.subject.encode(), headers=headers)

    def attributes(self, attributes: dict[str, str]) -> dict[str, str]:
        """Change the attributes of what is sent, where that is what it gets wrong."""
        return attributes
