"""Strangers under the kit, in the test's own process: quick to start, and to crash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from conformance.foreign.stranger import Stranger
from towpath_contracts.conformance import Report, Target, prove

CONTROLLED = ("from-now-on", "commits-first")
"""What goes wrong only where somebody is stopped and started."""


class Controlled:
    """Runs an implementation, ends it in the middle, and runs a new one with what the last one kept."""

    def __init__(self, make: Callable[[], Stranger]) -> None:
        self._make = make
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start one, and wait until it listens."""
        stranger = self._make()
        self._running = asyncio.create_task(stranger.run())
        waiting = asyncio.create_task(stranger.ready.wait())
        await asyncio.wait({self._running, waiting}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert waiting.done(), self._running

    async def stop(self) -> None:
        """End it where it stands."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)


async def proven(make: Callable[[], Stranger], target: Callable[..., Target], *only: str) -> Report:
    """Prove an implementation, or some of its promises."""
    controlled = Controlled(make)
    await controlled.start()
    try:
        asked: Any = target(stop=controlled.stop, start=controlled.start)
        return await prove(asked, only=only, create_topics=True)
    finally:
        await controlled.stop()
