"""Consuming from Kafka: one poll is one batch, and the offsets are committed after its effect, never before."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import KafkaAckableMessage
from faststream.kafka.subscriber.usecase import BatchSubscriber

from towpath_runtime.backoff import Backoff
from towpath_runtime.errors import Away, where
from towpath_runtime.faults import Faults, Step
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics

Records = Sequence[ConsumerRecord[bytes | None, bytes | None]]

POLL_MS = 25
"""FastStream waits as long again after an empty poll, so this is half of what an idle topic adds to a delay."""
GIVE_BACK_AFTER = 120.0
"""Seconds after which a batch that waits is polled anew, well inside ``max.poll.interval.ms``."""
REVOCATION_WAIT = 45.0
STUCK_AFTER = 60.0
"""Seconds for which a partition may have records and not move."""
SILENT_AFTER = 180.0
"""Seconds for which a batch in hand, or a rebalance (at most 60 s), may give no sign."""


class Consumer:
    """One member of a consumer group.

    ``handle`` has the effect of a batch and raises `Away` while a server does not answer: the consumer then waits, with
    growing pauses, and tries the same batch again. It commits nothing that had no effect. A rebalance waits for the
    batch in hand. The parser is our own: FastStream's fails on a header that is null or not UTF-8, and then the record
    is lost.
    """

    def __init__(
        self,
        *,
        bootstrap: Sequence[str],
        group: str,
        topics: Sequence[str] = (),
        pattern: str | None = None,
        batch: int,
        handle: Callable[[Records], Awaitable[None]],
        faults: Faults,
        log: Log,
        metrics: Metrics,
        stop_within: float,
        session: float = 10.0,
    ) -> None:
        self.group = group
        self._bootstrap = list(bootstrap)
        self._topics = topics
        self._pattern = pattern
        self._batch = batch
        self._handle = handle
        self._faults = faults
        self._log = log
        self._metrics = metrics
        self._stop_within = stop_within
        self._session_ms = int(session * 1000)
        self._broker: KafkaBroker | None = None
        self._subscriber: BatchSubscriber | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._giving_back = False
        self._signed = self._revoked = time.monotonic()
        self._taken: dict[TopicPartition, int] = {}
        self._moved: dict[TopicPartition, tuple[int, float]] = {}
        self.assigned = False

    async def start(self) -> None:
        """Join the group. Raises Away when no broker answers; then it may be called again."""
        broker = KafkaBroker(
            self._bootstrap,
            logger=None,
            graceful_timeout=self._stop_within / 2,  # the rest is for leaving the group
            consumer_only=True,
            allow_auto_create_topics=False,
            metadata_max_age_ms=5_000,
            request_timeout_ms=10_000,
            apply_types=False,
        )
        subscriber = broker.subscriber(
            *self._topics,
            batch=True,
            pattern=self._pattern,
            group_id=self.group,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            batch_timeout_ms=POLL_MS,
            max_records=self._batch,
            rebalance_timeout_ms=60_000,
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=min(self._session_ms // 5, 2_000),  # also how soon it hears of a rebalance
            max_poll_interval_ms=300_000,
            fetch_max_wait_ms=100,
            listener=_GiveBack(self),
            parser=self._parse,
            decoder=_undecoded,
        )
        subscriber(self._consume)
        self._broker, self._subscriber = broker, subscriber
        try:
            async with asyncio.timeout(20):
                await broker.start()
        except (KafkaError, TimeoutError, OSError):
            await self.stop()
            raise Away("kafka") from None
        except asyncio.CancelledError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Finish the batch in hand and leave the group."""
        self._giving_back = True
        broker, self._broker = self._broker, None
        if broker is not None:
            try:
                async with asyncio.timeout(self._stop_within):
                    await broker.stop()
            except (KafkaError, TimeoutError, OSError) as error:
                self._log.warning("consumer-stop", group=self.group, where=where(error))
        self._giving_back = False

    @property
    def client(self) -> AIOKafkaConsumer | None:
        """The client underneath, for positions and high watermarks."""
        return None if self._subscriber is None else self._subscriber.consumer

    async def _parse(self, message: Any) -> KafkaMessage:
        client = self.client
        assert client is not None
        return KafkaAckableMessage(raw_message=message, body=message, consumer=client)

    async def _consume(self, message: Any) -> None:
        """Have the effect of a batch, then commit. Whatever happens, nothing is committed that had none."""
        client = self.client
        assert client is not None
        records: Records = message
        self._signed = time.monotonic()
        self._idle.clear()
        try:
            if await self._effect(records):
                self._faults.reach(Step.AFTER_EFFECT)
                await self._commit(client)
                self._taken.update((TopicPartition(one.topic, one.partition), one.offset + 1) for one in records)
            else:
                _seek_back(client, records)
        except Exception as error:  # FastStream swallows it, and the next commit would pass over these records
            self._log.error("batch-broke", group=self.group, where=where(error))
            _seek_back(client, records)
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            _seek_back(client, records)
            raise
        finally:
            self._idle.set()
            self._measure(client, records[-1])

    async def _effect(self, records: Records) -> bool:
        backoff, began = Backoff(), time.monotonic()
        away: set[str] = set()
        while True:
            try:
                await self._handle(records)
            except Away as error:
                away.add(error.server)
                self._signed = time.monotonic()
                self._metrics.away(error.server, True)
                self._log.warning("consumer-waits", group=self.group, server=error.server)
                if self._giving_back or time.monotonic() - began > GIVE_BACK_AFTER:
                    return False
                if (client := self.client) is not None:
                    self._measure(client, records[0])
                await backoff.wait()
            else:
                for server in away:
                    self._metrics.away(server, False)
                return True

    async def _commit(self, client: AIOKafkaConsumer) -> None:
        try:
            await client.commit()
        except (CommitFailedError, IllegalStateError, KafkaError) as error:
            # the records come again, here or elsewhere, and the inbox knows them
            self._log.warning("commit-failed", group=self.group, where=where(error))

    def _measure(self, client: AIOKafkaConsumer, newest: ConsumerRecord[bytes | None, bytes | None]) -> None:
        """Say how far this member is behind: in records by the marks of the last fetch, in seconds by ``newest``."""
        assigned = client.assignment()
        behind = sum(
            max(0, (client.highwater(partition) or 0) - taken)
            for partition, taken in self._taken.items()
            if partition in assigned
        )
        age = time.time() - newest.timestamp / 1000 if behind or not self._idle.is_set() else 0.0
        self._metrics.lag(self.group, max(0.0, age), behind)

    async def is_stuck(self) -> bool:
        """Whether a partition has had records for a minute while its position did not move: the one honest sign of
        death, since a client whose coordination has died still answers pings. A batch in hand has to give a sign within
        three minutes, and so has a rebalance. What waits for a server is not stuck.
        """
        client, now = self.client, time.monotonic()
        if client is None:
            return False
        if not self._idle.is_set():
            return now - self._signed > SILENT_AFTER
        try:
            async with asyncio.timeout(2):
                ends = await client.end_offsets(client.assignment()) if client.assignment() else {}
        except (KafkaError, TimeoutError):
            self._moved.clear()
            return False
        if not ends and not self.assigned:
            return now - self._revoked > SILENT_AFTER and await _answers(client)
        for partition, end in ends.items():
            position = await _position(client, partition)
            seen, since = self._moved.get(partition, (-1, now))
            if position != seen or position >= end:
                self._moved[partition] = (position, now)
            elif now - since > STUCK_AFTER:
                return True
        return False


