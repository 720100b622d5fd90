"""Everything that the topics hold, each event once: what a reconciliation counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as it first stood in a topic. ``timestamp`` is the record's, in milliseconds since 1970."""

    stream: Stream
    envelope: Envelope
    timestamp: int = 0

    @property
    def service(self) -> str:
        """The service that produced it, the last part of its source; empty where nobody knows."""
        return self.envelope.source.rpartition("/")[2]


@dataclass(slots=True)
class Ledger:
    """Distinct events in the order of each partition.

    ``repeated`` counts records whose event was there before, ``unreadable`` those that are no event, by topic.
    ``standing`` is the last event of each key of a compacted stream; a tombstone takes its key away. ``letters`` are
    the ids of dead letters by service.
    """

    events: dict[str, Seen] = field(default_factory=dict)
    repeated: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    standing: dict[Stream, dict[str, Seen]] = field(default_factory=dict)
    letters: dict[str, set[str]] = field(default_factory=dict)

    def take(self, seen: Seen) -> None:
        """Add the next record of a partition."""
        envelope = seen.envelope
        keys = self.standing.setdefault(seen.stream, {})
        if envelope.tombstone:
            keys.pop(envelope.subject, None)
        else:
            keys[envelope.subject] = seen
        if envelope.id in self.events:
            self.repeated += 1
        else:
            self.events[envelope.id] = seen

    def take_letter(self, service: str, letter: str) -> None:
        """Add a dead letter; one that is told of twice is one."""
        self.letters.setdefault(service, set()).add(letter)

    def of(self, *kinds: type[E]) -> Iterator[tuple[Seen, E]]:
        """Yield the events of these kinds."""
        for seen in self.events.values():
            if isinstance(seen.envelope.event, kinds):
                yield seen, seen.envelope.event

    def count(self, *kinds: type[Event]) -> int:
        """Return how many events there are of these kinds."""
        return sum(1 for _ in self.of(*kinds))

    def by_stream(self) -> Counter[Stream]:
        """Return how many events each stream has."""
        return Counter(seen.stream for seen in self.events.values())

    def by_type(self) -> Counter[str]:
        """Return how many events there are of each type."""
        return Counter(seen.envelope.type for seen in self.events.values())
