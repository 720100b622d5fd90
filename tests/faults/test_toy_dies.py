"""A process dies, at every step and at any moment, and starts again: every effect once, every event, in order."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from support.brokers import Broker
from support.toy_process import ToyProcess, toy_process
from support.toy_world import ToyWorld, first_of_each, one_id_per_sequence
from support.waiting import until
from towpath_runtime.faults import Step
from towpath_standalone.servers import MongoServer

SEED = 20_261_122
STEPS = [step for step in Step if step is not Step.AFTER_SENDING]
"""The steps of the path; only the directory sends letters."""
LIFETIME = "transactionLifetimeLimitSeconds"


@pytest.fixture
async def world(
    apache_kafka: Broker, mongo: MongoServer, topic_prefix: str, database_prefix: str, tmp_path: Path
) -> AsyncIterator[ToyWorld]:
    world = ToyWorld(apache_kafka, mongo, topic_prefix, database_prefix, tmp_path)
    await world.topics_exist()
    # What a killed client left open keeps its documents locked until then, and here many are killed.
    before = await world.client.admin.command({"setParameter": 1, LIFETIME: 5})
    yield world
    await world.client.admin.command({"setParameter": 1, LIFETIME: before["was"]})
    await world.close()


async def is_exactly(world: ToyWorld, wanted: dict[str, int]) -> None:
    """See to it that the tallies are these, told by the events, and that every event was published, in order."""
    await world.tallied(wanted)
    await world.consumed()
    await world.published()
    assert await world.counts() == wanted
    assert await world.told() == wanted
    said = await world.said()
    assert first_of_each(said) == {key: list(range(1, count + 1)) for key, count in wanted.items()}
    assert one_id_per_sequence(said)
    assert await world.database["deadletters"].count_documents({}) == 0
    assert await world.database["counted"].count_documents({}) == sum(wanted.values())


@pytest.mark.slow
async def test_a_death_at_each_named_step_costs_no_effect_and_makes_none_twice(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(10)]
    wanted = dict.fromkeys(keys, 0)
    async with toy_process(world) as process:
        for step in STEPS:
            await process.ready()
            (world.faults / f"toy.{step}").touch()
            for _ in range(4):
                await world.send(*(world.recorded(key) for key in keys))
            for key in keys:
                wanted[key] += 4
            assert await process.died() == -signal.SIGKILL, step
            process.launch()
        await is_exactly(world, wanted)


class Asker:
    """Asks with the same key until it is answered, as clients are told to."""

    def __init__(self, *processes: ToyProcess) -> None:
        self._processes = processes
        self.counted: dict[str, int] = {}

    async def ask(self, client: httpx.AsyncClient, key: str) -> None:
        idempotency, chooser = str(uuid4()), random.Random(SEED)
        while True:
            process = chooser.choice(self._processes)
            try:
                path = f"{process.url}/v1/tallies/{key}/counts"
                answer = await client.post(path, json={"by": 1}, headers={"Idempotency-Key": idempotency})
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code == 201:
                self.counted[key] = self.counted.get(key, 0) + 1
                return
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_two_processes_that_are_killed_at_random_under_load_lose_and_double_nothing(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(12)]
    chance = random.Random(SEED)
    sent = 0
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(toy_process(world)) for _ in range(2)]
        for process in processes:
            await process.ready()
        asker = Asker(*processes)
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=20))
        enough = asyncio.Event()

        async def events() -> None:
            nonlocal sent
            while not enough.is_set():
                await world.send(*(world.recorded(key) for key in keys))
                sent += 1
                await asyncio.sleep(0.03)  # or the backlog, and not the deaths, would be what the test is about

        async def commands(number: int) -> None:
            while not enough.is_set():
                await asker.ask(client, keys[number])

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(events())
            for number in range(4):
                tasks.create_task(commands(number))
            for kill in range(5):
                victim = processes[kill % 2]
                await asyncio.sleep(chance.uniform(0.3, 1.2))
                victim.kill()
                victim.launch()
                await victim.ready(assigned=False)
            enough.set()
        await is_exactly(world, {key: sent + asker.counted.get(key, 0) for key in keys})


@pytest.mark.slow
async def test_a_relay_that_is_killed_or_stopped_beyond_its_lease_leaves_order_and_ids_alone(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(6)]
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(toy_process(world, TOWPATH_LEASE="1")) for _ in range(2)]
        for process in processes:
            await process.ready(assigned=False)
        asker = Asker(*processes)
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=3))
        enough = asyncio.Event()

        async def commands(number: int) -> None:
            while not enough.is_set():
                await asker.ask(client, keys[number])

        async with asyncio.TaskGroup() as tasks:
            for number in range(6):
                tasks.create_task(commands(number))
            for round_ in range(4):
                leader = await leading(world, processes)
                if round_ % 2:
                    leader.send(signal.SIGSTOP)
                    await another_leads(world, leader, processes)
                    leader.send(signal.SIGCONT)
                else:
                    leader.kill()
                    await another_leads(world, leader, processes)
                    leader.launch()
                    await leader.ready(assigned=False)
            enough.set()
        await is_exactly(world, asker.counted)


async def fence(world: ToyWorld) -> tuple[str, int]:
    lease = await world.database["leases"].find_one({"_id": "relay"})
    return ("", 0) if lease is None else (lease["holder"], lease["fence"])


async def says_that_it_leads(process: ToyProcess) -> bool:
    try:
        return 'towpath_relay_leader{service="toy"} 1.0' in (await process.get("/metrics")).text
    except httpx.TransportError:
        return False


async def leading(world: ToyWorld, processes: list[ToyProcess]) -> ToyProcess:
    async def look() -> list[ToyProcess]:
        return [process for process in processes if await says_that_it_leads(process)]

    return (await until("one leads", look))[0]


async def another_leads(world: ToyWorld, leader: ToyProcess, processes: list[ToyProcess]) -> None:
    [other] = [process for process in processes if process is not leader]

    async def look() -> bool:
        return await says_that_it_leads(other)

    await until("another leads", look)
