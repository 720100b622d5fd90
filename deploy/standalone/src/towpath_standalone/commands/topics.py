"""``towpath topics``: those that should be, and those that are."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from towpath_contracts.topics import DAY_MS, Topic
from towpath_standalone.commands.options import DEFAULT, Home, Kafka, TopicPrefix, running_on
from towpath_standalone.platform import topics as platform_topics
from towpath_standalone.platform.partners import known_partners
from towpath_standalone.platform.reach import kafka_addresses, reach_kafka
from towpath_standalone.voice import Voice

Create = Annotated[bool, typer.Option("--create", help="Create those that are missing.")]


def topics(
    create: Create = False, home: Home = DEFAULT, kafka: Kafka = None, topic_prefix: TopicPrefix = "towpath."
) -> None:
    """List the topics that should be and those that are; with --kafka, of that Kafka without a platform."""
    if kafka is not None:
        addresses, prefix, door = kafka_addresses(kafka), topic_prefix, None
    else:
        where = running_on(home)
        addresses, prefix, door = where.kafka, where.topic_prefix, where.door
    if not asyncio.run(_topics(addresses, prefix, door, create, Voice())):
        raise typer.Exit(1)


async def _topics(kafka: tuple[str, ...], prefix: str, door: str | None, create: bool, voice: Voice) -> bool:
    await reach_kafka(kafka)
    wanted = platform_topics.wanted(prefix, await known_partners(door) if door else ())
    if create:
        for name in await platform_topics.create(kafka, wanted):
            voice.done("created", name)
    there = await platform_topics.present(kafka, prefix)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("topic", "partitions", "clean-up", "kept", ""):
        table.add_column(column, justify="right" if column == "partitions" else "left")
    for topic in wanted:
        table.add_row(topic.name, str(topic.partitions), topic.cleanup.value, _kept(topic), _found(topic, there))
    for name in sorted(there.keys() - {topic.name for topic in wanted}):
        table.add_row(name, str(there[name]), "", "", "not one that this platform expects")
    voice.console.print(table)
    missing = [topic for topic in wanted if there.get(topic.name) != topic.partitions]
    if missing:
        voice.bad(
            "topics", f"{len(missing)} of {len(wanted)} are not as they should be; --create makes the missing ones"
        )
    return not missing


def _kept(topic: Topic) -> str:
    return "for ever" if topic.retention_ms is None else f"{topic.retention_ms // DAY_MS} days"


def _found(topic: Topic, there: dict[str, int]) -> str:
    if topic.name not in there:
        return "missing"
    return "there" if there[topic.name] == topic.partitions else f"there, with {there[topic.name]} partitions"
