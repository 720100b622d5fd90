"""Whether the platform has taken in everything that was said: then, and only then, may the clock be turned.

Without it a demo would turn weeks while a service that was killed comes back, and what a partner said in time would be
heard too late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from towpath_contracts.event import Stream
from towpath_contracts.topics import Topics
from towpath_standalone.demo.watcher import Watcher

GROUPS: Mapping[str, tuple[Stream, ...]] = {
    "matching": (Stream.REFERRAL,),
    "followup": (Stream.REFERRAL,),
    "referral": (Stream.MATCHING, Stream.FOLLOWUP),
    "referral-replies": (Stream.REPLIES,),
}
"""What each group of the services reads."""
LOOK_EVERY = 0.2
LOOKS = 450
"""A minute and a half: longer than any service takes to come back and be given its partitions again."""
LOOKS_AT_WHAT_IS_STUCK = 15


class Settled:
    """Waits until nothing is on its way and no group is behind."""

    def __init__(self, kafka: tuple[str, ...], prefix: str, watcher: Watcher) -> None:
        self._kafka = kafka
        self._prefix = prefix
        self._topics = Topics(prefix)
        self._watcher = watcher
        self._admin: AIOKafkaAdminClient | None = None
        self._looks = LOOKS

    async def __call__(self) -> None:
        """Return when all is taken in, or after a while in any case: a group that is stuck must not stop a demo."""
        for _ in range(self._looks):
            await self._watcher.quiet()
            if not await self._behind():
                self._looks = LOOKS
                return
            await asyncio.sleep(LOOK_EVERY)
        self._looks = LOOKS_AT_WHAT_IS_STUCK

    async def close(self) -> None:
        """Let go of the connection."""
        admin, self._admin = self._admin, None
        if admin is not None:
            await admin.close()

    async def _behind(self) -> bool:
        """Whether a group has not committed something that was seen; while Kafka is away everybody is."""
        try:
            async with asyncio.timeout(10):
                admin = await self._ready()
                for group, streams in GROUPS.items():
                    if await self._group_is_behind(admin, group, streams):
                        return True
        except (KafkaError, OSError, TimeoutError):
            await self.close()
            return True
        return False

    async def _group_is_behind(self, admin: AIOKafkaAdminClient, group: str, streams: tuple[Stream, ...]) -> bool:
        ends = {at: end for at, end in self._watcher.ends.items() if self._stream(at) in streams}
        if not ends:
            return False
        committed = await admin.list_consumer_group_offsets(f"{self._prefix}{group}", partitions=list(ends))
        return any(committed[at].offset < end for at, end in ends.items() if at in committed)

    def _stream(self, at: TopicPartition) -> Stream | None:
        place = self._topics.parse(at.topic)
        return None if place is None else place[0]

    async def _ready(self) -> AIOKafkaAdminClient:
        if self._admin is None:
            admin = AIOKafkaAdminClient(bootstrap_servers=list(self._kafka), request_timeout_ms=8_000)
            try:
                await admin.start()
            except BaseException:
                await admin.close()
                raise
            self._admin = admin
        return self._admin
