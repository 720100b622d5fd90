"""The kit's command on a real broker: topics that are missing, topics of one's own, and any role in the shadow."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from support.brokers import Broker
from support.proving import Ground
from towpath_contracts.envelope import Envelope, derived_id, source_of
from towpath_contracts.event import Event
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.referral import Resumed
from towpath_contracts.topics import Topics
from towpath_contracts.wire import encode


class Said(NamedTuple):
    code: int
    out: str
    error: str


async def command(kafka: tuple[str, ...] | list[str], prefix: str, *arguments: str) -> Said:
    """Run the command as anybody would."""
    pipe = asyncio.subprocess.PIPE
    whole = [sys.executable, "-m", "towpath_contracts.conformance", *arguments]
    whole += ["--kafka", ",".join(kafka), "--prefix", prefix]
    child = await asyncio.create_subprocess_exec(*whole, stdout=pipe, stderr=pipe)
    out, error = await child.communicate()
    assert child.returncode is not None
    return Said(child.returncode, out.decode(), error.decode())


async def topics_of(broker: Broker, prefix: str) -> set[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        return {name for name in await admin.list_topics() if name.startswith(prefix)}
    finally:
        await admin.close()


async def test_topics_that_are_missing_are_named_and_none_is_made_unasked(kafka: Broker, topic_prefix: str) -> None:
    for arguments in (("--role", "matching"), ("shadow", "--role", "matching", "--shadow", "acorn")):
        said = await command(kafka.bootstrap, topic_prefix, *arguments)

        assert said.code == 2
        assert said.error.startswith(f"towpath-conformance: not there: {topic_prefix}")
        assert said.error.count("\n") == 1
        assert "--create-topics" in said.error
    assert not await topics_of(kafka, topic_prefix)


async def test_a_place_to_try_is_made_by_one_command_and_made_again_without_harm(
    kafka: Broker, topic_prefix: str
) -> None:
    for _ in range(2):
        said = await command(kafka.bootstrap, topic_prefix, "topics", "--organisation", "acorn")

        assert said.code == 0, said.error
    topics = Topics(topic_prefix)
    wanted = {topic.name for topic in (*topics.fixed_topics(), *topics.partner_topics("acorn"))}
    assert set(said.out.split()) == wanted
    assert await topics_of(kafka, topic_prefix) == wanted


async def test_a_shadow_makes_topics_of_its_own_alone(ground: Ground, kafka: Broker) -> None:
    arguments = ("shadow", "--role", "followup", "--shadow", "acorn", "--create-topics", "--agree", "0.5")
    said = await command(ground.kafka, ground.prefix, *arguments)

    assert said.code == 1, said.error
    assert "the shadow has answered nothing yet" in said.out
    real = {topic.name for topic in Topics(ground.prefix).fixed_topics()}
    made = await topics_of(kafka, ground.prefix) - real
    assert made == {f"{ground.prefix}shadow.acorn.{stream}" for stream in ("followup", "person")}


async def test_any_role_is_compared_field_by_field(ground: Ground, tmp_path: Path) -> None:
    arguments = ("shadow", "--role", "followup", "--shadow", "acorn")
    await command(ground.kafka, ground.prefix, *arguments, "--create-topics")
    real = Topics(ground.prefix)
    referral = str(uuid4())
    cause = envelope(Resumed(), str(uuid4()), referral, None, "referral")
    alike = Recorded(timer=str(uuid4()), kind="check-in", outcome="reached", channel="phone")
    other = alike.model_copy(update={"outcome": "no-answer", "timer": str(uuid4())})
    await send(ground, real, cause, answer(alike, cause, "towpath"))
    await send(ground, real.shadow("acorn"), answer(other, cause, "acorn"))

    said = await command(ground.kafka, ground.prefix, *arguments, "--report", str(tmp_path))

    assert said.code == 0, said.error
    assert "0 of 1 answers agree (0 %)" in said.out
    page = (tmp_path / "report.md").read_text()
    assert f"| {cause.id} | no | outcome | reached | no-answer |" in page
    assert alike.timer not in page, "ids that each makes itself are no difference"


def envelope(event: Event, event_id: str, subject: str, cause: str | None, service: str) -> Envelope:
    return Envelope.of(
        event,
        event_id=event_id,
        source=source_of("towpath", service),
        aggregate=subject,
        time=datetime.now(UTC),
        causationid=cause,
        correlationid=subject,
    )


def answer(event: Event, cause: Envelope, organisation: str) -> Envelope:
    return envelope(event, derived_id(cause.id, f"{organisation}/{event.type}"), cause.subject, cause.id, "followup")


async def send(ground: Ground, topics: Topics, *envelopes: Envelope) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=list(ground.kafka))
    await producer.start()
    try:
        for one in envelopes:
            record = encode(one, topics)
            await producer.send_and_wait(record.topic, record.value, record.key, headers=record.headers)
    finally:
        await producer.stop()
