"""A world of one's own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.brokers import Broker
from support.matching_service import World, world_of


@pytest.fixture
async def world(kafka: Broker, topic_prefix: str, tmp_path: Path) -> AsyncIterator[World]:
    """A real broker and a place for faults; matching needs no other server."""
    async with world_of(kafka, topic_prefix, tmp_path) as world:
        yield world
