"""Whether anything happened twice, is missing, or overtook: the sequences of every aggregate."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from towpath_contracts.event import Stream
from towpath_contracts.topics import POLICIES, Cleanup
from towpath_standalone.reconcile.ledger import Ledger, Seen

_MAY_LACK = frozenset(stream for stream, (_, cleanup, _) in POLICIES.items() if cleanup is not Cleanup.DELETE)
"""Compaction keeps the last record of a key, so a gap in these streams says nothing."""


class Order(NamedTuple):
    """How many sequence numbers are missing, were given to two events, or came after a higher one."""

    missing: int
    given_twice: int
    overtaken: int


def order_of(ledger: Ledger) -> Order:
    """Judge the sequences 1..n of every source, stream and subject; events without a sequence are left out."""
    lines: dict[tuple[str, Stream, str], list[int]] = {}
    for seen in ledger.events.values():
        envelope = seen.envelope
        if envelope.sequence is not None:
            lines.setdefault((envelope.source, seen.stream, envelope.subject), []).append(envelope.sequence)
    missing = sum(max(line) - len(set(line)) for (_, stream, _), line in lines.items() if stream not in _MAY_LACK)
    given_twice = sum(len(line) - len(set(line)) for line in lines.values())
    overtaken = sum(sum(later < earlier for earlier, later in pairwise(line)) for line in lines.values())
    return Order(missing, given_twice, overtaken)


def decided_by(ledger: Ledger, service: str) -> int:
    """Return how many events a service has decided, going by what the topics hold.

    Where compaction may have removed some, the highest sequence of each key says how many there were.
    """
    own = [seen for seen in ledger.events.values() if seen.service == service]
    kept = sum(1 for seen in own if seen.stream not in _MAY_LACK)
    return kept + sum(_highest(seen for seen in own if seen.stream in _MAY_LACK))


def _highest(events: Iterable[Seen]) -> Iterable[int]:
    highest: dict[tuple[Stream, str], int] = {}
    for seen in events:
        key = (seen.stream, seen.envelope.subject)
        highest[key] = max(highest.get(key, 0), seen.envelope.sequence or 0)
    return highest.values()
