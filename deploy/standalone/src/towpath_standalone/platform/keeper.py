"""Keeps one child process running: sees it die, says so, and starts it again after a pause that grows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from towpath_standalone.platform.service import ServiceProcess
from towpath_standalone.servers import ChildServer, ServerDidNotStart
from towpath_standalone.voice import Voice

LOOK_EVERY = 0.2
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
"""Seconds of running after which a death counts as the first one again."""
KEEPS_DYING = 3


class Keeper:
    """Watches a child while ``keep`` runs. ``turn`` is held by whoever starts or stops children on purpose.

    ``beforehand`` is called when the child has died, ``afterwards`` when it is back.
    """

    def __init__(
        self,
        child: ChildServer,
        voice: Voice,
        turn: asyncio.Lock,
        *,
        beforehand: Callable[[], Awaitable[None]] | None = None,
        afterwards: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.child = child
        self.deaths = 0
        self._voice = voice
        self._turn = turn
        self._beforehand = beforehand
        self._afterwards = afterwards

    async def keep(self) -> None:
        """Run until cancelled."""
        began = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self.child.running:
                continue
            if time.monotonic() - began > STEADY_AFTER:
                self.deaths = 0
            async with self._turn:
                if not self.child.running:
                    await self._again()
            began = time.monotonic()

    async def _again(self) -> None:
        """Start the child until it runs."""
        while not self.child.running:
            self.deaths += 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (self.deaths - 1))
            self._voice.warn(
                self.child.name, f"ended unexpectedly ({_how(self.child.exit_code)}); starting it again in {pause:g} s"
            )
            if self.deaths >= KEEPS_DYING:
                self._hint()
            if self._beforehand is not None:
                await self._beforehand()
            await asyncio.sleep(pause)
            try:
                await asyncio.to_thread(self.child.start)
            except ServerDidNotStart as failure:
                self._voice.bad(self.child.name, failure.mend)
                continue
            self._voice.done(self.child.name, "is back")
            if self._afterwards is not None:
                await self._afterwards()

    def _hint(self) -> None:
        self._voice.bad(self.child.name, f"keeps ending: see {self.child.log}")
        if isinstance(self.child, ServiceProcess):
            for line in self.child.last_words():
                self._voice.plain(f"    {line}")


def _how(code: int | None) -> str:
    """Say how a process ended; a negative code is the number of a signal."""
    if code is None:
        return "no code"
    return f"signal {-code}" if code < 0 else f"code {code}"
