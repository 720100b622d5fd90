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
        sides = (" + ".join(f"{name} {count}" for name, count in side.items()) for side in (self.left, self.right))
        return " = ".join(sides) if self.balanced else " ≠ ".join(sides)
