"""A server is stopped or killed under a running service: it waits, says so, loses nothing and goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from support import toy
from support.brokers import Broker
from support.toy_servers import world_with_own_broker, world_with_own_mongod
from support.toy_world import ToyWorld, first_of_each, one_id_per_sequence, serving
from support.waiting import until
from towpath_runtime.publisher import Publisher
from towpath_runtime.service import Runtime
from towpath_standalone.servers import MongoServer


@pytest.fixture
async def own_mongod(kafka: Broker, topic_prefix: str, tmp_path: Path) -> AsyncIterator[ToyWorld]:
    async with world_with_own_mongod(kafka, topic_prefix, tmp_path) as world:
        yield world


@pytest.fixture
async def own_broker(
    apache_kafka: Broker, mongo: MongoServer, database_prefix: str, tmp_path: Path
) -> AsyncIterator[ToyWorld]:
    async with world_with_own_broker(mongo, database_prefix, tmp_path) as world:
        yield world


def away(runtime: Runtime, server: str) -> bool:
    at = {"service": "toy", "server": server}
    return runtime.metrics.registry.get_sample_value("towpath_server_away", at) == 1


async def count(client: httpx.AsyncClient, key: str, idempotency: str) -> httpx.Response:
    return await client.post(f"/v1/tallies/{key}/counts", json={"by": 1}, headers={"Idempotency-Key": idempotency})


async def until_status(client: httpx.AsyncClient, path: str, status: int) -> None:
    async def is_so() -> bool:
        return (await client.get(path)).status_code == status

    await until(f"{path} says {status}", is_so)


@pytest.mark.slow
async def test_a_frozen_mongod_is_waited_for_and_what_was_asked_meanwhile_takes_effect_once(
    own_mongod: ToyWorld,
) -> None:
    world, key, asked = own_mongod, str(uuid4()), str(uuid4())
    runtime, app = toy.build(world.settings(away_answer=0.5))
    async with serving(app) as client:
        await world.send(*(world.recorded(key) for _ in range(5)))
        await world.tallied({key: 5})

        world.mongo.pause()
        try:
            for _ in range(2):
                answer = await count(client, asked, "the-same")
                assert (answer.status_code, answer.json()["type"]) == (503, "/problems/try-again")
            await world.send(*(world.recorded(key) for _ in range(5)))
            await until_status(client, "/health/ready", 503)

            async def waits() -> bool:
                taken = {"service": "toy", "group": f"{world.topic_prefix}toy"}
                lag = runtime.metrics.registry.get_sample_value("towpath_consumer_lag_seconds", taken)
                assert (await client.get("/health/live")).status_code == 200
                return away(runtime, "mongodb") and (lag or 0) > 1

            await until("the consumer waits and says how far it is behind", waits)
        finally:
            world.mongo.resume()

        await until_status(client, "/health/ready", 200)

        async def is_answered() -> bool:
            return (await count(client, asked, "the-same")).status_code == 201

        await until("the command is answered", is_answered)
        assert (await count(client, asked, "the-same")).json()["version"] == 1
        await world.tallied({key: 10, asked: 1})
        await world.consumed()
        await world.published()

        async def is_back() -> bool:
            return not away(runtime, "mongodb")

        await until("it says that mongod is back", is_back)
        assert (await client.get("/v1/dead-letters")).json()["letters"] == []
    assert await world.counts() == await world.told() == {key: 10, asked: 1}
    assert first_of_each(await world.said()) == {key: list(range(1, 11)), asked: [1]}


@pytest.mark.slow
async def test_what_was_acknowledged_outlives_every_kill_of_mongod(own_mongod: ToyWorld) -> None:
    world = own_mongod
    acknowledged: list[str] = []
    unanswered: list[str] = []
    enough = asyncio.Event()
    _, app = toy.build(world.settings(away_answer=1.0))
    async with serving(app) as client:

        async def ask() -> None:
            while not enough.is_set():
                key = str(uuid4())
                answer = await count(client, key, key)
                (acknowledged if answer.status_code == 201 else unanswered).append(key)
                assert answer.status_code in {201, 503}

        async with asyncio.TaskGroup() as tasks:
            for _ in range(8):
                tasks.create_task(ask())
            for _ in range(4):
                before = len(acknowledged)

                async def goes_on(before: int = before) -> bool:
                    return len(acknowledged) > before + 50

                await until("commands are acknowledged", goes_on)
                await asyncio.to_thread(world.mongo.kill)
                await asyncio.to_thread(world.mongo.start)
            enough.set()

        kept = await world.counts()
        assert not [key for key in acknowledged if key not in kept], "acknowledged and lost"
        for key in unanswered:

            async def is_answered(key: str = key) -> bool:
                return (await count(client, key, key)).status_code == 201

            await until("answered in the end", is_answered)
        await world.published()
    assert await world.counts() == dict.fromkeys(acknowledged + unanswered, 1)
    assert first_of_each(await world.said()) == {key: [1] for key in acknowledged + unanswered}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_a_kafka_that_is_away_for_a_while_gets_everything_in_order_after(
    own_broker: ToyWorld, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Publisher.__init__, "__kwdefaults__", {"within": 3.0})
    world, keys = own_broker, [str(uuid4()) for _ in range(5)]
    runtime, app = toy.build(world.settings())
    async with serving(app) as client:

        async def some(rounds: int) -> None:
            for _ in range(rounds):
                for key in keys:
                    assert (await count(client, key, str(uuid4()))).status_code == 201

        await some(10)
        await world.published()
        if how == "killed":
            await asyncio.to_thread(world.broker.kill)
        else:
            world.broker.pause()
        await some(20)

        async def says_so() -> bool:
            await some(1)
            return away(runtime, "kafka")

        await until("it says that Kafka is away", says_so)
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200, "commands are still taken"
        assert (await client.get("/v1/outbox")).json()["pending"] > 0
        if how == "killed":
            await asyncio.to_thread(world.broker.start)
        else:
            world.broker.resume()
        await some(5)
        await world.published()
        assert not away(runtime, "kafka")

        await world.send(*(world.recorded(key) for key in keys))
        kept = await world.counts()
        await world.tallied({key: kept[key] + 1 for key in keys})
        await world.published()
    said = await world.said()
    assert first_of_each(said) == {key: list(range(1, count + 1)) for key, count in (await world.counts()).items()}
    assert one_id_per_sequence(said)
    assert await world.told() == await world.counts()
