"""Takes away the topics that tests have left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

AT_ONCE = 100


async def topics_on(bootstrap: Sequence[str]) -> set[str]:
    """Return the topics of tests that a broker has; none where it is away."""
    try:
        async with _admin(bootstrap) as admin:
            return {name for name in await admin.list_topics() if name.startswith("test-")}
    except KafkaError:
        return set()


async def delete_topics(bootstrap: Sequence[str], names: Iterable[str]) -> None:
    """Delete topics; a broker that is away, or deletes none, keeps them."""
    left = sorted(names)
    try:
        async with _admin(bootstrap) as admin:
            for start in range(0, len(left), AT_ONCE):
                await admin.delete_topics(left[start : start + AT_ONCE])
    except KafkaError:
        return


@asynccontextmanager
async def _admin(bootstrap: Sequence[str]) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=list(bootstrap))
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()
