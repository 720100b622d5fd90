"""What a demo counts while people walk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

STEPS = (
    "received",
    "accepted",
    "reached",
    "assessed",
    "options",
    "plan agreed",
    "connected",
    "taking part",
    "ended",
)
"""In the order in which a person comes to them; the last one is everybody's."""


@dataclass(slots=True)
class Tally:
    """Counts of people by step, of endings, and what went wrong; waits are in seconds of real time.

    ``example`` is the referral of somebody who came all the way.
    """

    people: int
    steps: Counter[str] = field(default_factory=Counter)
    stories: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    received_to_options: list[float] = field(default_factory=list)
    asked_to_options: list[float] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    example: str | None = None


def percentile(waits: list[float], hundredth: int) -> float:
    """Return the smallest wait that so many of a hundred do not exceed (nearest rank); 0 where there are none."""
    if not waits:
        return 0.0
    ordered = sorted(waits)
    return ordered[max(0, -(-len(ordered) * hundredth // 100) - 1)]
