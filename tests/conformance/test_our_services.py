"""Our four services under the kit, as any other implementation is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.brokers import Broker
from support.matching_service import world_of
from towpath_contracts.conformance import Report, Role, Target, Verdict, prove


def told(report: Report) -> str:
    """What was broken, for whoever reads the failing test."""
    broken = [outcome for outcome in report.outcomes if outcome.verdict is Verdict.BROKEN]
    return "\n".join(f"{outcome.case.sentence}: {outcome.words}" for outcome in broken)


@pytest.fixture
async def matching(kafka: Broker, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Target]:
    async with world_of(kafka, topic_prefix, tmp_path) as world:
        process = await world.start()

        async def stop() -> None:
            process.stop()

        async def start() -> None:
            process.launch()
            await process.ready()

        yield Target(Role.MATCHING, tuple(kafka.bootstrap), topic_prefix, stop=stop, start=start)


async def test_our_matching_conforms(matching: Target) -> None:
    report = await prove(matching, create_topics=True)

    assert report.kept, told(report)
