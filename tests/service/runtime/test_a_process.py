"""The service as a process: what comes over a real socket, and how it ends."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx

from support.toy import CANARY
from support.toy_process import ToyProcess, toy_process
from support.toy_world import ToyWorld, first_of_each
from support.waiting import until

LONG = "1000"


async def test_a_body_of_ten_megabytes_over_a_socket_is_refused_and_the_next_request_served(world: ToyWorld) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    async with toy_process(world) as process, httpx.AsyncClient(timeout=20) as client:
        await process.ready()
        path = f"{process.url}/v1/tallies/{uuid4()}/counts"
        for content in (b"x" * 10_000_000, pieces()):
            try:
                answer = await client.post(path, content=content, headers={"Idempotency-Key": "k"})
            except httpx.TransportError:
                continue  # the answer was given and the connection closed while the rest was still on its way
            assert answer.status_code == 413
        good = await client.post(path, json={"by": 1}, headers={"Idempotency-Key": "k"})
        assert (good.status_code, good.json()["version"]) == (201, 1)
        garbage = await client.get(f"{process.url}/%ff%00/../..//?x=%zz")
        assert garbage.status_code == 404


async def test_no_log_line_of_a_process_holds_what_people_sent(world: ToyWorld) -> None:
    canaries = ["canary-in-path", "canary-in-body", "canary-in-key", "canary-in-query", "canary-in-event", CANARY]
    spoiled = world.outgoing(world.recorded(str(uuid4())))
    async with toy_process(world, TOWPATH_LOG_LEVEL="debug") as process, httpx.AsyncClient(timeout=20) as client:
        await process.ready()
        base = f"{process.url}/v1/tallies"
        for path, body in (
            (f"{base}/canary-in-path/counts", {"by": 1}),
            (f"{base}/{uuid4()}/counts?canary-in-query=1", {"by": "canary-in-body"}),
            (f"{base}/{uuid4()}/counts", {"canary-in-body": 1}),
            (f"{base}/{uuid4()}/counts", "canary-in-body"),
        ):
            answer = await client.post(path, json=body, headers={"Idempotency-Key": "canary-in-key"})
            assert answer.status_code >= 400
            assert "in-body" not in answer.text.replace('"field":"canary-in-body"', "")
        await world.send(
            spoiled._replace(value=b'{"canary-in-event": 1}'),
            spoiled._replace(value=b"canary-in-event"),
            world.recorded(str(uuid4()), "wrong-number"),
        )
        await world.letters(3)
        log = process.log.read_text()
    for line in log.splitlines():
        json.loads(line)
    assert "rule-broke" in log
    assert not [canary for canary in canaries if canary in log]


async def leads(process: ToyProcess) -> None:
    async def does() -> bool:
        return 'towpath_relay_leader{service="toy"} 1.0' in (await process.get("/metrics")).text

    await until("leads", does)


async def test_a_process_that_is_asked_to_end_finishes_and_hands_over_at_once(world: ToyWorld) -> None:
    """Lease and session last longer than the test: what is not given back would be missed."""
    keys = [str(uuid4()) for _ in range(20)]
    settings = {"TOWPATH_LEASE": LONG, "TOWPATH_GROUP_SESSION": "300"}
    sent = 0
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(toy_process(world, **settings))
        await first.ready()
        await leads(first)
        second = await stack.enter_async_context(toy_process(world, **settings))
        await second.ready()

        async def load(enough: asyncio.Event) -> None:
            nonlocal sent
            while not enough.is_set():
                await world.send(*(world.recorded(key) for key in keys))
                sent += 1

        async with asyncio.TaskGroup() as tasks:
            enough = asyncio.Event()
            tasks.create_task(load(enough))

            async def under_way() -> bool:
                return sum((await world.counts()).values()) > 100

            await until("under way", under_way)
            first.send(signal.SIGTERM)
            await first.died()
            enough.set()
        assert first.said("stopped") == 1
        assert first.said("stopped-late") == 0

        await leads(second)
        await world.tallied(dict.fromkeys(keys, sent))
        await world.consumed()
        await world.published()
    said = await world.said()
    assert first_of_each(said) == {key: list(range(1, sent + 1)) for key in keys}


async def test_a_process_that_waits_for_its_servers_ends_when_asked_too(world: ToyWorld) -> None:
    nowhere = {"TOWPATH_KAFKA": "127.0.0.1:1", "TOWPATH_MONGO_URI": "mongodb://127.0.0.1:1/?replicaSet=none"}
    async with toy_process(world, **nowhere) as process:

        async def is_alive() -> bool:
            try:
                return (await process.get("/health/live")).status_code == 200
            except httpx.TransportError:
                return False

        await until("alive", is_alive)
        assert (await process.get("/health/startup")).status_code == 503
        assert (await process.get("/health/ready")).status_code == 503
        assert (await process.post(f"/v1/tallies/{uuid4()}/counts", {}, "k")).status_code == 503
        process.send(signal.SIGTERM)
        await process.died()
        assert process.said("stopped") == 1
