"""A line of a reconciliation: two sides that were counted in different places and have to be the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """``left`` and ``right`` are counts by what was counted; the sums of both sides are compared."""

    what: str
    left: Mapping[str, int]
    right: Mapping[str, int]

    @property
    def balanced(self) -> bool:
        """Whether both sides are the same."""
        return sum(self.left.values()) == sum(self.right.values())

    @property
    def difference(self) -> int:
        """By how much the left side is greater."""
        return sum(self.left.values()) - sum(self.right.values())

    def __str__(self) -> str:
        return f"{_said(self.left)} {'=' if self.balanced else '≠'} {_said(self.right)}"


def _said(side: Mapping[str, int]) -> str:
    """Return a side in words; of several parts, those that are not 0."""
    parts = {name: count for name, count in side.items() if count} or dict(list(side.items())[:1])
    return " + ".join(f"{name} {count}" for name, count in parts.items())
