"""The state of a proposal that two listings are one service."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from towpath_directory.duplicates.score import Comparison


class State(StrEnum):
    """Where a proposal stands. What a curator decided stays so until a curator reopens it."""

    PROPOSED = "proposed"
    MERGED = "merged"
    KEPT_APART = "kept-apart"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a curator decided, and why. ``keep`` is the listing that stands for both, where they were merged."""

    state: State
    curator: str
    reason: str
    at: datetime
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two listings that may be one service; ``publishers`` in the order of the two. ``decisions`` are all that were.

    ``revision`` counts what happened to it: a curator's word can be bound to the one that they saw.
    """

    state: State
    comparison: Comparison
    publishers: tuple[str, str]
    since: datetime
    decisions: tuple[Decision, ...] = ()
    revision: int = 1

    @property
    def kept(self) -> str | None:
        """The listing that stands for both; None where they are not merged."""
        return self.decisions[-1].keep if self.state is State.MERGED else None

    @property
    def other(self) -> str | None:
        """The listing that was merged into the one that was kept; None where they are not merged."""
        first, second = self.comparison.services
        return None if self.kept is None else second if self.kept == first else first
