"""Who waits for what, and a gap: pure, pseudonymous, in whatever order the facts came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from towpath_contracts.values import Area


@dataclass(frozen=True, slots=True)
class Answer:
    """What matching answered for a referral: which needs stayed unmet, and where, if it found nothing at all."""

    at: datetime
    id: str
    unmet: frozenset[str]
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A person waits for something: ``since`` the first time that nothing was found, ``newest`` the last time."""

    need: str
    area: Area
    since: datetime
    newest: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many people wait for a gap to be filled, and since when the first of them does."""

    people: int = 0
    since: datetime | None = None
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that nobody meets in an area. ``people`` is 0 where it is closed; ``service`` answered it last."""

    need: str = ""
    area: Area = field(default_factory=lambda: Area(code="ZZ99 9"))
    people: int = 0
    since: datetime | None = None
    service: str | None = None

    @property
    def open(self) -> bool:
        """Whether people wait whom nobody has answered."""
        return self.people > 0


def gap_key(need: str, area: str) -> str:
    """Return the key of a gap, as on its topic."""
    return f"{need}/{area}"


def waits(facts: Iterable[Mapping[str, Any]]) -> Sequence[Wait]:
    """Return what a referral waits for. A fact is an answer of matching, or says that the case is ``closed``.

    Whoever finds nothing waits for each need; options leave over the needs that were waited for and that none of them
    meets. Answers count in the order in which they were given, not in the order in which they were heard.
    """
    known = list(facts)
    if any(fact.get("closed") for fact in known):
        return ()
    waiting: dict[str, Wait] = {}
    for answer in sorted(map(answer_of, known), key=lambda answer: (answer.at, answer.id)):
        waiting = _after(waiting, answer)
    return tuple(waiting.values())


def _after(waiting: Mapping[str, Wait], answer: Answer) -> dict[str, Wait]:
    if answer.area is None:
        return {need: replace(wait, newest=answer.at) for need, wait in waiting.items() if need in answer.unmet}
    return {
        need: Wait(need, answer.area, waiting[need].since if need in waiting else answer.at, answer.at)
        for need in sorted(answer.unmet)
    }


def answer_of(fact: Mapping[str, Any]) -> Answer:
    """Read an answer of matching from its fact."""
    area = fact.get("area")
    return Answer(fact["at"], fact["id"], frozenset(fact["unmet"]), None if area is None else Area(**area))


def waiting_for(key: str, referrals: Iterable[Sequence[Wait]], answered: datetime | None) -> Waiting:
    """Count who waits for a gap to be filled; an answer settles all who waited until then."""
    found = [
        wait
        for referral in referrals
        for wait in referral
        if gap_key(wait.need, wait.area.code) == key and (answered is None or wait.newest > answered)
    ]
    if not found:
        return Waiting()
    newest = max(found, key=lambda wait: (wait.newest, wait.area.lat is not None))
    return Waiting(len(found), min(wait.since for wait in found), newest.area)
