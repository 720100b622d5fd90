"""The topics of a run: that they are there, and their partitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError

from towpath_contracts.topics import Topic


class TopicsMissing(Exception):
    """Topics that are needed are not there; the message names them and says what to do."""


async def partitions_of(
    topics: Sequence[Topic], settings: Mapping[str, Any], *, create: Sequence[Topic] = (), replication: int = 1
) -> list[TopicPartition]:
    """Return the partitions of topics, and first create those of ``create`` that are missing.

    Raises TopicsMissing where others are, or what the Kafka client raises.
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
        described = await admin.describe_topics([topic.name for topic in topics])
    finally:
        await admin.close()
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        for partition in topic["partitions"]
    ]


async def _create(admin: Any, topic: Topic, replication: int) -> None:
    wanted = NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config())
    try:
        await admin.create_topics([wanted])
    except TopicAlreadyExistsError:
        return
