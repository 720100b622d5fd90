"""Our directory under the kit, as any other implementation is. What it is asked for goes through its HTTP API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from support.brokers import Broker
from support.directory_service import Directory
from support.proving import SESSION, told
from towpath_contracts.conformance import Role, Target, Verdict, prove
from towpath_standalone.servers import MongoServer

LIFETIME = "transactionLifetimeLimitSeconds"


@pytest.fixture
async def directory(kafka: Broker, mongo: MongoServer, tmp_path: Path) -> AsyncIterator[Directory]:
    directory = Directory(kafka, mongo, tmp_path, {"TOWPATH_GROUP_SESSION": SESSION})
    server = directory.database.client.admin
    # What a killed process left open keeps its documents locked until then, and here it is killed again and again.
    before = server.command({"setParameter": 1, LIFETIME: 5})
    try:
        yield await directory.start()
    finally:
        server.command({"setParameter": 1, LIFETIME: before["was"]})
        directory.close()


@pytest.fixture
async def client(directory: Directory) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=directory.url, timeout=30) as client:
        yield client


async def test_our_directory_conforms(directory: Directory, client: httpx.AsyncClient) -> None:
    async def ask(what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        service, key = details.get("service"), {"Idempotency-Key": str(uuid4())}
        match what:
            case "publish":
                answer = await client.post("/v1/services", json=details["listing"], headers=key)
            case "change":
                answer = await client.put(f"/v1/services/{service}", json=details["listing"])
            case "withdraw":
                answer = await client.delete(f"/v1/services/{service}")
            case _:
                room = {"state": details["state"], "spaces": details["spaces"]}
                answer = await client.post(f"/v1/services/{service}/capacity", json=room, headers=key)
        answer.raise_for_status()
        return {"service": answer.json()["id"]}

    async def stop() -> None:
        directory.kill()

    async def start() -> None:
        await directory.start()

    kafka = tuple(directory.broker.bootstrap)
    target = Target(Role.DIRECTORY, kafka, directory.topics.prefix, stimulus=ask, stop=stop, start=start)
    report = await prove(target, create_topics=True)

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)
