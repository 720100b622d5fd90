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
from towpath_runtime.errors import Away, Poison, where
from towpath_runtime.intake import letter_of
from towpath_runtime.letter import Letter
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics

SERVED_WITHIN = 5.0
SILENT_AFTER = 120.0

Apply = Callable[[Stream, str, Event | None, Envelope], None]
"""Takes the newest state of a key, or None where it was withdrawn."""


class Table:
    """Reads whole topics and goes on reading; ``reached`` is set once it has read what was there when it began.

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
        self.reached = asyncio.Event()
        self.as_of: datetime | None = None
        self.progressed = time.monotonic()

    @property
    def caught_up(self) -> bool:
        """Whether it has read what was there when it began."""
        return self.reached.is_set()

    async def moves(self) -> str | None:
        """Whether it still goes round, as a liveness check. One that waits for a broker does."""
        return "table-silent" if time.monotonic() - self.progressed > SILENT_AFTER else None

    async def run(self) -> None:
        """Read until cancelled; starts over from the beginning when the connection is lost for good."""
        backoff = Backoff()
        while True:
            client = AIOKafkaConsumer(
                *self._streams,
                bootstrap_servers=self._bootstrap,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=100,
                metadata_max_age_ms=5_000,
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
        partitions = await _assigned(client, set(self._streams))
        ends = await client.end_offsets(partitions)
        while True:
            polled = await client.getmany(timeout_ms=100, max_records=2_000)
            for records in polled.values():
                for record in records:
                    self._take(letter_of(record))
            if not self.caught_up and all(
                [await client.position(partition) >= ends[partition] for partition in partitions]
            ):
                self.reached.set()
            if self.caught_up and not polled and await self._answers(client, partitions):
                self.as_of = datetime.now(UTC)
            self.progressed = time.monotonic()
            await asyncio.sleep(0)

    async def _answers(self, client: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> bool:
        """Whether the broker still serves fetches: a client that lost it goes on polling nothing, without an error."""
        longest = min((client.last_poll_timestamp(partition) or 0 for partition in partitions), default=0)
        alive = time.time() - longest / 1000 < SERVED_WITHIN
        self._metrics.away("kafka", not alive)
        return alive

    def _take(self, letter: Letter) -> None:
        try:
            envelope = decode(letter.topic, letter.key, letter.value, letter.headers, self._topics, letter.position)
            if envelope.tombstone:
                self._apply(self._streams[letter.topic], envelope.subject, None, envelope)
            elif envelope.event is not None:
                self._apply(self._streams[letter.topic], envelope.subject, envelope.event, envelope)
        except Unreadable as error:
            self._unreadable(letter, Poison(error.code.value, error.at))
        except Exception as error:  # one record must not keep the table from ever catching up
            self._log.error("rule-broke", where=where(error), letter=letter.id)
            self._unreadable(letter, Poison("rule-broke"))


async def _assigned(client: AIOKafkaConsumer, topics: set[str]) -> list[TopicPartition]:
    """Return the partitions of all topics; without a group a client gives them to itself as it hears of them."""
    for _ in range(100):
        partitions = client.assignment()
        if {partition.topic for partition in partitions} == topics:
            return sorted(partitions)
        await asyncio.sleep(0.1)
    raise Away("kafka")
