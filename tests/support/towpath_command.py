"""The ``towpath`` command as a newcomer runs it: a child process with a data folder, its output and its exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

LOOK_EVERY = 0.1


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    error: str


def towpath(*arguments: str | Path, within: float = 120.0) -> Said:
    """Run the command to its end."""
    command = [sys.executable, "-m", "towpath_standalone", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=within, env=_environment())
    return Said(ended.returncode, ended.stdout, ended.stderr)


class Up:
    """``towpath up`` on a folder, on any free port."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home = home
        self._log = home.with_suffix(".up.log")
        command = [sys.executable, "-m", "towpath_standalone", "up", "--data", str(home), "--port", "0", *arguments]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=_environment())

    @property
    def pid(self) -> int:
        """The process id of the command."""
        return self._process.pid

    @property
    def said(self) -> str:
        """What it has said so far, in all its runs on this folder."""
        return self._log.read_text("utf-8", "replace")

    @property
    def note(self) -> dict[str, Any]:
        """Where it says that it listens; empty before it does."""
        try:
            noted: dict[str, Any] = json.loads((self.home / "platform.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if noted.get("pid") == self.pid else {}

    @property
    def door(self) -> str:
        """The address of its front door."""
        return str(self.note["door"])

    def ready(self, within: float = 110.0) -> None:
        """Wait until it is up."""
        deadline = time.monotonic() + within
        while not self.note:
            assert self._process.poll() is None, f"it ended first:\n{self.said}"
            assert time.monotonic() < deadline, f"not up within {within} s:\n{self.said}"
            time.sleep(LOOK_EVERY)

    def stop(self, with_signal: signal.Signals = signal.SIGTERM, within: float = 60.0) -> int:
        """Ask it to end, wait, and return its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(with_signal)
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise


def servers(kafka: Sequence[str], mongo: str, topic_prefix: str, database_prefix: str) -> list[str]:
    """Return the arguments that point a platform at servers of the test run, under names of the test."""
    named = ["--kafka", ",".join(kafka), "--mongo", mongo]
    return [*named, "--topic-prefix", topic_prefix, "--database-prefix", database_prefix]


def _environment() -> dict[str, str]:
    """A short lease, so that a relay which was killed is followed soon; a wide terminal, so that no line is folded."""
    return os.environ | {"TOWPATH_LEASE": "2", "COLUMNS": "160"}
