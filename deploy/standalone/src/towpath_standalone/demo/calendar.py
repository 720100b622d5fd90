"""Domain time for many walkers: when every one of them waits for a later day, the clock is turned to the next one.

Nobody's work is cut short by a turn: it comes only when all have said what they wait for, and when the platform has
been quiet for a moment.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from towpath_runtime.clock import turn

SATURDAY = 5
WORK_BEGINS = 10
"""The hour (UTC) at which a link worker or a partner takes something up."""


class Calendar:
    """The clock of a demo. ``busy`` bounds how many walkers work at once: who waits for a day gives the place away."""

    def __init__(self, file: Path, busy: asyncio.Semaphore, quiet: Callable[[], Awaitable[None]]) -> None:
        self._file = file
        self._offset = _offset_in(file)
        self._busy = busy
        self._quiet = quiet
        self._walkers = 0
        self._order = itertools.count()
        self._waiting: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._changed = asyncio.Event()
        self.turned = timedelta()

    def now(self) -> datetime:
        """Return the present moment of the platform, in UTC."""
        return datetime.now(UTC) + self._offset

    def day(self, days: int) -> datetime:
        """Return when work begins on the first weekday that is at least so many days ahead."""
        ahead = self.now() + timedelta(days=days)
        while ahead.weekday() >= SATURDAY:
            ahead += timedelta(days=1)
        return ahead.replace(hour=WORK_BEGINS, minute=0, second=0, microsecond=0)

    @asynccontextmanager
    async def walker(self) -> AsyncIterator[None]:
        """Count somebody whose work holds the clock still, but while waiting for a day."""
        self._walkers += 1
        try:
            async with self._busy:
                yield
        finally:
            self._walkers -= 1
            self._changed.set()

    async def until(self, moment: datetime) -> None:
        """Wait until the clock has been turned to this moment; called by a walker."""
        if moment <= self.now():
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (moment, next(self._order), woken))
        self._changed.set()
        self._busy.release()
        try:
            await woken
        finally:
            await self._busy.acquire()

    async def run(self) -> None:
        """Turn the clock until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._all_wait():
                await self._quiet()
                if self._all_wait():
                    self._turn_to(self._waiting[0][0])

    def _all_wait(self) -> bool:
        return bool(self._waiting) and len(self._waiting) == self._walkers

    def _turn_to(self, moment: datetime) -> None:
        ahead = moment - self.now()
        if ahead > timedelta():
            self._offset += ahead
            self.turned += ahead
            turn(self._file, self._offset.total_seconds())
        while self._waiting and self._waiting[0][0] <= self.now():
            _, _, woken = heapq.heappop(self._waiting)
            if not woken.done():
                woken.set_result(None)


def _offset_in(file: Path) -> timedelta:
    try:
        return timedelta(seconds=float(file.read_text("ascii")))
    except (OSError, ValueError):
        return timedelta()
