from __future__ import annotations

import asyncio

from towpath_runtime.ending import ended


async def test_a_task_that_loses_its_first_cancellation_ends_all_the_same() -> None:
    lost = 0

    async def work() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.sleep(1_000)
            except asyncio.CancelledError:
                if lost == 2:
                    raise
                lost += 1

    task = asyncio.create_task(work())
    await asyncio.sleep(0)

    await ended(task, again=0.01)

    assert task.cancelled()
    assert lost == 2


async def test_what_a_task_does_on_the_way_out_is_not_interrupted() -> None:
    left = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            await asyncio.sleep(0.02)
            left.set()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)

    await ended(task, again=60)

    assert left.is_set()


async def test_tasks_that_are_done_already_raise_nothing() -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    task = asyncio.create_task(broken())
    await asyncio.wait({task})
    await ended(task)
