"""Whether the servers that somebody named are there: asked before anything is started, answered with one line."""

from __future__ import annotations

import asyncio
import re

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, PyMongoError
from pymongo.synchronous.uri_parser import parse_uri

from towpath_standalone.refusal import CannotGoOn

WITHIN = 8.0
"""Seconds to wait for an answer."""
_ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})")


def kafka_addresses(given: str) -> tuple[str, ...]:
    """Return the addresses of a comma-separated list; raises CannotGoOn where one is not ``host:port``."""
    addresses = tuple(part.strip() for part in given.split(",") if part.strip())
    for address in addresses:
        found = _ADDRESS.fullmatch(address)
        if found is None or not 0 < int(found[2]) < 65_536:
            raise CannotGoOn("--kafka is not a list of host:port, such as 127.0.0.1:9092,127.0.0.1:9093")
    if not addresses:
        raise CannotGoOn("--kafka names no address: give host:port, or leave it out to use the embedded broker")
    return addresses


async def reach_kafka(addresses: tuple[str, ...]) -> None:
    """Return when a broker answers; raises CannotGoOn."""
    admin = AIOKafkaAdminClient(bootstrap_servers=list(addresses), request_timeout_ms=int(WITHIN * 1000))
    try:
        async with asyncio.timeout(WITHIN):
            await admin.start()
            await admin.list_topics()
    except (KafkaError, OSError, TimeoutError):
        named = ", ".join(addresses)
        raise CannotGoOn(f"no Kafka answers at {named}: start it, or mend --kafka") from None
    finally:
        await admin.close()


async def reach_mongo(uri: str) -> None:
    """Return when a primary of a replica set answers; raises CannotGoOn.

    The address is never repeated: it may hold a password.
    """
    _refuse_no_address(uri)
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(uri, serverSelectionTimeoutMS=int(WITHIN * 1000))
    try:
        hello = await client.admin.command("hello")
    except ConfigurationError:
        raise CannotGoOn("the MongoDB at --mongo has another replica set name than the address says") from None
    except PyMongoError:
        raise CannotGoOn("no MongoDB answers at --mongo: start it, or mend the address") from None
    finally:
        await client.close()
    if "setName" not in hello:
        raise CannotGoOn("the MongoDB at --mongo is no replica set, which transactions need: start it with --replSet")


def _refuse_no_address(uri: str) -> None:
    try:
        parse_uri(uri, validate=True, connect_timeout=WITHIN)
    except (PyMongoError, ValueError):
        raise CannotGoOn(
            "--mongo is not a MongoDB address, such as mongodb://127.0.0.1:27017/?replicaSet=rs0"
        ) from None
