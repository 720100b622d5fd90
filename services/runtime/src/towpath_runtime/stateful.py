"""The half of a service that keeps something: database, path, outbox, relay, dead letters."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import IndexModel

from towpath_contracts.topics import Topics
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.clock import Clock
from towpath_runtime.commit import ping
from towpath_runtime.deadletters import DeadLetters
from towpath_runtime.errors import Away
from towpath_runtime.faults import Faults
from towpath_runtime.group import GroupCommit
from towpath_runtime.ids import new_id
from towpath_runtime.intake import Intake
from towpath_runtime.lease import Lease
from towpath_runtime.letter import Letter
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics
from towpath_runtime.mongo import Database, connect, database, ensure_collection, ensure_indexes, runtime_indexes
from towpath_runtime.outbox import Outbox
from towpath_runtime.path import BatchPath
from towpath_runtime.publisher import Publisher
from towpath_runtime.relay import Relay
from towpath_runtime.settings import RuntimeSettings
from towpath_runtime.unit import Unit

RELAY_SILENT_AFTER = 120.0


class Stateful:
    """What stands on the database."""

    def __init__(
        self,
        name: str,
        settings: RuntimeSettings,
        aggregates: Sequence[Aggregate[Any]],
        *,
        topics: Topics,
        source: str,
        clock: Clock,
        faults: Faults,
        publisher: Publisher,
        log: Log,
        metrics: Metrics,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._aggregates = aggregates
        self.indexes: dict[str, list[IndexModel]] = runtime_indexes(settings.retention_days)
        for aggregate in aggregates:
            if aggregate.indexes:
                self.indexes.setdefault(aggregate.name, []).extend(aggregate.indexes)
        self.client = connect(settings.mongo_uri)
        self.database: Database = database(self.client, f"{settings.database_prefix}{name}")
        self.outbox = Outbox(self.database)
        self.relay = Relay(
            database=self.database,
            publisher=publisher,
            lease=Lease(self.database, "relay", new_id(), settings.lease),
            faults=faults,
            log=log,
            metrics=metrics,
        )
        self.path = BatchPath(
            name=name,
            database=self.database,
            aggregates=aggregates,
            topics=topics,
            source=source,
            clock=clock,
            faults=faults,
            log=log,
            metrics=metrics,
            committed=self.relay.wake,
        )
        self.group = GroupCommit(self.path, settings.batch)
        self.intakes: list[Intake] = []
        self.letters = DeadLetters(self.database, self.path, self._unit)

    def _unit(self, letter: Letter) -> Unit | None:
        """Read a dead letter again as the group that reads its topic does."""
        units = (intake.unit(letter) for intake in self.intakes if intake.reads(letter))
        return next(units, None)

    async def prepare(self) -> None:
        """Create indexes and the lease, and end what a process before began on dead letters. Raises Away."""
        await ensure_indexes(self.database, self.indexes)
        for aggregate in self._aggregates:
            await ensure_collection(self.database, aggregate.name)
        await self.relay.prepare()
        await self.letters.go_on()

    async def measure(self) -> None:
        """Take the figures that only the database knows. Raises Away."""
        counts = await self.outbox.counts()
        self._metrics.pending.set(counts.pending)
        self._metrics.oldest.set(counts.oldest_seconds)
        reasons, oldest = await self.letters.by_reason()
        self._metrics.letters(reasons)
        age = 0.0 if oldest is None else (datetime.now(UTC) - oldest).total_seconds()
        self._metrics.letters_oldest.set(age)
        self._metrics.away("mongodb", False)

    async def answers(self) -> str | None:
        """Whether the database answers, as a readiness check."""
        try:
            async with asyncio.timeout(2):
                await ping(self.client)
        except (Away, TimeoutError):
            self._metrics.away("mongodb", True)
            return "mongodb-away"
        return None

    async def relay_moves(self) -> str | None:
        """Whether the relay still goes round, as a liveness check. One that waits for a server does."""
        return "relay-silent" if time.monotonic() - self.relay.progressed > RELAY_SILENT_AFTER else None
