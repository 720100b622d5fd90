"""What the tests of the conformance kit share: where a run takes place, strangers as processes, and what was broken."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from towpath_contracts.conformance import Report, Verdict

FOREIGN = Path(__file__).parents[1] / "conformance" / "foreign"
READY_WITHIN = 60.0
SESSION = "6"
"""Seconds after which a group gives up a member that was killed: the least that Kafka allows by default."""


@dataclass(frozen=True)
class Ground:
    """A Kafka, and the prefix of the topics of one run."""

    kafka: tuple[str, ...]
    prefix: str


def told(report: Report) -> str:
    """What was broken, for whoever reads the failing test."""
    broken = [outcome for outcome in report.outcomes if outcome.verdict is Verdict.BROKEN]
    return "\n".join(f"{outcome.case.sentence}: {outcome.words}" for outcome in broken)


def broken_cases(report: Report) -> dict[str, str]:
    """The names of the cases that were broken, with the words why."""
    return {outcome.case.name: outcome.words for outcome in report.outcomes if outcome.verdict is Verdict.BROKEN}


class Stranger:
    """A program of somebody else as a process: it prints ``ready``, reads commands as lines and answers with lines."""

    def __init__(self, program: str, ground: Ground, log: Path, *arguments: str) -> None:
        self.command = [sys.executable, str(FOREIGN / program), "--kafka", ",".join(ground.kafka)]
        self.command += ["--prefix", ground.prefix, *arguments]
        self.log = log
        self._child: asyncio.subprocess.Process | None = None
        self._speaking = asyncio.Lock()

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        pipe = asyncio.subprocess.PIPE
        with self.log.open("ab") as log:
            child = await asyncio.create_subprocess_exec(*self.command, stdin=pipe, stdout=pipe, stderr=log)
        self._child = child
        assert child.stdout is not None
        said = await asyncio.wait_for(child.stdout.readline(), READY_WITHIN)
        assert said.strip() == b"ready", self.log.read_text()

    async def kill(self) -> None:
        """End it as a crash would."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            child.kill()
            await child.wait()
            assert child.stdin is not None
            child.stdin.close()

    async def ask(self, what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """Have it do something; it answers with a line of JSON. Raises ConnectionError where it is not there."""
        async with self._speaking:
            child = self._child
            if child is None or child.stdin is None or child.stdout is None:
                raise ConnectionError
            child.stdin.write(json.dumps({"ask": what, **details}).encode() + b"\n")
            await child.stdin.drain()
            line = await child.stdout.readline()
        if not line:
            raise ConnectionError
        answer: Mapping[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def at_work(stranger: Stranger) -> AsyncIterator[Stranger]:
    """Run a stranger for one test."""
    await stranger.start()
    try:
        yield stranger
    finally:
        await stranger.kill()


@asynccontextmanager
async def in_this_process(
    run: Callable[[], Awaitable[None]], ready: asyncio.Event
) -> AsyncIterator[asyncio.Task[None]]:
    """Run an implementation as a task, from when it is ready."""
    task = asyncio.ensure_future(run())
    waiting = asyncio.ensure_future(ready.wait())
    try:
        await asyncio.wait({task, waiting}, timeout=READY_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        assert waiting.done(), task
        yield task
    finally:
        for one in (task, waiting):
            one.cancel()
        await asyncio.gather(task, waiting, return_exceptions=True)
