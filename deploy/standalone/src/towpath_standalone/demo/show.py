"""How far everybody is, while a demo runs: bars on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from towpath_standalone.demo.tally import Tally
from towpath_standalone.voice import Voice

Today = Callable[[], datetime]

BARS = ("received", "reached", "options", "connected", "taking part", "ended")
SAY_EVERY = 5.0


@asynccontextmanager
async def progress(voice: Voice, tally: Tally, today: Today) -> AsyncIterator[None]:
    """Show the tally until the block ends."""
    shown = _bars(voice, tally, today) if voice.console.is_terminal else _lines(voice, tally, today)
    task = asyncio.create_task(shown)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _bars(voice: Voice, tally: Tally, today: Today) -> None:
    began = time.monotonic()
    bars = Progress(TextColumn("{task.description:<12}"), BarColumn(40), MofNCompleteColumn(), auto_refresh=False)
    tasks = {step: bars.add_task(step, total=tally.people) for step in BARS}

    def drawn() -> Group:
        for step, task in tasks.items():
            bars.update(task, completed=tally.steps[step])
        line = f"It is {today():%A %d %B %Y} in Towpath; {time.monotonic() - began:.0f} seconds have gone by here."
        return Group(bars, Text(line, "cyan"))

    with Live(drawn(), console=voice.console, refresh_per_second=5, get_renderable=drawn):
        await asyncio.Event().wait()


async def _lines(voice: Voice, tally: Tally, today: Today) -> None:
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
