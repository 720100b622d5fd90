"""What a report says. No text of any record is in it: records are named by their position, their listing and their id.

``given`` is the publisher's own id, where it has the form of one.
"""

from pydantic import AwareDatetime, BaseModel

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.imports.lines import Outcome, State
from towpath_directory.imports.views import Pages
from towpath_directory.sources.model import Ending
from towpath_directory.sources.views import Standing


class Example(BaseModel):
    """A record: its position in the feed, its listing here, and the publisher's own id."""

    position: int | None = None
    listing: Id | None = None
    given: str | None = None


class Finding(BaseModel):
    """What was found, of how many records, what it means, what mends it, and some of the records."""

    code: str
    count: int
    words: str
    mend: str = ""
    field: str = ""
    examples: list[Example] = []


class Task(BaseModel):
    """What to mend, of how many records, and how many points that would give back; a refused record lacks 100."""

    code: str
    count: int
    points: int
    words: str
    mend: str


class Doubles(BaseModel):
    """Records that are there twice.

    ``repeated`` in the feed itself, ``merged`` by a curator; ``likely`` counts pairs of the publisher's listings and
    others that wait for a curator.
    """

    repeated: int = 0
    merged: int = 0
    likely: int = 0
    examples: list[Example] = []


class Lost(BaseModel):
    """What the feed no longer has: ``gone`` since the run before, ``missing`` in all, ``withdrawn`` by this run."""

    source: Code
    ending: Ending | None = None
    gone: int = 0
    missing: int = 0
    withdrawn: int = 0
    examples: list[Example] = []


class Report(BaseModel):
    """What became of an import. ``counts`` and ``pending`` add up to ``records``, and ``grades`` to ``graded``."""

    id: Id
    publisher: Code
    origin: str
    state: State
    created: AwareDatetime
    finished: AwareDatetime | None = None
    documents: int
    records: int
    pending: int
    counts: dict[Outcome, int]
    pages: Pages | None = None
    doubts: list[str] = []
    graded: int
    grades: dict[str, int]
    first: list[Task]
    refused: list[Finding]
    quality: list[Finding]
    mended: list[Finding]
    duplicates: Doubles
    lost: Lost | None = None


class Feed(BaseModel):
    """A registered feed of the publisher, in short."""

    id: Code
    state: Standing
    ending: Ending | None = None
    failures: int = 0
    missing: int = 0


class PublisherQuality(BaseModel):
    """How good the listings of a publisher are. ``grades`` add up to ``listings``, with those not graded yet."""

    publisher: Code
    listings: int
    ungraded: int
    grades: dict[str, int]
    points: float | None = None
    first: list[Task]
    quality: list[Finding]
    duplicates: Doubles
    sources: list[Feed]
    imports: list[Id]
