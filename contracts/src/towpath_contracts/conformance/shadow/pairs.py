"""Which answer of the shadow belongs to which answer of the real one: the two that answer the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from towpath_contracts.conformance.heard import Heard
from towpath_contracts.event import Event


@dataclass(frozen=True)
class Answer:
    """An event that was heard. ``at`` is Kafka's time of its record, in milliseconds since 1970; ``cause`` the id of
    what it answers, where that is known.
    """

    id: str
    event: Event
    subject: str
    cause: str | None
    at: int
    source: str = ""


class Key(NamedTuple):
    """What an answer answers. ``ordinal`` counts, from 0, what one implementation said under the same other parts."""

    cause: str | None
    name: str
    subject: str
    ordinal: int


@dataclass(frozen=True)
class Pair:
    """What both said to the same, or one of them alone. ``asked`` is Kafka's time of the cause, where it was heard."""

    key: Key
    real: Answer | None
    shadow: Answer | None
    asked: int | None

    @property
    def since(self) -> int:
        """When it was asked, or else when the first of the two answered; milliseconds since 1970."""
        answered = [answer.at for answer in (self.real, self.shadow) if answer is not None]
        return min(answered) if self.asked is None else self.asked


Naming = Callable[[Event], str]
"""Under which name an event is paired: its own, or one that it shares with those that may stand in its place."""


def answer_of(record: Heard) -> Answer | None:
    """Return the event in a record as an answer; None where there is none that the contracts know."""
    said = record.envelope
    if said is None or said.event is None:
        return None
    return Answer(said.id, said.event, said.subject, said.causationid, record.at, said.source)


def pairs(real: Iterable[Answer], shadow: Iterable[Answer], asked: Mapping[str, int], naming: Naming) -> list[Pair]:
    """Pair the answers of both, in the order in which they were asked for.

    ``asked`` has Kafka's time of every cause that was heard, by id. By a cause that was not heard nothing is paired,
    since it may be one that an implementation made itself, under an id of its own: then name, subject and order tell.
    """
    ours, theirs = _keyed(real, asked, naming), _keyed(shadow, asked, naming)
    found = [Pair(key, ours.get(key), theirs.get(key), asked.get(key.cause or "")) for key in {**ours, **theirs}]
    return sorted(found, key=lambda pair: pair.since)


def _keyed(said: Iterable[Answer], asked: Mapping[str, int], naming: Naming) -> dict[Key, Answer]:
    counts: Counter[tuple[str | None, str, str]] = Counter()
    found: dict[Key, Answer] = {}
    for answer in said:
        cause = answer.cause if answer.cause in asked else None
        about = (cause, naming(answer.event), answer.subject)
        found[Key(*about, counts[about])] = answer
        counts[about] += 1
    return found
