"""A compacted topic as a table: read from the start, without a group, kept up to date in memory."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import decode
from towpath_runtime.backoff import Backoff
from towpath_runtime.errors import Away, Poison
from towpath_runtime.intake import letter_of
from towpath_runtime.letter import Letter
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics

Apply = Callable[[Stream, str, Event | None, Envelope], None]
"""Takes the newest state of a key, or None where it was withdrawn."""


class Table:
    """Reads whole topics and goes on reading. ``caught_up`` once it has read what was there when it began.

    ``as_of`` is the newest time at which it had read everything; while Kafka is away it stands still.
    """

    def __init__(
        self,
        *,
        bootstrap: Sequence[str],
        streams: Sequence[Stream],
        topics: Topics,
        apply: Apply,
        unreadable: Callable[[Letter, Poison], None],
        log: Log,
        metrics: Metrics,
    ) -> None:
        self._bootstrap = list(bootstrap)
        self._streams = {topics.of(stream): stream for stream in streams}
        self._topics = topics
        self._apply = apply
        self._unreadable = unreadable
        self._log = log
        self._metrics = metrics
        self.caught_up = False
        self.as_of: datetime | None = None
        self.progressed = time.monotonic()

    async def run(self) -> None:
        """Read until cancelled; starts over from the beginning when the connection is lost for good."""
        backoff = Backoff()
        while True:
            client = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=100,
                request_timeout_ms=10_000,
            )
            try:
                await client.start()
                await self._read(client)
            except (KafkaError, OSError, Away):
                self._metrics.away("kafka", True)
                self._log.warning("table-waits", server="kafka")
            finally:
                await client.stop()
            self.progressed = time.monotonic()
            await backoff.wait()

    async def _read(self, client: AIOKafkaConsumer) -> None:
        partitions = [
            TopicPartition(topic, number) for topic in self._streams for number in await _numbers(client, topic)
        ]
        client.assign(partitions)
        await client.seek_to_beginning(*partitions)
        ends = await client.end_offsets(partitions)
        while True:
            polled = await client.getmany(timeout_ms=100, max_records=2_000)
            for records in polled.values():
                for record in records:
                    self._take(letter_of(record))
            if not self.caught_up:
                reached = [await client.position(partition) >= ends[partition] for partition in partitions]
                self.caught_up = all(reached)
            if self.caught_up and not polled and await self._answers(client, partitions):
                self.as_of = datetime.now(UTC)
            self.progressed = time.monotonic()
            await asyncio.sleep(0)

    async def _answers(self, client: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> bool:
        """Whether the broker still serves fetches: a client that lost it goes on polling nothing, without an error."""
        newest = max((client.last_poll_timestamp(partition) or 0 for partition in partitions), default=0)
        alive = time.time() - newest / 1000 < 5
        self._metrics.away("kafka", not alive)
        return alive

    def _take(self, letter: Letter) -> None:
        try:
            envelope = decode(letter.topic, letter.key, letter.value, letter.headers, self._topics)
        except Unreadable as error:
            self._unreadable(letter, Poison(error.code.value, error.at))
            return
        if envelope.tombstone:
            self._apply(self._streams[letter.topic], envelope.subject, None, envelope)
        elif envelope.event is not None:
            self._apply(self._streams[letter.topic], envelope.subject, envelope.event, envelope)


async def _numbers(client: AIOKafkaConsumer, topic: str) -> list[int]:
    for _ in range(50):
        await client._client.add_topic(topic)
        if known := client.partitions_for_topic(topic):
            return sorted(known)
        await client._client.force_metadata_update()
        await asyncio.sleep(0.1)
    raise Away("kafka")
