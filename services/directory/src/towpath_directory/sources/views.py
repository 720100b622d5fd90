"""What is asked about registered feeds and what is answered: the bodies and answers of the HTTP API."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field, WithJsonSchema

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.sources.model import LEAST, MOST, Dropping, Ending, Source, Terms, Then
from towpath_runtime.http import Command


def _hours(given: object) -> object:
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        if not isinstance(given, (str, timedelta)) or (isinstance(given, str) and not given.startswith("P")):
            raise ValueError("a duration such as PT6H or P1D, or a number of hours")
        return given
    if not 0 < given <= MOST / timedelta(hours=1):
        raise ValueError("a number of hours from a quarter to those of a year")
    return timedelta(hours=given)


def _within(every: timedelta) -> timedelta:
    if not LEAST <= every <= MOST:
        raise ValueError("between 15 minutes and a year")
    return every


Every = Annotated[
    timedelta,
    BeforeValidator(_hours),
    AfterValidator(_within),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "duration"}, {"type": "number", "exclusiveMinimum": 0}]}),
]
Share = Annotated[float, Field(ge=0, le=1)]


class DroppingBody(Command):
    """What is done with listings that the feed dropped; ``after`` counts complete runs, shares are parts of 1."""

    then: Then = Then.WITHDRAW
    after: Annotated[int, Field(ge=1, le=100)] = 3
    most_share: Share = 0.2
    few: Annotated[int, Field(ge=0, le=10_000)] = 5
    most_refused: Share = 0.2


class TermsBody(Command):
    """What is said of a feed. ``every`` is a duration of ISO 8601, or hours; 15 minutes at least."""

    publisher: Code
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    every: Every
    covers: Annotated[str, Field(max_length=2000)] = ""
    paused: bool = False
    per_page: Annotated[int, Field(ge=1, le=1000)] | None = None
    details: bool = True
    dropping: DroppingBody = DroppingBody()

    def terms(self) -> Terms:
        """Return what was said."""
        said = {name: getattr(self, name) for name in TermsBody.model_fields if name != "dropping"}
        return Terms(**said, dropping=Dropping(**self.dropping.model_dump()))


class SourceBody(TermsBody):
    """A feed to be registered under an id of the asker's choice."""

    id: Code


class RunBody(Command):
    """``whole``: fetch all of it, whatever it says has not changed."""

    whole: bool = False


class ApproveBody(Command):
    """Who says that what is gone is gone, by a role's code, and why."""

    curator: Code
    reason: Code


class Standing(StrEnum):
    """Where a feed stands; one that keeps failing is still tried, ever more rarely."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILING = "failing"

    @classmethod
    def of(cls, source: Source) -> Self:
        """Return where a feed stands."""
        if source.running is not None:
            return cls("running")
        if source.terms is not None and source.terms.paused:
            return cls("paused")
        return cls("failing" if source.failing else "waiting")


class RunView(BaseModel):
    """One run. ``statuses`` counts the answers of the feed's server by HTTP status.

    ``counts`` are records by outcome, ``gone`` listings that were there before, ``missing`` those that are now and
    ``dropped`` those of them that were there a run ago; ``problem`` is a code, and ``doubts`` name why the feed may
    have been read in part only.
    """

    id: Id
    number: int = 0
    begun: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    ending: Ending | None = None
    problem: str | None = None
    whole: bool = False
    statuses: dict[str, int] = {}
    pages: int = 0
    details: int = 0
    records: int = 0
    counts: dict[str, int] = {}
    ruled_out: int = 0
    doubts: list[str] = []
    gone: int = 0
    missing: int = 0
    dropped: int = 0
    withdrawn: int = 0
    imported: Id | None = Field(default=None, alias="import")
    next_run: AwareDatetime | None = None
    approved: dict[str, Any] | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Return a run as it is kept."""
        return cls.model_validate({name: value for name, value in kept.items() if name != "_id"} | {"id": kept["_id"]})


class SourceView(BaseModel):
    """A registered feed. ``failures`` are those on end; ``last`` and ``ending`` tell of the last run."""

    id: Code
    state: Standing
    publisher: Code
    url: str
    every: timedelta
    covers: str
    paused: bool
    per_page: int | None
    details: bool
    dropping: DroppingBody
    next_run: AwareDatetime | None
    failures: int
    last: Id | None
    ending: Ending | None

    @classmethod
    def of(cls, key: str, source: Source, terms: Terms) -> Self:
        """Return a feed as it stands."""
        said = {name: getattr(terms, name) for name in TermsBody.model_fields if name != "dropping"}
        return cls(
            id=key,
            state=Standing.of(source),
            **said,
            dropping=DroppingBody.model_validate(terms.dropping, from_attributes=True),
            next_run=None if source.running else source.next_run,
            failures=source.failures,
            last=source.last,
            ending=source.ending,
        )


class SourceWhole(BaseModel):
    """A feed with its last runs, the newest first, and how many listings it carries, lacks, or has lost."""

    source: SourceView
    runs: list[RunView]
    carried: dict[str, int]


class SourcePage(BaseModel):
    """A page of feeds in the order of their ids; ``next`` is the cursor of the one that follows."""

    contents: list[SourceView]
    next: str | None = None


class RunPage(BaseModel):
    """A page of runs, the newest first; ``next`` is the cursor of the one that follows."""

    contents: list[RunView]
    next: int | None = None


class DroppedView(BaseModel):
    """A listing that a feed no longer has: since when, and for how many complete runs."""

    listing: Id
    given: str
    name: str | None
    state: str
    since: AwareDatetime | None
    missing: int


class DroppedPage(BaseModel):
    """A page of listings that a feed no longer has, in the order of their ids."""

    contents: list[DroppedView]
    next: str | None = None
