"""The domain clock. Rules, due times and working days go by it; leases, pauses and retention go by real time."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

LOOKS = 0.05
"""Seconds that a `TurnableClock` may go by what its file said before."""


class Clock(Protocol):
    """What tells the time to a rule."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class TurnableClock:
    """A clock that tests and the demo turn forward: the machine's, plus the seconds that a file holds.

    All processes that read the same file agree within `LOOKS` seconds. Without a file the offset is 0. A file that is
    half written keeps the offset that was read before.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._offset = timedelta()
        self._seen: tuple[int, int] | None = None
        self._look_again = 0.0

    def now(self) -> datetime:
        """Return the present moment in UTC as the file turns it."""
        if (mono := time.monotonic()) >= self._look_again:
            self._look_again = mono + LOOKS
            self._read()
        return datetime.now(UTC) + self._offset

    def _read(self) -> None:
        try:
            stat = self._file.stat()
            if (seen := (stat.st_mtime_ns, stat.st_ino)) != self._seen:
                self._offset = timedelta(seconds=float(self._file.read_text()))
                self._seen = seen
        except (FileNotFoundError, ValueError):
            return


def turn(file: Path, seconds: float) -> None:
    """Write the offset for every `TurnableClock` on ``file``, in one step, so that no reader sees half of it."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(repr(seconds))
    draft.replace(file)
