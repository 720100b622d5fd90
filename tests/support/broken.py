"""Running broken implementations under the kit, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import uuid4

import pytest

from support.brokers import Broker
from support.proving import Ground, broken_cases, in_this_process
from towpath_contracts.conformance import Needs, Role, Target, cases_of, prove
from towpath_contracts.topics import Topics
from towpath_runtime.topics import create_topics

Caught = Mapping[str, Mapping[str, str]]
"""The words of each case that turned red, by the defect."""
SIDE_BY_SIDE = 16
WITHIN = 3.0
PARTITIONS = 2


@dataclass(frozen=True)
class Flaw:
    """A defect: what makes an implementation that has it, the cases that have to turn red, and words of why.

    The cases ``beside`` have to stay green.
    """

    make: Callable[..., Any]
    cases: Sequence[str]
    words: str
    beside: Sequence[str] = ()


class Implementation(Protocol):
    """An implementation that runs until it is cancelled."""

    ready: asyncio.Event

    async def run(self) -> None: ...


class Task:
    """An implementation as a task of this process, which is stopped in the middle of whatever it does."""

    def __init__(self, make: Callable[[], Implementation]) -> None:
        self._make = make
        self._running = AsyncExitStack()
        self.implementation: Any = None

    async def start(self) -> None:
        """Begin."""
        self.implementation = made = self._make()
        await self._running.enter_async_context(in_this_process(made.run, made.ready))

    async def stop(self) -> None:
        """End."""
        await self._running.aclose()

    async def ask(self, what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """Have it do something, where it takes commands."""
        answer: Mapping[str, Any] = await self.implementation.follow({"ask": what, **details})
        return answer


def caught_all(
    broker: Broker,
    role: Role,
    flaws: Mapping[str, Flaw],
    session: pytest.Session,
    begin: Callable[[Flaw, Ground], Task],
) -> Caught:
    """Run the kit on every flawed implementation that the session tests; returns what it said of each."""
    if broker.is_embedded:
        pytest.skip("needs Apache Kafka: strangers write idempotently")
    parameters = [getattr(test, "callspec", None) for test in session.items]
    wanted = {found.params.get("defect") for found in parameters if found is not None}
    return asyncio.run(_side_by_side(broker, role, {name: flaws[name] for name in flaws if name in wanted}, begin))


async def _side_by_side(
    broker: Broker, role: Role, flaws: Mapping[str, Flaw], begin: Callable[[Flaw, Ground], Task]
) -> Caught:
    some = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(flaw: Flaw) -> Mapping[str, str]:
        async with some:
            ground = Ground(tuple(broker.bootstrap), f"test-{uuid4().hex[:12]}.")
            await create_few(ground)
            task = begin(flaw, ground)
            await task.start()
            try:
                target = Target(
                    role,
                    ground.kafka,
                    ground.prefix,
                    within=WITHIN,
                    stimulus=task.ask,
                    stop=task.stop,
                    start=task.start,
                )
                return broken_cases(await prove(target, only=[*flaw.cases, *flaw.beside]))
            finally:
                await task.stop()

    crashing = {case.name for case in cases_of(role) if Needs.CONTROL in case.needs}
    # What waits longest goes first, and the rest beside it.
    order = sorted(flaws, key=lambda name: crashing.isdisjoint(flaws[name].cases))
    return dict(zip(order, await asyncio.gather(*(one(flaws[name]) for name in order)), strict=True))


async def create_few(ground: Ground) -> None:
    """Create the topics with fewer partitions than in earnest, since there are many grounds on one broker.

    Returns when the broker knows them.
    """
    topics = [replace(topic, partitions=PARTITIONS) for topic in Topics(ground.prefix).fixed_topics(())]
    while await create_topics(ground.kafka, topics):
        await asyncio.sleep(0.05)
