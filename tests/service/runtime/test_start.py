"""A service starts as far as its servers let it, and each part of it once."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from support import toy
from support.toy import TALLY
from support.toy_world import ToyWorld, serving
from towpath_contracts.event import Stream
from towpath_runtime.errors import Away
from towpath_runtime.service import Runtime


async def test_a_first_step_that_has_to_wait_is_tried_again_and_no_part_is_started_twice(world: ToyWorld) -> None:
    runtime, app = toy.build(world.settings())
    tries = 0

    async def step() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise Away("keys")

    runtime.on_start(step)
    async with serving(app) as client:
        assert tries == 3
        names = [task.get_name() for task in asyncio.all_tasks()]
        assert (names.count("relay"), names.count("group-commit")) == (1, 1)
        path = f"/v1/tallies/{uuid4()}/counts"
        assert (await client.post(path, json={}, headers={"Idempotency-Key": "k"})).status_code == 201


async def test_a_service_takes_commands_while_there_is_no_broker_and_publishes_when_there_is(world: ToyWorld) -> None:
    key = str(uuid4())
    async with serving(toy.build(world.settings(kafka=("127.0.0.1:1",)))[1]) as client:
        path = f"/v1/tallies/{key}/counts"
        assert (await client.post(path, json={"by": 3}, headers={"Idempotency-Key": "k"})).status_code == 201
        assert (await client.get("/v1/outbox")).json()["pending"] == 3
        assert (await client.get("/health/live")).status_code == 200
    async with serving(toy.build(world.settings())[1]):
        await world.published()
    assert [one.sequence for one in await world.said()] == [1, 2, 3]


async def test_several_processes_may_start_at_once_on_an_empty_database(world: ToyWorld) -> None:
    async def start() -> None:
        async with serving(toy.build(world.settings())[1]):
            pass

    await asyncio.gather(*(start() for _ in range(4)))
    assert await world.database["leases"].count_documents({}) == 1


def test_a_stream_is_read_by_one_group_of_a_service(world: ToyWorld) -> None:
    runtime = Runtime("toy", world.settings(), [TALLY])
    runtime.consume(Stream.FOLLOWUP, Stream.MATCHING, route=toy.route)
    with pytest.raises(AssertionError, match="one group"):
        runtime.consume(Stream.MATCHING, route=toy.route, group="other")


async def test_a_replay_over_http_is_published_at_once_with_the_same_ids(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(5)]
    async with serving(toy.build(world.settings())[1]) as client:
        for key in keys:
            path = f"/v1/tallies/{key}/counts"
            assert (await client.post(path, json={}, headers={"Idempotency-Key": "k"})).status_code == 201
        await world.published()
        answer = await client.post("/v1/replays", json={})
        assert (answer.status_code, answer.json()) == (202, {"rows": 5})
        await world.published()
        assert (await client.get("/v1/outbox")).json() == {
            "pending": 0,
            "published": 5,
            "unpublishable": 0,
            "oldest_seconds": 0.0,
        }
        wrong = await client.post("/v1/replays", json={"since": "2026-01-01T00:00:00"})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "since")
    said = await world.said()
    assert (len(said), len({one.id for one in said})) == (10, 5)
