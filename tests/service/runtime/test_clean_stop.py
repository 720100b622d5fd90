"""A service that is asked to end leaves nothing half done: the next one has nothing to publish a second time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from support import toy
from support.toy_path import a_path, a_relay, count
from support.toy_world import ToyWorld, serving
from support.waiting import until
from towpath_runtime.aggregate import Document
from towpath_runtime.outbox import Outbox

FOR_EVER = 1_000.0
"""Seconds that nothing in a test lasts."""
TURNS = 100
"""Of the event loop: more than a stop takes from one of its steps to the next."""


class Marks:
    """Stands before the marks of the outbox: a page that Kafka has acknowledged waits there until it is let through."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.acknowledged, self.let_through = asyncio.Event(), asyncio.Event()
        self._mark = Outbox.mark
        waits = self

        async def mark(outbox: Outbox, rows: Sequence[Document]) -> None:
            waits.acknowledged.set()
            await waits.let_through.wait()
            await waits._mark(outbox, rows)

        patch.setattr(Outbox, "mark", mark)


@pytest.fixture
async def marks(monkeypatch: pytest.MonkeyPatch) -> Marks:
    return Marks(monkeypatch)


async def with_a_page_in_hand(stack: AsyncExitStack, world: ToyWorld, marks: Marks, **settings: float) -> None:
    """Start a service and see its relay between the broker's acknowledgement and the mark."""
    client = await stack.enter_async_context(serving(toy.build(world.settings(**settings))[1]))
    path = f"/v1/tallies/{uuid4()}/counts"
    assert (await client.post(path, json={"by": 3}, headers={"Idempotency-Key": "k"})).status_code == 201
    await marks.acknowledged.wait()


async def only_the_relay_is_left() -> None:
    """Wait until a stop has come to the relay, and would have cancelled it."""

    async def is_reached() -> bool:
        return "group-commit" not in {task.get_name() for task in asyncio.all_tasks()}

    await until("the stop at the relay", is_reached)
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def test_a_page_that_was_acknowledged_is_marked_before_the_service_ends(world: ToyWorld, marks: Marks) -> None:
    async with AsyncExitStack() as stack:
        await with_a_page_in_hand(stack, world, marks, lease=FOR_EVER)
        stop = asyncio.create_task(stack.aclose())
        await only_the_relay_is_left()
        marks.let_through.set()
        await stop

    assert await world.database["outbox"].count_documents({"pending": True}) == 0
    async with serving(toy.build(world.settings(lease=FOR_EVER))[1]) as client:
        path = f"/v1/tallies/{uuid4()}/counts"
        assert (await client.post(path, json={"by": 1}, headers={"Idempotency-Key": "k"})).status_code == 201
        await world.published()
    said = await world.said()
    assert len(said) == len({one.id for one in said}) == 4


async def test_a_page_that_never_comes_to_an_end_holds_up_neither_the_stop_nor_the_lease(
    world: ToyWorld, marks: Marks, capsys: pytest.CaptureFixture[str]
) -> None:
    async with AsyncExitStack() as stack:
        await with_a_page_in_hand(stack, world, marks, lease=FOR_EVER, stop_within=5.0)
    assert '"stopped-late"' not in capsys.readouterr().out

    marks.let_through.set()
    async with serving(toy.build(world.settings(lease=FOR_EVER))[1]):
        await world.published()
    said = await world.said()
    assert {one.sequence for one in said} == {1, 2, 3}
    assert len({one.id for one in said}) == 3


async def test_a_relay_that_has_nothing_to_do_ends_when_asked_and_another_leads(store: ToyWorld) -> None:
    await store.topics_exist()
    first, second = (a_relay(store, seconds=FOR_EVER * 4, idle=FOR_EVER) for _ in range(2))
    await first.relay.prepare()
    for one in (first, second):
        await a_path(store).path.handle([count(str(uuid4()))])
        running = asyncio.create_task(one.relay.run())
        await store.published()
        one.relay.end()

        async def has_ended(running: asyncio.Task[None] = running) -> bool:
            return running.done()

        await until("ended", has_ended)
        await running
    assert second.lease.fence == first.lease.fence + 1
    assert len(await store.said()) == 2
