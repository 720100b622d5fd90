"""A connection for sending to Kafka that can be given up, with everything that it has under way."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from towpath_runtime.ending import ended
from towpath_runtime.errors import Away

MOST_BYTES = 900_000
"""Of one batch of several records: below the broker's default ``max.message.bytes`` of 1,048,588."""
LEAVING = 2.0


class Connection:
    """A producer, and hold of the requests that it has under way.

    The client has no way to give those up: it flushes when it is stopped, for ever when no broker answers, and a
    request that it began goes out whenever the broker is back, behind newer ones. Hence the look into its private
    parts.
    """

    def __init__(self, bootstrap: Sequence[str], *, client_id: str, idempotent: bool, within: float) -> None:
        self._within = within
        self._requests: set[asyncio.Task[Any]] = set()
        self.producer = AIOKafkaProducer(
            bootstrap_servers=list(bootstrap),
            client_id=client_id,
            enable_idempotence=idempotent,
            acks="all",
            max_batch_size=MOST_BYTES,
            max_request_size=MOST_BYTES + 100_000,
            request_timeout_ms=int(within * 1000),
            metadata_max_age_ms=5_000,
        )
        send = self.producer._sender._send_produce_req

        async def held(node_id: int, batches: Any) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._requests.add(task)
            try:
                await send(node_id, batches)
            finally:
                self._requests.discard(task)

        self.producer._sender._send_produce_req = held

    async def open(self) -> None:
        """Connect. Raises Away."""
        try:
            async with asyncio.timeout(self._within):
                await self.producer.start()
        except (KafkaError, TimeoutError, OSError):
            await self.give_up()
            raise Away("kafka") from None
        except asyncio.CancelledError:
            await self.give_up()
            raise

    async def partitions(self, topic: str) -> list[int]:
        """Return the partitions of a topic, none where it does not exist; asks once, where the client waits long."""
        client = self.producer.client
        if (known := client.cluster.partitions_for_topic(topic)) is None:
            client.add_topic(topic)
            await client.force_metadata_update()
            known = client.cluster.partitions_for_topic(topic)
        return sorted(known or ())

    async def give_up(self) -> None:
        """Close, and drop what could not be sent. Never raises."""
        try:
            async with asyncio.timeout(LEAVING):
                await self.producer.stop()
        except (KafkaError, TimeoutError, OSError):
            sender = self.producer._sender
            routine = {sender.sender_task} if sender.sender_task is not None else set()
            await ended(*self._requests, *routine)
            self.producer._message_accumulator.fail_all(KafkaConnectionError())
            await self.producer.client.close()
