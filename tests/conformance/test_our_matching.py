"""Our matching under the kit, as any other implementation is."""

from __future__ import annotations

from pathlib import Path

from support.brokers import Broker
from support.matching_service import world_of
from support.proving import SESSION, Ground, told
from towpath_contracts.conformance import Role, Target, Verdict, prove


async def test_our_matching_conforms(kafka: Broker, ground: Ground, tmp_path: Path) -> None:
    async with world_of(kafka, ground.prefix, tmp_path) as world:
        process = await world.start(TOWPATH_GROUP_SESSION=SESSION)

        async def stop() -> None:
            process.kill()

        async def start() -> None:
            process.launch()
            await process.ready()

        report = await prove(Target(Role.MATCHING, ground.kafka, ground.prefix, stop=stop, start=start))
    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)
