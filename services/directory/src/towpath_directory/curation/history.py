"""Who did what to a listing, when and why: the steps of curation and the versions of the listing, as one list."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from towpath_contracts.values import Id
from towpath_directory.curation.queue import Queue, Row, page
from towpath_directory.curation.steps import STEPS
from towpath_directory.curation.words import Words
from towpath_directory.versions.store import VERSIONS
from towpath_runtime.mongo import Database

STEP, VERSION = "step", "version"


class Told(BaseModel):
    """One thing that happened to a listing.

    ``what`` is a step of the table of transitions, or about claims and conflicts; or what a version of the listing was
    (``version`` is its number then). ``kind`` and ``name`` say who it was; ``state`` and ``draft`` are how the listing
    and its draft stood before and after. ``words`` are there until they are erased.
    """

    model_config = ConfigDict(extra="ignore")

    at: AwareDatetime
    what: str
    kind: str
    name: str
    reason: str | None = None
    version: int | None = None
    state: tuple[str | None, str | None] | None = None
    draft: tuple[str | None, str | None] | None = None
    suggestion: Id | None = None
    claim: Id | None = None
    organisation: str | None = None
    to: Id | None = None
    fields: list[str] | None = None
    words: str | None = None

    @classmethod
    def of(cls, row: Row, words: str | None) -> Self:
        """Return how a row is told."""
        found = row.document
        if row.queue.kind == VERSION:
            return cls(at=row.at, what=found["what"], version=found["number"], **found["by"])
        return cls(what=found["step"], words=words, **found)


class HistoryPage(BaseModel):
    """A page of what happened to a listing, the oldest first; ``next`` is the cursor of what follows."""

    contents: list[Told]
    next: str | None = None


class History:
    """Reads what happened to listings. All raise Away."""

    def __init__(self, database: Database, words: Words) -> None:
        self._database = database
        self._words = words

    async def page(self, service: str, *, cursor: str | None, limit: int) -> HistoryPage:
        """Return a page of what happened to a listing, the oldest first. Raises CursorInvalid."""
        wanted = {"service": service}
        told = {"service": service, "what": {"$exists": True}}  # the first version may have no row of its own
        queues = (Queue(STEP, STEPS, wanted, "at", "service"), Queue(VERSION, VERSIONS, told, "at", "service"))
        rows, following = await page(self._database, queues, cursor, limit)
        words = await self._words.of(row.key for row in rows)
        return HistoryPage(contents=[Told.of(row, words.get(row.key)) for row in rows], next=following)


def router(history: History) -> APIRouter:
    """Return the route of a listing's history."""
    routes = APIRouter(prefix="/v1", tags=["curation"])

    @routes.get("/services/{service}/history", response_model_exclude_none=True)
    async def page(
        service: Id,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> HistoryPage:
        """Who did what to a listing, when and why, the oldest first."""
        return await history.page(service, cursor=cursor, limit=limit)

    return routes
