"""A platform of its own for a command that found none: ``towpath up`` as a child process, on any free port."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

from towpath_standalone.platform.folder import PlatformFolder, Whereabouts
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.servers import ChildServer, ServerDidNotStart
from towpath_standalone.voice import Voice

START_WITHIN = 180.0
STOP_WITHIN = 75.0
SAYS = "towpath: "


class ChildPlatform(ChildServer):
    """``towpath up`` as a child; it answers once it has noted where it listens, when every service is ready."""

    name: ClassVar[str] = "towpath-up"

    def __init__(self, home: Path, arguments: Sequence[str] = ()) -> None:
        super().__init__(home, start_timeout=START_WITHIN)
        self._arguments = list(arguments)
        self._platform = PlatformFolder(home)

    def command(self) -> list[str]:
        """The command that runs the platform."""
        door = ["--data", str(self._platform.path), "--port", "0"]
        return [sys.executable, "-m", "towpath_standalone", "up", *door, *self._arguments]

    def environment(self) -> dict[str, str]:
        """What any child gets, and every TOWPATH_ variable of this process."""
        handed_on = {name: value for name, value in os.environ.items() if name.startswith("TOWPATH_")}
        return super().environment() | handed_on

    def answers(self) -> bool:
        """Whether it has noted where it listens."""
        return self._noted() is not None

    def whereabouts(self) -> Whereabouts:
        """Return where it listens; raises CannotGoOn where it has ended."""
        if (noted := self._noted()) is None:
            raise CannotGoOn(f"the platform has ended: its log is {self.log}")
        return noted

    def reason(self) -> str | None:
        """Return the line with which it refused to start, where it did."""
        try:
            lines = self.log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return None
        said = [line.removeprefix(SAYS) for line in lines if line.startswith(SAYS)]
        return said[-1] if said else None

    def _noted(self) -> Whereabouts | None:
        noted = self._platform.whereabouts()
        return noted if noted is not None and noted.pid == self.pid else None


@asynccontextmanager
async def child_platform(home: Path, arguments: Sequence[str], voice: Voice) -> AsyncIterator[Whereabouts]:
    """Run a platform on a folder as long as the block; raises CannotGoOn with its reason where it does not start."""
    child = ChildPlatform(home, arguments)
    try:
        try:
            await asyncio.to_thread(child.start)
        except ServerDidNotStart as failure:
            raise CannotGoOn(child.reason() or str(failure)) from None
        yield child.whereabouts()
    finally:
        if child.running:
            voice.note("stopping", "the platform of this command")
        await asyncio.to_thread(child.stop, STOP_WITHIN)
