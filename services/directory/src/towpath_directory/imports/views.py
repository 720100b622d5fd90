"""What an import answers: how far it is, what became of the records, and line by line why."""

from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, Field

from towpath_contracts.codes import Code
from towpath_directory.feeds.reasons import MENDS, REFUSALS
from towpath_directory.imports.lines import Outcome, State
from towpath_runtime.http import Command

BY_CODE = {
    "listing-merged": "a curator merged it with another listing, which stands for both; what was sent is kept",
    "left-unassured": "it left because nobody had said for long that it is right, and the feed tells no newer look",
}
BY_A_RULE = "the directory refused it by a rule of this name"


class FeedAddress(Command):
    """A feed to be fetched. The publisher and the areas can be in the address of the request as well."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    publisher: Code | None = None
    covers: Annotated[str, Field(max_length=2000)] | None = None


class ImportAccepted(BaseModel):
    """The feed is kept, all of it: ``records`` of them in ``documents``. It is worked through from here on."""

    id: str
    state: State
    documents: int
    records: int


class Pages(BaseModel):
    """Pages of the feed that were read, and how many it says that it has."""

    read: int
    of: int


class ReasonCount(BaseModel):
    """How many records a reason applies to. ``words`` say what it means, or for a refusal what to mend."""

    outcome: Outcome
    code: str
    field: str
    words: str
    count: int


class ImportView(BaseModel):
    """An import. ``counts`` by outcome and what is ``pending`` add up to ``records``.

    ``source`` is the registered feed that it is a run of; ``doubts`` name why it may not be all of the feed. Of a
    ``dry_run`` nothing was published. ``unknown_columns`` of a table were passed over.
    """

    id: str
    state: State
    publisher: str
    origin: str
    created: AwareDatetime
    finished: AwareDatetime | None = None
    documents: int = 0
    records: int = 0
    pages: Pages | None = None
    shapes: dict[str, int] = {}
    pending: int = 0
    counts: dict[Outcome, int]
    reasons: list[ReasonCount]
    source: Code | None = None
    doubts: list[str] = []
    dry_run: bool = False
    unknown_columns: list[str] = []


class ReasonView(BaseModel):
    """A mend, or why a record was refused."""

    code: str
    field: str
    words: str

    @classmethod
    def of(cls, reason: dict[str, str]) -> Self:
        """Return a reason with its words."""
        return cls(code=reason["code"], field=reason["field"], words=words_of(reason["code"]))


class LineView(BaseModel):
    """What became of one record.

    ``position`` counts records and ``document`` the members of the feed, from 1. ``given`` is the publisher's own id,
    ``listing`` the id in the directory; ``same_as`` is the position of the record that has the same.
    """

    position: int
    document: int
    given: str
    outcome: Outcome | None
    listing: str | None = None
    same_as: int | None = None
    reasons: list[ReasonView]

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Return the line of a record."""
        return cls(
            position=kept["position"],
            document=kept["document"],
            given=kept["given"],
            outcome=kept.get("outcome"),
            listing=kept.get("listing"),
            same_as=kept.get("same_as"),
            reasons=[ReasonView.of(reason) for reason in kept.get("reasons", ())],
        )


class LinePage(BaseModel):
    """A page of lines in the order of the feed; ``next`` is the cursor of the one that follows."""

    lines: list[LineView]
    next: int | None = None


def words_of(code: str) -> str:
    """Return what a code of a mend or a refusal says to a curator."""
    return MENDS.get(code) or REFUSALS.get(code) or BY_CODE.get(code) or BY_A_RULE