class _GiveBack(ConsumerRebalanceListener):  # type: ignore[misc]
    """Lets the batch in hand finish before its partitions go to another member, which would do it a second time."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Wait for the batch in hand; one that waits for a server gives up and is polled again."""
        self._consumer._giving_back = True
        self._consumer.assigned, self._consumer._revoked = False, time.monotonic()
        try:
            async with asyncio.timeout(REVOCATION_WAIT):
                await self._consumer._idle.wait()
        except TimeoutError:
            self._consumer._log.warning("revoked-in-hand", group=self._consumer.group)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Go on with what is assigned now."""
        self._consumer._giving_back = False
        self._consumer._moved.clear()
        self._consumer._taken.clear()
        self._consumer.assigned = True
        self._consumer._log.info("assigned", group=self._consumer.group, partitions=len(assigned))


async def _answers(client: AIOKafkaConsumer) -> bool:
    try:
        async with asyncio.timeout(2):
            await client.topics()
    except (KafkaError, TimeoutError):
        return False
    return True


async def _position(client: AIOKafkaConsumer, partition: TopicPartition) -> int:
    """Return the offset of the next record, -2 where the client does not even know where it stands."""
    try:
        async with asyncio.timeout(0.1):
            return int(await client.position(partition))
    except (KafkaError, IllegalStateError, TimeoutError):
        return -2


async def _undecoded(message: Any) -> Any:
    return message.raw_message


def _seek_back(client: AIOKafkaConsumer, records: Records) -> None:
    earliest: dict[TopicPartition, int] = {}
    for record in records:
        partition = TopicPartition(record.topic, record.partition)
        earliest[partition] = min(record.offset, earliest.get(partition, record.offset))
    for partition, offset in earliest.items():
        try:
            client.seek(partition, offset)
        except IllegalStateError:
            continue  # no longer ours
