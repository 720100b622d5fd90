from __future__ import annotations

import asyncio
import io

import pytest

from towpath_runtime import loops as module
from towpath_runtime.errors import Away
from towpath_runtime.logs import logger
from towpath_runtime.loops import Loops
from towpath_runtime.metrics import Metrics

CANARY = "canary-9d20"


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def loops(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Loops:
    class Soon:
        def reset(self) -> None: ...

        async def wait(self) -> None:
            await asyncio.sleep(0)

    monkeypatch.setattr(module, "Backoff", Soon)
    return Loops(logger("toy", "info", written), Metrics("toy"))


async def test_a_loop_that_breaks_or_waits_is_begun_again_and_logs_no_text(loops: Loops, written: io.StringIO) -> None:
    ways = iter([ZeroDivisionError(CANARY), Away("kafka"), None])
    done = asyncio.Event()

    async def run() -> None:
        if (error := next(ways)) is not None:
            raise error
        done.set()

    loops.start("one", run)
    await done.wait()
    await loops.stop()
    assert '"loop-broke"' in written.getvalue()
    assert '"server": "kafka"' in written.getvalue()
    assert CANARY not in written.getvalue()


async def test_a_loop_that_runs_is_not_run_twice(loops: Loops) -> None:
    runs = 0

    async def run() -> None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(1_000)

    for _ in range(3):
        loops.start("one", run)
        await asyncio.sleep(0)
    await loops.stop()
    assert runs == 1


async def test_a_tick_that_took_all_it_could_is_called_at_once_again(loops: Loops) -> None:
    calls = 0
    waits = asyncio.Event()

    async def tick() -> bool:
        nonlocal calls
        calls += 1
        if calls == 5:
            waits.set()
        return calls < 5

    loops.every("timers", 1_000, tick)
    await waits.wait()
    await asyncio.sleep(0)
    await loops.stop()
    assert calls == 5


async def test_what_turns_its_cancellation_into_an_error_is_not_begun_again(loops: Loops) -> None:
    begun = 0

    async def run() -> None:
        nonlocal begun
        begun += 1
        try:
            await asyncio.sleep(1_000)
        except asyncio.CancelledError:
            raise Away("mongodb") from None

    loops.start("one", run)
    await asyncio.sleep(0)
    await loops.stop()
    assert begun == 1
