"""A compacted topic as a table: whole before it is used, and true while the broker is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from support.brokers import new_broker
from support.toy_world import ToyWorld, serving
from support.waiting import until
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import CapacityReported, ServiceWithdrawn
from towpath_runtime import table as tables
from towpath_runtime.publisher import Outgoing
from towpath_runtime.service import Runtime
from towpath_runtime.table import Table
from towpath_standalone.servers import MongoServer


class Spaces:
    """What a matcher would keep."""

    def __init__(self) -> None:
        self.now: dict[str, int | None] = {}
        self.withdrawn: list[str] = []

    def apply(self, stream: Stream, key: str, event: Event | None, _: Envelope) -> None:
        if stream is Stream.DIRECTORY:
            assert event is None
            self.withdrawn.append(key)
            self.now.pop(key, None)
            return
        assert isinstance(event, CapacityReported)
        if event.spaces == 13:
            raise ZeroDivisionError
        self.now[key] = event.spaces


@asynccontextmanager
async def reading(world: ToyWorld) -> AsyncIterator[tuple[Spaces, Table, Runtime, httpx.AsyncClient]]:
    spaces, runtime = Spaces(), Runtime("toy", world.settings())
    table = runtime.table(Stream.CAPACITY, Stream.DIRECTORY, apply=spaces.apply)
    async with serving(runtime.app()) as client:
        yield spaces, table, runtime, client


def capacity(world: ToyWorld, service: str, spaces: int) -> Envelope:
    return world.tell(
        CapacityReported(service=service, state="capacity", as_of=datetime.now(UTC), spaces=spaces), service
    )


async def knows(spaces: Spaces, wanted: dict[str, int]) -> None:
    async def does() -> bool:
        return spaces.now == wanted

    await until("the table knows", does)


async def test_a_table_is_whole_before_the_service_is_ready_and_follows_after(world: ToyWorld) -> None:
    await world.topics_exist()
    services = [str(uuid4()) for _ in range(500)]
    await world.send(*(capacity(world, service, number) for number in range(3) for service in services))

    async with reading(world) as (spaces, table, _, _):
        assert table.caught_up
        assert spaces.now == dict.fromkeys(services, 2)

        await world.send(capacity(world, services[0], 9))
        await knows(spaces, dict.fromkeys(services, 2) | {services[0]: 9})

        async def is_dated() -> bool:
            return table.as_of is not None

        await until("it says as of when", is_dated)


async def test_what_is_withdrawn_is_gone_and_what_cannot_be_read_is_passed_over(world: ToyWorld) -> None:
    await world.topics_exist()
    kept, gone, bare = (str(uuid4()) for _ in range(3))
    topic = world.topics.of(Stream.CAPACITY)
    async with reading(world) as (spaces, _, runtime, client):
        await world.send(
            capacity(world, kept, 1),
            capacity(world, gone, 1),
            capacity(world, bare, 1),
            capacity(world, str(uuid4()), 13),
            world.outgoing(capacity(world, kept, 5))._replace(value=b"{"),
            Outgoing(topic, b"not a service", b"x", []),
        )
        await knows(spaces, {kept: 1, gone: 1, bare: 1})
        await world.send(
            world.tell(ServiceWithdrawn(), gone), Outgoing(world.topics.of(Stream.DIRECTORY), bare.encode(), None, [])
        )
        await knows(spaces, {kept: 1})
        assert sorted(spaces.withdrawn) == sorted([gone, bare])
        unreadable = {"service": "toy", "outcome": "unreadable"}
        assert runtime.metrics.registry.get_sample_value("towpath_messages_total", unreadable) == 3
        assert (await client.get("/health/live")).status_code == 200


async def test_a_table_stands_still_while_the_broker_is_away_and_goes_on_after(
    mongo: MongoServer, topic_prefix: str, database_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SERVED_WITHIN", 1.0)
    broker = new_broker(tmp_path / "broker")
    if broker.is_embedded:
        pytest.skip("needs Apache Kafka: the embedded broker forgets on restart")
    broker.start()
    world = ToyWorld(broker, mongo, topic_prefix, database_prefix, tmp_path)
    service = str(uuid4())
    try:
        async with reading(world) as (spaces, table, runtime, client):
            await world.send(capacity(world, service, 1))
            await knows(spaces, {service: 1})
            broker.kill()

            async def is_away() -> bool:
                at = {"service": "toy", "server": "kafka"}
                return runtime.metrics.registry.get_sample_value("towpath_server_away", at) == 1

            await until("it says that the broker is away", is_away)
            stood = table.as_of
            assert table.caught_up, "what it knows is still of use"
            assert (await client.get("/health/live")).status_code == 200
            assert (await client.get("/health/ready")).status_code == 200
            assert table.as_of == stood

            broker.start()
            await world.publisher.close()
            await world.send(capacity(world, service, 2))
            await knows(spaces, {service: 2})

            async def moved_on() -> bool:
                return table.as_of is not None and (stood is None or table.as_of > stood)

            await until("it is dated anew", moved_on)
    finally:
        await world.close()
        broker.stop()
