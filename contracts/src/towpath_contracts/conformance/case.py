"""A case: one promise of a role, as a function whose name is the sentence that it proves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from towpath_contracts.roles import Role

if TYPE_CHECKING:
    from towpath_contracts.conformance.kit import Kit


class Promise(StrEnum):
    """What a role promises to everybody else on the topics."""

    RIGHT = "right answers"
    STABLE = "ids derived, and stable on redelivery"
    ORDER = "order per key"
    DUPLICATES = "duplicates harmless"
    TOLERANT = "unknown fields and types tolerated"
    POISON = "poison survived"
    TIMELY = "replies within the stated time"
    FORM = "records of the agreed form"
    PRIVATE = "no personal data"
    CAUSES = "correct causation and correlation"
    ABSENCE = "catch-up after absence"
    RESTART = "restart in the middle"


class Needs(StrEnum):
    """What a case needs of the target that cannot be had through Kafka."""

    STIMULUS = "stimulus"
    CONTROL = "control"


class Broken(Exception):
    """The target broke the promise. The text says how: with ids, codes and counts, never with values of a person."""


class NotAsked(Exception):
    """The case does not apply to this target; the text says why."""


@dataclass(frozen=True)
class Case:
    """One case. ``audit`` says that it looks at all that was heard in the run, and so comes after the others."""

    role: Role
    promise: Promise
    run: Callable[[Kit], Awaitable[None]]
    needs: frozenset[Needs] = frozenset()
    audit: bool = False

    @property
    def name(self) -> str:
        """Its name in a report for machines: the function's."""
        return self.run.__name__

    @property
    def sentence(self) -> str:
        """What it proves, in words."""
        return self.name.replace("_", " ")

    @property
    def why(self) -> str:
        """Why it matters, and what to look at where it is broken."""
        return " ".join((self.run.__doc__ or "").split())


CASES: dict[Role, list[Case]] = {role: [] for role in Role}
"""The cases of every role, in the order in which they are run."""

Proof = Callable[["Kit"], Awaitable[None]]


def case(
    *roles: Role, promise: Promise, needs: tuple[Needs, ...] = (), audit: bool = False
) -> Callable[[Proof], Proof]:
    """Make a function a case of these roles."""

    def keep(run: Proof) -> Proof:
        for role in roles:
            CASES[role].append(Case(role, promise, run, frozenset(needs), audit))
        return run

    return keep


def expect(holds: object, otherwise: str) -> None:
    """Raise Broken with these words unless something holds."""
    if not holds:
        raise Broken(otherwise)
