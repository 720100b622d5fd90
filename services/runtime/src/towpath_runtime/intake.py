"""From records to units: decode, address, and hand to the path."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any
from zlib import crc32

from aiokafka import ConsumerRecord

from towpath_contracts.envelope import Envelope
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import decode
from towpath_runtime.consumer import Records
from towpath_runtime.errors import Poison
from towpath_runtime.letter import Letter
from towpath_runtime.message import Message
from towpath_runtime.metrics import Metrics
from towpath_runtime.path import BatchPath
from towpath_runtime.tracing import Tracing
from towpath_runtime.unit import Unit

TOGETHER = 200
"""Records of a poll up to which it goes as one transaction: below, a commit costs more than there is to overlap."""

Route = Callable[[Envelope], Iterable[Message]]
"""Says which messages an event stands for in this service; none where nobody here cares."""


class Intake:
    """Has the effect of records, by one group's route."""

    def __init__(self, path: BatchPath, route: Route, topics: Topics, metrics: Metrics, tracing: Tracing) -> None:
        self._path = path
        self._route = route
        self._topics = topics
        self._metrics = metrics
        self._tracing = tracing

    async def handle(self, records: Records) -> None:
        """Handle one poll. Raises Away when any of it could not be handled; then the same poll is handled again.

        A large poll goes as two transactions side by side, so that this process decides on one half while the database
        writes the other. A key is always in one half: its order holds.
        """
        if len(records) <= TOGETHER:
            return await self._handle(records)
        halves: tuple[list[Any], list[Any]] = ([], [])
        for record in records:
            halves[crc32(record.key or b"") & 1].append(record)
        outcomes = await asyncio.gather(*map(self._handle, halves), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return None

    async def _handle(self, records: Records) -> None:
        units = [unit for record in records if (unit := self.unit(letter_of(record))) is not None]
        if units:
            parents = (message.traceparent for unit in units for message in unit.messages)
            with self._tracing.batch("process", parents):
                await self._path.run(units)

    def unit(self, letter: Letter) -> Unit | None:
        """Return what a record asks for, or None where it is for someone else."""
        try:
            envelope = decode(letter.topic, letter.key, letter.value, letter.headers, self._topics)
        except Unreadable as error:
            return Unit((), letter, unreadable=Poison(error.code.value, error.at))
        if envelope.event is None:
            self._metrics.skipped.inc()
            return None
        messages = tuple(self._route(envelope))
        if not messages:
            self._metrics.skipped.inc()
            return None
        return Unit(messages, letter)


def letter_of(record: ConsumerRecord[bytes | None, bytes | None]) -> Letter:
    """Return a record as it came."""
    return Letter(record.topic, record.partition, record.offset, record.key, record.value, record.headers)
