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
    place: str = ""


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


def answers(records: Iterable[Heard]) -> list[Answer]:
    """Return the readable events among records, each once: what is sent again is the same answer.

    Two versions of an event that are published side by side have one id, and are two answers here.
    """
    found: dict[tuple[str, str], Answer] = {}
    for record in records:
        envelope = record.envelope
        if envelope is not None and envelope.event is not None:
            answer = Answer(
                envelope.id, envelope.event, envelope.subject, envelope.causationid, record.at, record.place
            )
            found.setdefault((answer.id, envelope.type), answer)
    return list(found.values())


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
