"""Decide and evolve, in memory, for one batch: what the rules say, before anything is written."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from pymongo import InsertOne, ReplaceOne

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.topics import POLICIES, Cleanup, Topics
from towpath_contracts.wire import encode
from towpath_runtime.aggregate import Aggregate, Change, Document
from towpath_runtime.errors import IdempotencyKeyReused, Poison
from towpath_runtime.ids import derive
from towpath_runtime.inward import Inward
from towpath_runtime.message import Done, Message, Operation, Write
from towpath_runtime.unit import Unit

COMPACTED = frozenset(stream for stream, (_, cleanup, _) in POLICIES.items() if cleanup is Cleanup.COMPACT)
"""Streams whose newest event of each key has to be kept for ever, for the topic can be asked for it for ever."""

Address = tuple[str, str]
"""The name of an aggregate and the key of one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One aggregate as this batch sees it. ``loaded`` is the version that was read, None for one that is new."""

    state: Any
    version: int
    loaded: int | None
    stamp: int
    sequences: Mapping[str, int]


NEW = Entry(state=None, version=0, loaded=None, stamp=0, sequences={})


@dataclass(slots=True)
class Result:
    """What a unit adds to the transaction."""

    entries: dict[Address, Entry] = field(default_factory=dict)
    marks: dict[str, Document] = field(default_factory=dict)
    rows: list[Document] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)

    def take(self, other: "Result") -> None:
        """Add what another unit adds."""
        self.entries.update(other.entries)
        self.marks.update(other.marks)
        self.rows.extend(other.rows)
        self.writes.extend(other.writes)

    def __bool__(self) -> bool:
        return bool(self.marks or self.writes or self.rows)


class Workspace:
    """Goes through the units of a batch in order. Nothing here waits or writes."""

    def __init__(
        self,
        aggregates: Mapping[str, Aggregate[Any]],
        topics: Topics,
        source: str,
        loaded: Mapping[Address, Entry],
        seen: Mapping[str, Document],
        now: datetime,
    ) -> None:
        self._aggregates = aggregates
        self._topics = topics
        self._source = source
        self._loaded = loaded
        self._seen = seen
        self._now = now
        self._at = datetime.now(UTC)
        self._micros = time.time_ns() // 1000
        self.result = Result()

    def decide(self, unit: Unit) -> None:
        """Let the rules decide on a unit. Raises Refused or Poison, and then the unit left no trace."""
        if unit.unreadable is not None:
            raise unit.unreadable
        staged = Result()
        unit.outcome = [self._decide(message, staged) for message in unit.messages]
        self.result.take(staged)

    def _decide(self, message: Message, staged: Result) -> Done:
        mark = message.mark
        earlier = self._seen.get(mark) or self.result.marks.get(mark) or staged.marks.get(mark)
        if earlier is not None:
            if earlier.get("fingerprint", "") != message.fingerprint:
                raise IdempotencyKeyReused("use a new Idempotency-Key for another body", field="Idempotency-Key")
            return Done(version=earlier["version"], repeated=True)
        address = (message.aggregate, message.key)
        entry = staged.entries.get(address) or self.result.entries.get(address) or self._loaded.get(address, NEW)
        aggregate = self._aggregates[message.aggregate]
        events = aggregate.decide(entry.state, message.body, self._now)
        after, envelopes = self._evolve(aggregate, entry, message, events, staged)
        staged.writes.extend(message.writes)
        staged.writes.extend(
            aggregate.project(Change(message.key, entry.state, after.state, message, envelopes, self._now))
        )
        staged.marks[mark] = {"_id": mark, "version": after.version, "at": self._at}
        if message.fingerprint:
            staged.marks[mark]["fingerprint"] = message.fingerprint
        if events:
            staged.entries[address] = after
        return Done(version=after.version, events=envelopes)

    def _evolve(
        self, aggregate: Aggregate[Any], entry: Entry, message: Message, events: Sequence[Event], staged: Result
    ) -> tuple[Entry, tuple[Envelope, ...]]:
        if not events:
            return entry, ()
        state, stamp, sequences = entry.state, max(entry.stamp, self._micros), dict(entry.sequences)
        envelopes = []
        for index, event in enumerate(events):
            state = aggregate.evolve(state, event)
            if isinstance(event, Inward):
                continue
            subject = event.key(message.key)
            line = f"{event.stream.value}/{subject}"
            sequences[line] = sequence = sequences.get(line, 0) + 1
            envelope = Envelope.of(
                event,
                event_id=derive(message.id, f"{aggregate.name}/{message.key}/{event.type}/{index}"),
                source=self._source,
                aggregate=message.key,
                time=self._now,
                sequence=sequence,
                causationid=message.causation or message.id,
                correlationid=message.correlation,
                traceparent=message.traceparent,
            )
            envelopes.append(envelope)
            for said in envelope.in_every_version():
                stamp += 1
                staged.rows.append(self._row(said, event, stamp))
        version = entry.version + len(events)
        return Entry(state, version, entry.loaded, stamp, sequences), tuple(envelopes)

    def _row(self, envelope: Envelope, event: Event, stamp: int) -> Document:
        record = encode(envelope, self._topics)
        row: Document = {
            "_id": envelope.id if envelope.type == event.type else f"{envelope.id}/{envelope.type}",
            "pending": True,
            "stamp": stamp,
            "topic": record.topic,
            "key": envelope.subject,
            "value": record.value,
            "headers": dict(record.headers),
        }
        if event.stream in COMPACTED:
            row["compacted"] = True
        return row

    def state_writes(self) -> dict[str, list[Operation]]:
        """Return the writes of the states that changed, by collection, each bound to the version that was read."""
        writes: dict[str, list[Operation]] = {}
        for (name, key), entry in self.result.entries.items():
            document = self._aggregates[name].to_document(entry.state)
            document.update(_id=key, version=entry.version, stamp=entry.stamp, sequences=dict(entry.sequences))
            operation: Operation = (
                InsertOne(document)
                if entry.loaded is None
                else ReplaceOne({"_id": key, "version": entry.loaded}, document)
            )
            writes.setdefault(name, []).append(operation)
        return writes


def entry_of(aggregate: Aggregate[Any], document: Document) -> Entry:
    """Read an aggregate's document."""
    return Entry(
        state=aggregate.from_document(document),
        version=document["version"],
        loaded=document["version"],
        stamp=document["stamp"],
        sequences=document["sequences"],
    )


def letter_row(unit: Unit, topic: str, error: Poison) -> Document:
    """Return the outbox row that tells the dead-letter topic of a unit that was parked: the record as it came."""
    letter = unit.letter
    assert letter is not None
    headers = [(name, value) for name, value in letter.headers if value is not None]
    return {
        "_id": derive(letter.id, "deadletter"),
        "pending": True,
        "stamp": time.time_ns() // 1000,
        "topic": topic,
        "key": None if letter.key is None else Binary(letter.key),
        "value": letter.value,
        "headers": [list(header) for header in headers + letter.reasons(error)],
    }
