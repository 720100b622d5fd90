"""Listens to the real answers, to those of a shadow and to what both answer. No group: it stands in nobody's way."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from towpath_contracts.conformance.heard import Heard, heard
from towpath_contracts.conformance.shadow.comparison import ANY, RULES, Comparison, Rules, compared
from towpath_contracts.conformance.shadow.pairs import Answer, answer_of
from towpath_contracts.conformance.target import Security
from towpath_contracts.conformance.topics import partitions_of
from towpath_contracts.event import Event, Stream
from towpath_contracts.roles import ROLES, Role
from towpath_contracts.topics import PER_PARTNER, NoSuchTopic, Place, Topics
from towpath_contracts.values import UUID_FORM

UUIDS = re.compile(UUID_FORM.strip("^$").encode())
COMPARE_EVERY = 0.5
CAUGHT_UP_WITHIN = 60.0


@dataclass(frozen=True)
class Shadowing:
    """What is compared. ``since`` leaves out what was asked before; ``source`` is that of the real one, to be told
    where several hold the role.

    It reads what stands there now, or for ``seconds``; with ``until_caught_up`` until both have answered all that
    was asked, but at most for ``seconds``, a minute where that is not said.
    """

    role: Role
    shadow: str
    kafka: tuple[str, ...]
    prefix: str = "towpath."
    organisation: str | None = None
    source: str | None = None
    since: datetime | None = None
    seconds: float | None = None
    until_caught_up: bool = False
    security: Security = field(default_factory=Security)

    @property
    def rules(self) -> Rules:
        """How answers of this role are compared."""
        return RULES.get(self.role, ANY)

    def said(self) -> list[Place]:
        """The streams of the answers."""
        return self._places(ROLES[self.role].writes)

    def asked(self) -> list[Place]:
        """The streams of what is answered."""
        reads = ROLES[self.role].reads
        asks = self.rules.asks
        return self._places(tuple(kind for kind in reads if not asks or issubclass(kind, asks)))

    def _places(self, kinds: tuple[type[Event], ...]) -> list[Place]:
        streams = dict.fromkeys(kind.stream for kind in kinds)
        return [(stream, self._partner(stream)) for stream in streams]

    def _partner(self, stream: Stream) -> str | None:
        if stream not in PER_PARTNER:
            return None
        if self.organisation is None:
            raise NoSuchTopic(f"{self.role.value} writes or reads topics of a partner: say whose with --organisation")
        return self.organisation


Tick = Callable[[Comparison], None]


async def listen(
    shadowing: Shadowing, *, create_topics: bool = False, tick: Tick = lambda comparison: None
) -> Comparison:
    """Listen as long as the shadowing says and return the comparison; ``tick`` gets those on the way.

    With ``create_topics`` the topics of the shadow that are missing are created; the real ones never are. Raises
    TopicsMissing, NoSuchTopic, or what the Kafka client raises while it connects.
    """
    real = Topics(shadowing.prefix)
    shadow = real.shadow(shadowing.shadow)
    shadows = [shadow.topic(*place) for place in shadowing.said()]
    reals = [real.topic(*place) for place in dict.fromkeys([*shadowing.said(), *shadowing.asked()])]
    settings = {"bootstrap_servers": list(shadowing.kafka), **shadowing.security.settings()}
    partitions = await partitions_of([*reals, *shadows], settings, create=shadows if create_topics else ())
    consumer = AIOKafkaConsumer(auto_offset_reset="earliest", enable_auto_commit=False, **settings)
    ear = _Ear(shadowing, real, shadow)
    try:
        await consumer.start()
        consumer.assign(partitions)
        await _begin(consumer, partitions, shadowing.since)
        return await _follow(consumer, partitions, ear, tick)
    finally:
        await consumer.stop()


async def _begin(consumer: Any, partitions: list[TopicPartition], since: datetime | None) -> None:
    if since is None:
        await consumer.seek_to_beginning(*partitions)
        return
    at = math.floor(since.timestamp() * 1000)
    found: Mapping[TopicPartition, Any] = await consumer.offsets_for_times(dict.fromkeys(partitions, at))
    for partition in partitions:
        if found.get(partition) is None:
            await consumer.seek_to_end(partition)
        else:
            consumer.seek(partition, found[partition].offset)


async def _follow(consumer: Any, partitions: list[TopicPartition], ear: _Ear, tick: Tick) -> Comparison:
    shadowing = ear.shadowing
    ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
    begun = next_look = time.monotonic()
    seconds = shadowing.seconds
    if shadowing.until_caught_up and seconds is None:
        seconds = CAUGHT_UP_WITHIN
    reached = False
    while True:
        polled = await consumer.getmany(timeout_ms=200)
        for records in polled.values():
            ear.hear(records)
        if not reached:
            reached = all([await consumer.position(partition) >= ends[partition] for partition in partitions])
        late = seconds is None or time.monotonic() >= begun + seconds
        now = time.monotonic()
        if now >= next_look or (reached and late):
            comparison = ear.comparison()
            tick(comparison)
            # of a long history most of the time goes into reading it
            next_look = time.monotonic() + max(COMPARE_EVERY, 4 * (time.monotonic() - now))
            caught_up = shadowing.until_caught_up and not comparison.waits
            if reached and (late or caught_up):
                return comparison


class _Side:
    """What one of the two said: each answer once, since what is sent again is the same answer.

    Two versions of an event that are published side by side have one id, and are two answers here.
    """

    def __init__(self, topics: Topics, places: list[Place], source: str | None = None) -> None:
        self.topics = topics
        self._source = source
        self._names = {topics.of(*place) for place in places}
        self._answers: dict[tuple[str, str], Answer] = {}
        self.unreadable: list[str] = []

    def hear(self, record: Heard) -> None:
        """Take a record, where it is of a topic on which this one speaks."""
        if record.topic not in self._names:
            return
        if record.fault is not None:
            self.unreadable.append(f"{record.place}: {record.fault}")
        elif (answer := answer_of(record)) is not None and self._source in (None, answer.source):
            self._answers.setdefault((answer.id, answer.event.type), answer)

    def answers(self, asked: Mapping[str, int] | None) -> list[Answer]:
        """Return what it said, and only to what was ``asked`` where that is given."""
        return [one for one in self._answers.values() if asked is None or one.cause in asked]


class _Ear:
    """What was heard so far."""

    def __init__(self, shadowing: Shadowing, real: Topics, shadow: Topics) -> None:
        self.shadowing = shadowing
        self._real = _Side(real, shadowing.said(), shadowing.source)
        self._shadow = _Side(shadow, shadowing.said())
        self._asking = {real.of(*place) for place in shadowing.asked()}
        # a broker may begin earlier than it was asked to: with the batch in which the time lies
        self._since = 0.0 if shadowing.since is None else shadowing.since.timestamp() * 1000
        self._asked: dict[str, int] = {}
        self._known: set[str] = set()

    def hear(self, records: list[Any]) -> None:
        """Take records as they come."""
        for record in records:
            for side in (self._real, self._shadow):
                if record.timestamp >= self._since and (found := heard(record, side.topics)) is not None:
                    side.hear(found)
                    if found.topic in self._asking:
                        self._ask(found)

    def comparison(self) -> Comparison:
        """Compare what was heard so far."""
        rules = self.shadowing.rules
        # without what was asked, an answer at the edge would look as if one of the two had kept silent
        asked = self._asked if self.shadowing.since is not None and rules.asks else None
        real, shadow = self._real.answers(asked), self._shadow.answers(asked)
        return compared(rules, real, shadow, self._asked, self._known, self._shadow.unreadable)

    def _ask(self, record: Heard) -> None:
        if record.envelope is None:
            return
        asks = self.shadowing.rules.asks
        if not asks:
            self._known.update(found.decode() for found in UUIDS.findall(record.raw))
        if not asks or isinstance(record.event, asks):
            self._asked.setdefault(record.envelope.id, record.at)
