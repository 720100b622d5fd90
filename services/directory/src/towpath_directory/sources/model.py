"""A registered feed and its runs: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from towpath_runtime.inward import Inward

LEAST = timedelta(minutes=15)
MOST = timedelta(days=366)
"""How often a feed may be fetched."""

FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=2)
"""The pauses after one failure and after many; between these, each is twice as long as the one before."""

FAILING_FROM = 3
"""Failures on end after which a feed is one that keeps failing, and is named to curators."""


class Then(StrEnum):
    """What is done with listings that a feed dropped."""

    KEEP = "keep"
    FLAG = "flag"
    WITHDRAW = "withdraw"


class Ending(StrEnum):
    """How a run ended. Only the first two are complete: after another one, nothing counts as dropped."""

    IMPORTED = "imported"
    NOT_MODIFIED = "not-modified"
    PARTIAL = "partial"
    MANY_REFUSED = "many-refused"
    SHRUNKEN = "shrunken"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Dropping:
    """What is done with listings that a feed dropped.

    ``after`` complete runs without one it is withdrawn. Where more than ``most_share`` of its listings are gone at
    once, and more than ``few``, a curator has to say that this is so; where more than ``most_refused`` of its records
    are refused, nothing counts as dropped. Shares are parts of 1.
    """

    then: Then = Then.WITHDRAW
    after: int = 3
    most_share: float = 0.2
    few: int = 5
    most_refused: float = 0.2


@dataclass(frozen=True, slots=True)
class Terms:
    """What a curator says of a feed. ``per_page`` is sent to a feed in pages; ``details`` asks for what a list names.

    ``covers`` lists postcode districts and sectors, as an import takes them.
    """

    publisher: str
    url: str
    every: timedelta
    covers: str = ""
    paused: bool = False
    per_page: int | None = None
    details: bool = True
    dropping: Dropping = Dropping()


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has begun and not ended. ``approved``: a curator said that what is gone is gone."""

    id: str
    begun: datetime
    whole: bool = False
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A registered feed. ``base`` is the last run whose records are what the feed carries; ``last`` is the last run.

    ``asked``: a curator wants a run now, ``whole`` one that fetches all of it whatever the feed says. ``taken`` counts
    the runs, so that each has an id of its own. ``terms`` is None once it was removed.
    """

    terms: Terms | None = None
    next_run: datetime | None = None
    running: Run | None = None
    asked: bool = False
    whole: bool = False
    taken: int = 0
    base: str | None = None
    last: str | None = None
    ending: Ending | None = None
    failures: int = 0

    @property
    def failing(self) -> bool:
        """Whether it keeps failing."""
        return self.failures >= FAILING_FROM

    @property
    def due(self) -> datetime | None:
        """When something is to be done about it; None where nothing is."""
        if self.running is not None:
            return self.running.begun
        return None if self.terms is None or (self.terms.paused and not self.asked) else self.next_run


class SourceTold(Inward):
    """A curator registered a feed, or said something else of it; None: it is removed."""

    terms: Terms | None
    at: datetime


class RunAsked(Inward):
    """A curator wants a run now."""

    whole: bool
    at: datetime


class RunBegun(Inward):
    """A run began."""

    run: str
    at: datetime


class RunEnded(Inward):
    """A run ended, and the next one was set."""

    run: str
    ending: Ending
    next_run: datetime


class LossApproved(Inward):
    """A curator said that what a run found gone is gone: the run goes on."""

    run: str
    at: datetime
