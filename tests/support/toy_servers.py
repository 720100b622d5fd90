"""Servers of a test's own, to kill and freeze, and a world on them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from support.brokers import Broker, new_broker
from support.toy_world import ToyWorld
from towpath_standalone.servers import MongoServer


@asynccontextmanager
async def world_with_own_mongod(broker: Broker, topic_prefix: str, folder: Path) -> AsyncIterator[ToyWorld]:
    """A world whose database no other test knows."""
    with MongoServer(folder / "mongo") as server:
        world = ToyWorld(broker, server, topic_prefix, "own_", folder)
        yield world
        await world.close()


@asynccontextmanager
async def world_with_own_broker(mongo: MongoServer, database_prefix: str, folder: Path) -> AsyncIterator[ToyWorld]:
    """A world whose broker no other test knows."""
    broker = new_broker(folder / "broker")
    broker.start()
    try:
        world = ToyWorld(broker, mongo, "own.", database_prefix, folder)
        yield world
        await world.close()
    finally:
        broker.stop()
