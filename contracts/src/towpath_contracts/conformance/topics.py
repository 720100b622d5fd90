"""The topics of a run: that they are there, and their partitions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from towpath_contracts.topics import Topic

KNOWN_WITHIN = 15.0
"""Seconds in which a topic that was created has to be there."""


class TopicsMissing(Exception):
    """Topics that are needed are not there; the message names them and says what to do."""


async def partitions_of(
    topics: Sequence[Topic], settings: Mapping[str, Any], *, create: Sequence[Topic] = (), replication: int = 1
) -> list[TopicPartition]:
    """Return the partitions of topics, and first create those of ``create`` that are missing.

    Raises TopicsMissing where others are, TimeoutError, or what the Kafka client raises.
    """
    admin = AIOKafkaAdminClient(**settings)
    try:
        await admin.start()
        there = set(await admin.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        if unasked := [topic.name for topic in missing if topic not in create]:
            raise TopicsMissing(f"not there: {', '.join(unasked)}; create them as topics.json says, or --create-topics")
        for topic in missing:
            await _create(admin, topic, replication)
        described = await _described(admin, topics)
    finally:
        await admin.close()
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        for partition in topic["partitions"]
    ]


async def _described(admin: Any, topics: Sequence[Topic]) -> Sequence[Mapping[str, Any]]:
    """Describe topics once all are known: a broker acknowledges a topic before every broker has heard of it."""
    async with asyncio.timeout(KNOWN_WITHIN):
        while True:
            described: Sequence[Mapping[str, Any]] = await admin.describe_topics([topic.name for topic in topics])
            if not any(topic["error_code"] for topic in described):
                return described
            await asyncio.sleep(0.1)


async def _create(admin: Any, topic: Topic, replication: int) -> None:
    wanted = NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config())
    response = await admin.create_topics([wanted])
    for name, code, *_ in response.topic_errors:
        error = for_code(code)
        if code and not issubclass(error, TopicAlreadyExistsError):
            raise error(name)
