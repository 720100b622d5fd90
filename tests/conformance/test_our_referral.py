"""Our referral service under the kit, as any other intake is: asked through its HTTP API, heard on Kafka."""

from __future__ import annotations

import asyncio
from pathlib import Path

from support.brokers import Broker
from support.proving import Ground, told
from support.referral_asked import Asked
from support.referral_service import Service
from towpath_contracts.conformance import Role, Target, Verdict, prove
from towpath_standalone.servers import MongoServer

PARTNER = "conformance-kit"


async def test_our_referral_conforms(
    kafka: Broker, mongo: MongoServer, ground: Ground, database_prefix: str, tmp_path: Path
) -> None:
    settings = {"TOWPATH_GROUP_SESSION": "6"}
    service = Service(kafka, mongo, tmp_path, ground.prefix, database_prefix, settings)
    asked = Asked(service, PARTNER)

    async def stop() -> None:
        service.kill()

    async def start() -> None:
        service.launch()
        await asyncio.to_thread(service.wait_until_ready)

    try:
        await start()
        target = Target(
            Role.INTAKE,
            ground.kafka,
            ground.prefix,
            organisation=PARTNER,
            within=20,
            stimulus=asked,
            stop=stop,
            start=start,
        )
        report = await prove(target, create_topics=True)
    finally:
        await asked.close()
        service.stop()
        service.drop()
    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)
