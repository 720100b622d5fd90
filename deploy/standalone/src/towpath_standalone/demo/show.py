"""How far everybody is, while a demo runs: bars on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from towpath_standalone.demo.tally import Tally
from towpath_standalone.voice import Voice

BARS = ("received", "reached", "options", "connected", "taking part", "ended")
LOOK_EVERY = 0.2
SAY_EVERY = 5.0


@asynccontextmanager
async def progress(voice: Voice, tally: Tally, today: Callable[[], datetime]) -> AsyncIterator[None]:
    """Show the tally until the block ends."""
    shown = _bars(voice, tally, today) if voice.console.is_terminal else _lines(voice, tally, today)
    task = asyncio.create_task(shown)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _bars(voice: Voice, tally: Tally, today: Callable[[], datetime]) -> None:
    columns = (TextColumn("{task.description:<12}"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=voice.console) as bars:
        tasks = {step: bars.add_task(step, total=tally.people) for step in BARS}
        calendar = bars.add_task("", total=None)
        try:
            while True:
                _update(bars, tasks, tally)
                bars.update(calendar, description=f"{today():%a %d %b %Y}")
                await asyncio.sleep(LOOK_EVERY)
        finally:
            _update(bars, tasks, tally)
            bars.update(calendar, visible=False)


def _update(bars: Progress, tasks: dict[str, TaskID], tally: Tally) -> None:
    for step, task in tasks.items():
        bars.update(task, completed=tally.steps[step])


async def _lines(voice: Voice, tally: Tally, today: Callable[[], datetime]) -> None:
    began = time.monotonic()
    try:
        while True:
            await asyncio.sleep(SAY_EVERY)
            _line(voice, tally, today(), time.monotonic() - began)
    finally:
        _line(voice, tally, today(), time.monotonic() - began)


def _line(voice: Voice, tally: Tally, today: datetime, seconds: float) -> None:
    steps = "  ".join(f"{step} {tally.steps[step]}" for step in BARS)
    voice.note(f"{seconds:4.0f} s", f"{today:%d %b %Y}  {steps}  of {tally.people}")
