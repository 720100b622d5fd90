"""Alive means progress: a consumer that waits is alive, and one that will never move again is not."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from support import toy
from support.toy_world import ToyWorld, serving
from support.waiting import until
from towpath_contracts.event import Stream
from towpath_runtime import consumer as module
from towpath_runtime.consumer import Consumer, Records
from towpath_runtime.errors import Away
from towpath_runtime.faults import Faults
from towpath_runtime.logs import logger
from towpath_runtime.metrics import Metrics

NEVER = 1_000_000.0


@asynccontextmanager
async def consuming(world: ToyWorld, handle: Callable[[Records], Awaitable[None]]) -> AsyncIterator[Consumer]:
    await world.topics_exist()
    consumer = Consumer(
        bootstrap=world.broker.bootstrap,
        group=f"{world.topic_prefix}toy",
        topics=[world.topics.of(Stream.FOLLOWUP)],
        batch=100,
        handle=handle,
        faults=Faults("toy", None),
        log=logger("toy", "info", io.StringIO()),
        metrics=Metrics("toy"),
        stop_within=0.5,
        session=3,
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def becomes_stuck(consumer: Consumer) -> None:
    await until("it says that it is stuck", consumer.is_stuck)


async def test_a_batch_that_never_ends_is_the_end_of_a_consumer(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SILENT_AFTER", 0.3)
    taken = asyncio.Event()

    async def handle(_: Records) -> None:
        taken.set()
        await asyncio.Event().wait()

    async with consuming(world, handle) as consumer:
        assert not await consumer.is_stuck()
        await world.send(world.recorded(str(uuid4())))
        await taken.wait()
        await becomes_stuck(consumer)


async def test_a_batch_that_waits_for_a_server_is_alive_and_takes_effect_when_it_is_back(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_AFTER", 0.0)
    tries, is_back = 0, False
    done: list[int] = []

    async def handle(records: Records) -> None:
        nonlocal tries
        tries += 1
        if not is_back:
            raise Away("mongodb")
        done.extend(record.offset for record in records)

    async with consuming(world, handle) as consumer:
        await world.send(world.recorded(str(uuid4())))

        async def tried_thrice() -> bool:
            assert not await consumer.is_stuck()
            return tries >= 3

        await until("it tried three times", tried_thrice)
        assert sum((await world.offsets()).values()) == 0
        is_back = True
        await world.consumed()
    assert done == [0]


async def test_a_handler_that_breaks_is_asked_again_and_nothing_is_passed_over(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks = 2
    done: list[int] = []

    async def handle(records: Records) -> None:
        nonlocal breaks
        if breaks:
            breaks -= 1
            raise ZeroDivisionError
        done.extend(record.offset for record in records)

    async with consuming(world, handle):
        key = str(uuid4())
        await world.send(*(world.recorded(key) for _ in range(5)))
        await world.consumed()
    assert done == [0, 1, 2, 3, 4]


async def test_a_consumer_whose_loop_has_died_is_not_alive_though_its_client_answers(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_AFTER", 0.3)

    async def handle(_: Records) -> None: ...

    async with consuming(world, handle) as consumer:
        await world.send(world.recorded(str(uuid4())))
        await world.consumed()
        assert not await consumer.is_stuck()
        subscriber = consumer._subscriber
        assert subscriber is not None
        subscriber.running = False
        await asyncio.gather(*subscriber.tasks, return_exceptions=True)
        await world.send(world.recorded(str(uuid4())))
        await becomes_stuck(consumer)


async def test_a_group_that_is_never_given_partitions_again_is_not_alive(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SILENT_AFTER", 0.3)

    async def handle(_: Records) -> None: ...

    async with consuming(world, handle) as consumer:
        client = consumer.client
        assert client is not None
        client._subscription.begin_reassignment()
        client._coordinator._coordination_task.cancel()
        consumer.assigned = False
        monkeypatch.setattr(client, "assignment", frozenset)
        await becomes_stuck(consumer)


async def test_the_service_says_so(world: ToyWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SILENT_AFTER", 0.3)
    runtime, app = toy.build(world.settings(stop_within=1.0))

    async def never(_: object) -> None:
        await asyncio.Event().wait()

    async with serving(app) as client:
        await world.send(world.recorded(str(uuid4())))
        await world.consumed()
        assert (await client.get("/health/live")).status_code == 200
        monkeypatch.setattr(runtime.path, "run", never)
        await world.send(world.recorded(str(uuid4())))

        async def is_dead() -> bool:
            return (await client.get("/health/live")).status_code == 503

        await until("not alive", is_dead)
        wrong = (await client.get("/health/live")).json()["wrong"]
        assert wrong == {f"consumer-{world.topic_prefix}toy": "stuck"}
