"""What may be asked of a registered feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from towpath_directory.sources.model import Ending, Terms


@dataclass(frozen=True, slots=True)
class Register:
    """Have a feed fetched from now on."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something else of a feed. ``expected`` is the tag of what the asker has seen, where that matters to them."""

    terms: Terms
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Have a feed fetched no longer. Its listings stay."""


@dataclass(frozen=True, slots=True)
class AskRun:
    """Have it fetched now; ``whole``: all of it, whatever it says has not changed."""

    whole: bool = False


@dataclass(frozen=True, slots=True)
class BeginRun:
    """Begin the run that is due: the one with this ``number``, so that a process that slept begins none."""

    run: str
    number: int


@dataclass(frozen=True, slots=True)
class EndRun:
    """End a run. ``chance`` between 0 and 1 spreads the pauses; ``wait`` is how long the feed asks to be left alone.

    ``figures`` go into its history: they rule nothing.
    """

    run: str
    ending: Ending
    chance: float
    wait: timedelta | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApproveLoss:
    """Say that what the last run found gone is gone. ``curator`` is a role's code."""

    run: str
    curator: str
    reason: str


Asked = Register | Tell | Remove | AskRun | BeginRun | EndRun | ApproveLoss
