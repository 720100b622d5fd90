"""A world of one's own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.brokers import Broker
from support.followup_service import World, world_of
from towpath_standalone.servers import MongoServer


@pytest.fixture
async def world(
    kafka: Broker, mongo: MongoServer, topic_prefix: str, database_prefix: str, tmp_path: Path
) -> AsyncIterator[World]:
    """Real servers, a clock to turn, and a place for faults."""
    async with world_of(kafka, mongo, topic_prefix, database_prefix, tmp_path) as world:
        yield world
