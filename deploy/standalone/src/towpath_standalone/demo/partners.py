"""Partner organisations on Kafka, as anybody could write one with nothing but the contracts.

They keep no state but what they said, so their events have no sequence. Every event has an id that follows from the
offer: an offer that comes again is answered with the same events, and a broker that forgot is told them again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import cycle

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from towpath_contracts.envelope import Envelope, derived_id, source_of
from towpath_contracts.event import Event
from towpath_contracts.events.partner import (
    AttendanceRecorded,
    ConnectionAnswered,
    ConnectionEnded,
    ConnectionOffered,
    ConnectionWithdrawn,
)
from towpath_contracts.topics import Topics
from towpath_contracts.wire import Record, encode
from towpath_standalone.demo.calendar import Calendar
from towpath_standalone.demo.manners import DECK, Manner, Said

SEND_AGAIN_AFTER = 0.5
WAITS_FOR = timedelta(days=14)


class Partners:
    """All partner organisations of a demo. ``met`` counts the manners in which offers were dealt with."""

    def __init__(self, kafka: tuple[str, ...], prefix: str, calendar: Calendar) -> None:
        self._kafka = kafka
        self._topics = Topics(prefix)
        self._calendar = calendar
        self._since = calendar.now()
        self._deck = cycle(DECK)
        self._dealt: dict[str, asyncio.Task[None]] = {}
        self._withdrawn: set[str] = set()
        self._said: list[Record] = []
        self._producer: AIOKafkaProducer | None = None
        self._sending = asyncio.Lock()
        self.met: Counter[str] = Counter()

    def take(self, received: Envelope) -> None:
        """Take an event of an inbox; one that came before is known, one of an earlier demo is not ours to answer."""
        match received.event:
            case ConnectionOffered() as offer if offer.connection not in self._dealt and received.time >= self._since:
                manner = next(self._deck)
                self.met[manner.name] += 1
                self._dealt[offer.connection] = asyncio.create_task(self._deal_with(received, offer, manner))
            case ConnectionWithdrawn() as withdrawal:
                self._withdrawn.add(withdrawal.connection)

    async def say_all_again(self) -> None:
        """Send everything that was ever said: the broker forgot it."""
        async with self._sending:
            for record in list(self._said):
                await self._acknowledged(record)

    async def close(self) -> None:
        """Leave whatever is still unsaid."""
        for task in self._dealt.values():
            task.cancel()
        await asyncio.gather(*self._dealt.values(), return_exceptions=True)
        if self._producer is not None:
            await self._producer.stop()

    async def _deal_with(self, received: Envelope, offer: ConnectionOffered, manner: Manner) -> None:
        async with self._calendar.walker():
            for nth, said in enumerate(manner.says):
                if said.after:
                    await self._calendar.until(self._calendar.day(said.after))
                if offer.connection in self._withdrawn:
                    return
                event = self._event(offer, said)
                envelope = Envelope.of(
                    event,
                    event_id=derived_id(received.id, event.type, nth),
                    source=source_of(offer.organisation, "desk"),
                    aggregate=offer.connection,
                    time=self._calendar.now(),
                    causationid=received.id,
                    correlationid=received.correlationid,
                    traceparent=received.traceparent,
                )
                record = encode(envelope, self._topics)
                self._said.append(record)
                await self._send(record)

    def _event(self, offer: ConnectionOffered, said: Said) -> Event:
        connection, organisation = offer.connection, offer.organisation
        today = self._calendar.now().date()
        match said.what:
            case "accepted" | "waitlisted" | "rejected":
                return ConnectionAnswered(
                    connection=connection,
                    organisation=organisation,
                    answer=said.what,
                    reason=said.reason,
                    expected_by=today + WAITS_FOR if said.what == "waitlisted" else None,
                )
            case "attended" | "missed":
                return AttendanceRecorded(
                    connection=connection, organisation=organisation, session=today, attended=said.what == "attended"
                )
        return ConnectionEnded(connection=connection, organisation=organisation, outcome=said.what)

    async def _send(self, record: Record) -> None:
        """Send one after the other, so that each partner keeps its order."""
        async with self._sending:
            await self._acknowledged(record)

    async def _acknowledged(self, record: Record) -> None:
        """Send until the broker has acknowledged it."""
        while True:
            try:
                producer = await self._ready()
                async with asyncio.timeout(10):
                    await producer.send_and_wait(
                        record.topic, value=record.value, key=record.key, headers=record.headers
                    )
                return
            except (KafkaError, OSError, TimeoutError):
                await self._forget_producer()
                await asyncio.sleep(SEND_AGAIN_AFTER)

    async def _ready(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=list(self._kafka), acks="all", enable_idempotence=False, request_timeout_ms=8_000
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _forget_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                async with asyncio.timeout(2):
                    await producer.stop()
            except (KafkaError, OSError, TimeoutError):
                return
