"""The demo's clock: it is turned when everybody waits for a later day, and never while somebody works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from towpath_runtime.clock import TurnableClock
from towpath_standalone.demo.calendar import Calendar


class Quiet:
    """Counts how often somebody asked whether the platform is quiet; ``hold`` keeps it from being so."""

    def __init__(self) -> None:
        self.asked = 0
        self.hold = asyncio.Event()
        self.hold.set()

    async def __call__(self) -> None:
        self.asked += 1
        await self.hold.wait()


@pytest.fixture
def quiet() -> Quiet:
    return Quiet()


@pytest.fixture
def calendar(tmp_path: Path, quiet: Quiet) -> Calendar:
    return Calendar(tmp_path / "clock", asyncio.Semaphore(2), quiet)


async def run_with(calendar: Calendar, *walks: Awaitable[object]) -> None:
    turning = asyncio.create_task(calendar.run())
    try:
        async with asyncio.timeout(5):
            await asyncio.gather(*walks)
    finally:
        turning.cancel()
        await asyncio.gather(turning, return_exceptions=True)


async def waits(calendar: Calendar, *days: int) -> list[datetime]:
    seen = []
    async with calendar.walker():
        for ahead in days:
            await calendar.until(calendar.day(ahead))
            seen.append(calendar.now())
    return seen


async def test_whoever_waits_alone_has_the_clock_turned_for_them(calendar: Calendar, tmp_path: Path) -> None:
    before = calendar.now()
    await run_with(calendar, waits(calendar, 30))
    assert calendar.now() - before >= timedelta(days=29)
    assert calendar.turned >= timedelta(days=29)
    services_see = TurnableClock(tmp_path / "clock").now()
    assert abs(services_see - calendar.now()) < timedelta(seconds=5)


async def test_the_clock_stops_at_the_day_of_each_and_passes_nobody_by(calendar: Calendar) -> None:
    seen: list[datetime] = []

    async def one(days: int) -> None:
        async with calendar.walker():
            moment = calendar.day(days)
            await calendar.until(moment)
            assert calendar.now() - moment < timedelta(minutes=1)
            seen.append(moment)

    await run_with(calendar, one(30), one(3), one(14), one(7))
    assert seen == sorted(seen)
    assert len(seen) == 4


async def test_the_clock_stands_still_while_somebody_works(calendar: Calendar) -> None:
    done = asyncio.Event()

    async def works() -> None:
        async with calendar.walker():
            before = calendar.now()
            for _ in range(50):
                await asyncio.sleep(0)
            assert calendar.now() - before < timedelta(hours=1)
            done.set()

    async def sleeps() -> None:
        async with calendar.walker():
            await calendar.until(calendar.day(10))
            assert done.is_set()

    await run_with(calendar, sleeps(), works())


async def test_the_clock_waits_until_the_platform_is_quiet(calendar: Calendar, quiet: Quiet) -> None:
    quiet.hold.clear()
    walk = asyncio.create_task(run_with(calendar, waits(calendar, 5)))
    while not quiet.asked:
        await asyncio.sleep(0)
    assert calendar.turned == timedelta()
    quiet.hold.set()
    await walk
    assert calendar.turned > timedelta()


async def test_more_walkers_than_places_all_come_to_their_day(calendar: Calendar) -> None:
    await run_with(calendar, *(waits(calendar, ahead, ahead) for ahead in range(1, 13)))


async def test_a_day_is_never_at_the_weekend(calendar: Calendar) -> None:
    assert all(calendar.day(ahead).weekday() < 5 for ahead in range(1, 30))


async def test_a_clock_that_was_turned_before_goes_on_from_there(tmp_path: Path, quiet: Quiet) -> None:
    (tmp_path / "clock").write_text("864000.0")
    calendar = Calendar(tmp_path / "clock", asyncio.Semaphore(1), quiet)
    assert timedelta(days=9.9) < calendar.now() - datetime.now(UTC) < timedelta(days=10.1)
