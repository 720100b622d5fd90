"""Our follow-up under the kit, as any other implementation is."""

from __future__ import annotations

from pathlib import Path

from support.brokers import Broker
from support.followup_service import world_of
from support.proving import Ground, told
from towpath_contracts.conformance import Role, Target, Verdict, prove
from towpath_standalone.servers import MongoServer


async def test_our_followup_conforms(
    kafka: Broker, mongo: MongoServer, ground: Ground, database_prefix: str, tmp_path: Path
) -> None:
    async with world_of(kafka, mongo, ground.prefix, database_prefix, tmp_path) as world:
        process = await world.start(TOWPATH_GROUP_SESSION="6", TOWPATH_LEASE="1")

        async def stop() -> None:
            process.kill()

        async def start() -> None:
            process.launch()
            await process.ready()

        report = await prove(Target(Role.FOLLOWUP, ground.kafka, ground.prefix, stop=stop, start=start))
    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)
