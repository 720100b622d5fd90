"""A world of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.brokers import Broker
from support.toy_world import ToyWorld
from towpath_runtime.mongo import ensure_indexes, runtime_indexes
from towpath_standalone.servers import MongoServer


@pytest.fixture
async def world(
    kafka: Broker, mongo: MongoServer, topic_prefix: str, database_prefix: str, tmp_path: Path
) -> AsyncIterator[ToyWorld]:
    """Real servers, under names of this test."""
    world = ToyWorld(kafka, mongo, topic_prefix, database_prefix, tmp_path)
    yield world
    await world.close()


@pytest.fixture
async def store(world: ToyWorld) -> ToyWorld:
    """The same, with the database as a service prepares it, for paths without a service around them."""
    await ensure_indexes(world.database, runtime_indexes(30))
    for name in ("tally", "room", "counted"):
        await world.database.create_collection(name)
    return world
