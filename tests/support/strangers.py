"""Strangers under the kit, in the test's own process: quick to start, and to crash, and many of them side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Mapping
from typing import Any
from uuid import uuid4

import pytest

from conformance.foreign.stranger import Stranger
from support.broken import create_few
from support.brokers import Broker
from support.proving import Ground, broken_cases
from towpath_contracts.conformance import Report, Target, prove

SIDE_BY_SIDE = 8
WAITS_IN_VAIN = 3.0
"""Seconds until what never comes is given up."""

TAKES_ITS_TIME = "commits-first"
"""It works slowly, so that the crash comes in the middle: its first effect may take longer than is waited in vain."""

Caught = Mapping[tuple[str, str], Mapping[str, str]]
"""What was broken, with the words why, by what is wrong with the stranger and the case that is to find it."""


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


def patience(wrong: str, spoken: Container[str]) -> float:
    """Seconds to wait for a stranger that says something before it is found out, or that is to be found silent."""
    return 10.0 if wrong in spoken or wrong == TAKES_ITS_TIME else WAITS_IN_VAIN


def caught_by(
    broker: Broker, request: pytest.FixtureRequest, proof: Callable[[Ground, str, str], Awaitable[Report]]
) -> Caught:
    """Prove every stranger that the tests of this module ask for: most of the time goes into waiting for nothing."""
    asked = [test.callspec.params for test in request.session.items if _is_of(request, test)]  # type: ignore[attr-defined]
    return asyncio.run(_side_by_side(broker, [(one["wrong"], one["case"]) for one in asked], proof))


def _is_of(request: pytest.FixtureRequest, test: pytest.Item) -> bool:
    callspec = getattr(test, "callspec", None)
    return test.path == request.path and callspec is not None and "wrong" in callspec.params


async def _side_by_side(
    broker: Broker, asked: list[tuple[str, str]], proof: Callable[[Ground, str, str], Awaitable[Report]]
) -> Caught:
    some = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(wrong: str, case: str) -> Mapping[str, str]:
        async with some:
            ground = Ground(tuple(broker.bootstrap), f"test-{uuid4().hex[:12]}.")
            await create_few(ground)
            return broken_cases(await proof(ground, wrong, case))

    return dict(zip(asked, await asyncio.gather(*(one(*which) for which in asked)), strict=True))
