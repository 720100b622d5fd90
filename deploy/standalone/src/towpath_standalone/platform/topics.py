"""The topics that a deployment should have, and those that it has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from towpath_contracts.topics import Topic, Topics
from towpath_runtime.errors import Away
from towpath_runtime.topics import create_topics
from towpath_standalone.refusal import CannotGoOn


def wanted(prefix: str, partners: Iterable[str] = ()) -> list[Topic]:
    """Return every topic that a platform with these partner organisations has."""
    topics = Topics(prefix)
    return [
        *topics.fixed_topics(),
        *(topic for partner in sorted(partners) for topic in topics.partner_topics(partner)),
    ]


async def present(kafka: tuple[str, ...], prefix: str) -> dict[str, int]:
    """Return the topics with this prefix and their partitions; raises CannotGoOn."""
    admin = AIOKafkaAdminClient(bootstrap_servers=list(kafka), request_timeout_ms=10_000)
    try:
        async with asyncio.timeout(20):
            await admin.start()
            names = [name for name in await admin.list_topics() if name.startswith(prefix)]
            described = await admin.describe_topics(names) if names else []
        return {topic["topic"]: len(topic["partitions"]) for topic in described}
    except (KafkaError, OSError, TimeoutError):
        raise CannotGoOn(f"no Kafka answers at {', '.join(kafka)}") from None
    finally:
        await admin.close()


async def create(kafka: tuple[str, ...], topics: Iterable[Topic]) -> list[str]:
    """Create those that are missing and return their names; raises CannotGoOn."""
    try:
        return await create_topics(kafka, topics)
    except Away:
        raise CannotGoOn(f"Kafka at {', '.join(kafka)} would not create the topics") from None
