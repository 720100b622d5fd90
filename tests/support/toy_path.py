"""A path and a relay as one process has them, and messages to count by."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from prometheus_client import CollectorRegistry

from support.toy import NAME, ROOM, TALLY, Count
from support.toy_world import ToyWorld
from towpath_contracts.envelope import source_of
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.clock import SystemClock
from towpath_runtime.faults import Faults
from towpath_runtime.lease import Lease
from towpath_runtime.logs import logger
from towpath_runtime.message import Message, Write
from towpath_runtime.metrics import Metrics
from towpath_runtime.path import BatchPath
from towpath_runtime.publisher import Publisher
from towpath_runtime.relay import Relay


@dataclass
class PathOfOne:
    """The path of one process, with what it counts and writes to its log."""

    path: BatchPath
    metrics: Metrics
    written: io.StringIO

    def counted(self, name: str, **labels: str) -> float:
        """A figure of this process."""
        return figure(self.metrics.registry, name, **labels)

    def lines(self) -> list[dict[str, Any]]:
        """Its log."""
        return [json.loads(line) for line in self.written.getvalue().splitlines()]


def a_path(world: ToyWorld, *aggregates: Aggregate[Any]) -> PathOfOne:
    """Return a path on the world's database; every one is another process's worth."""
    written, metrics = io.StringIO(), Metrics(NAME)
    path = BatchPath(
        name=NAME,
        database=world.database,
        aggregates=aggregates or (TALLY, ROOM),
        topics=world.topics,
        source=source_of("towpath", NAME),
        clock=SystemClock(),
        faults=Faults(NAME, None),
        log=logger(NAME, "info", written),
        metrics=metrics,
    )
    return PathOfOne(path, metrics, written)


@dataclass
class RelayOfOne:
    """The relay of one process, with its lease, its connection to Kafka and its log."""

    relay: Relay
    lease: Lease
    publisher: Publisher
    metrics: Metrics
    written: io.StringIO

    @property
    def leads(self) -> bool:
        """Whether it says that it publishes."""
        return figure(self.metrics.registry, "towpath_relay_leader") == 1


def a_relay(world: ToyWorld, *, seconds: float = 10.0, idle: float = 5.0, within: float = 10.0) -> RelayOfOne:
    """Return a relay that competes for the world's lease, of so many seconds, and looks by itself every ``idle``."""
    written, metrics = io.StringIO(), Metrics(NAME)
    lease = Lease(world.database, "relay", str(uuid4()), seconds)
    publisher = Publisher(
        world.broker.bootstrap, client_id="relay", idempotent=not world.broker.is_embedded, within=within
    )
    relay = Relay(
        database=world.database,
        publisher=publisher,
        lease=lease,
        faults=Faults(NAME, None),
        log=logger(NAME, "info", written),
        metrics=metrics,
        idle=idle,
    )
    return RelayOfOne(relay, lease, publisher, metrics, written)


def figure(registry: CollectorRegistry, name: str, **labels: str) -> float:
    """One sample of a registry, 0 where there is none."""
    return registry.get_sample_value(name, {"service": NAME} | labels) or 0.0


def count(
    key: str, by: int = 1, *, message_id: str | None = None, fingerprint: str = "", writes: tuple[Write, ...] = ()
) -> Message:
    """A command to the toy's tally."""
    return Message(
        id=message_id or str(uuid4()),
        aggregate="tally",
        key=key,
        body=Count(by),
        correlation=key,
        fingerprint=fingerprint,
        writes=writes,
    )
