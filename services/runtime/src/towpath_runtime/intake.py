"""From records to units: decode, address, and hand to the path."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zlib import crc32

from aiokafka import ConsumerRecord

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import decode
from towpath_runtime.consumer import Records
from towpath_runtime.errors import Poison, Refused, where
from towpath_runtime.letter import Letter
from towpath_runtime.logs import Log
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
    """Has the effect of records of some streams, by one group's route."""

    def __init__(
        self,
        path: BatchPath,
        streams: Sequence[Stream],
        route: Route,
        *,
        topics: Topics,
        log: Log,
        metrics: Metrics,
        tracing: Tracing,
    ) -> None:
        self._path = path
        self._streams = frozenset(streams)
        self._route = route
        self._topics = topics
        self._log = log
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

    def reads(self, letter: Letter) -> bool:
        """Whether this group reads the topic of a record."""
        place = self._topics.parse(letter.topic)
        return place is not None and place[0] in self._streams

    def unit(self, letter: Letter) -> Unit | None:
        """Return what a record asks for, or None where it is for someone else."""
        try:
            envelope = decode(letter.topic, letter.key, letter.value, letter.headers, self._topics, letter.position)
            messages = tuple(self._route(envelope)) if envelope.event is not None else ()
        except Unreadable as error:
            return Unit((), letter, unreadable=Poison(error.code.value, error.at))
        except Refused as error:
            return Unit((), letter, unreadable=Poison(error.code, (error.field,) if error.field else ()))
        except Poison as error:
            return Unit((), letter, unreadable=error)
        except Exception as error:  # a route that breaks on one record must not stop the others
            self._log.error("rule-broke", where=where(error), letter=letter.id)
            return Unit((), letter, unreadable=Poison("rule-broke"))
        if not messages:
            self._metrics.skipped.inc()
            return None
        return Unit(messages, letter)


def letter_of(record: ConsumerRecord[bytes | None, bytes | None]) -> Letter:
    """Return a record as it came."""
    return Letter(
        record.topic, record.partition, record.offset, record.key, record.value, record.headers, record.timestamp
    )
