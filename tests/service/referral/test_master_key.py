"""With a master key that is not the database's own, nothing is taken that nobody could read again."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx

from support.referral_outside import Outside, a_referral, until
from support.referral_service import Service


async def test_a_service_with_another_master_key_is_not_ready_and_takes_nobody_in(
    outside: Outside, tmp_path: Path
) -> None:
    own, before = outside.service, (await outside.get("/counts"))["people"]
    other = Service(own.broker, own.mongo, tmp_path, own.topic_prefix, own.database_prefix)
    other.launch()
    try:
        other.wait_until_ready("/health/startup")
        async with httpx.AsyncClient(base_url=other.url) as client:

            async def says_why() -> bool:
                ready = await client.get("/health/ready")
                return '"vault":"wrong-master-key"' in ready.text

            await until("says why", says_why)
            answer = await client.post("/v1/referrals", json=a_referral(), headers={"Idempotency-Key": str(uuid4())})
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/try-again")
        assert '"wrong-master-key"' in other.log.read_text()
    finally:
        other.stop()
    assert (await outside.get("/counts"))["people"] == before


async def test_the_key_file_is_for_its_owner_alone(outside: Outside) -> None:
    key = outside.service.folder / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.stat().st_size == 96
