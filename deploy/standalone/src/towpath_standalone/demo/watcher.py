"""One reader of all that happens, without a group: it wakes those who wait for news, and hands offers to partners.

News is only a hint to look again, never the truth: a walker that missed one looks again by itself a little later.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import decode
from towpath_standalone.platform.topics import present
from towpath_standalone.refusal import CannotGoOn

QUIET = 0.25
"""Seconds without any record after which nothing is thought to be on its way."""
QUIET_LOOKS = 40
AGAIN_AFTER = 1.0
_STREAMS = (Stream.REFERRAL, Stream.MATCHING, Stream.FOLLOWUP, Stream.INBOX, Stream.REPLIES)


class Watcher:
    """Reads while ``run`` runs; ``ends`` are the offsets behind the last records that it has seen."""

    def __init__(self, kafka: tuple[str, ...], prefix: str) -> None:
        self._kafka = kafka
        self._prefix = prefix
        self._topics = Topics(prefix)
        self._news: Counter[str] = Counter()
        self._waiting: dict[str, asyncio.Event] = {}
        self._last = time.monotonic()
        self._again = asyncio.Event()
        self.ends: dict[TopicPartition, int] = {}

    def news_of(self, key: str) -> int:
        """Return how much news there was of a referral; for ``newer``."""
        return self._news[key]

    async def newer(self, key: str, than: int, within: float) -> None:
        """Return when there is newer news of a referral, or after ``within`` seconds."""
        if self._news[key] != than:
            return
        came = self._waiting.setdefault(key, asyncio.Event())
        try:
            async with asyncio.timeout(within):
                await came.wait()
        except TimeoutError:
            return

    async def quiet(self) -> None:
        """Return when nothing has come for a moment, or after a while in any case."""
        for _ in range(QUIET_LOOKS):
            left = self._last + QUIET - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)

    def start_over(self) -> None:
        """Read everything again: the broker came back empty and was filled again."""
        self._again.set()

    async def run(self, offer: Callable[[Envelope], None]) -> None:
        """Read until cancelled; ``offer`` gets every event of a partner's inbox, again after a new start."""
        while True:
            try:
                await self._read(offer)
            except (KafkaError, OSError, CannotGoOn):
                await asyncio.sleep(AGAIN_AFTER)

    async def _read(self, offer: Callable[[Envelope], None]) -> None:
        self._again.clear()  # before the topics are listed: a start called for in between must not be forgotten
        self.ends.clear()
        there = await present(self._kafka, self._prefix)
        wanted = [
            TopicPartition(topic, number)
            for topic, count in there.items()
            if (place := self._topics.parse(topic)) is not None and place[0] in _STREAMS
            for number in range(count)
        ]
        client = AIOKafkaConsumer(
            bootstrap_servers=list(self._kafka),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=100,
        )
        try:
            await client.start()
            client.assign(wanted)
            await client.seek_to_beginning(*wanted)
            while not self._again.is_set():
                for records in (await client.getmany(timeout_ms=500)).values():
                    for record in records:
                        self._take(record, offer)
        finally:
            await client.stop()

    def _take(self, record: ConsumerRecord[bytes, bytes], offer: Callable[[Envelope], None]) -> None:
        self._last = time.monotonic()
        self.ends[TopicPartition(record.topic, record.partition)] = record.offset + 1
        place = self._topics.parse(record.topic)
        if record.key is None or place is None:
            return
        key = record.key.decode("ascii", "replace")
        self._news[key] += 1
        if (came := self._waiting.pop(key, None)) is not None:
            came.set()
        if place[0] is Stream.INBOX:
            try:
                offer(decode(record.topic, record.key, record.value, record.headers, self._topics))
            except Unreadable:
                return
