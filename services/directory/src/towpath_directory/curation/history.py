"""Who did what to a listing, when and why: the steps of curation and the versions of the listing, as one list."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from towpath_contracts.values import Id
from towpath_directory.curation.paging import after, cursor_of
from towpath_directory.curation.steps import STEPS
from towpath_directory.curation.words import Words
from towpath_runtime.mongo import Database, translated


class Told(BaseModel):
    """One thing that happened to a listing.

    ``step`` is one of the table of transitions, or about claims and conflicts; ``kind`` and ``name`` say who took it;
    ``state`` and ``draft`` are how the listing and its draft stood before and after. ``words`` are there until erased.
    """

    model_config = ConfigDict(extra="ignore")

    id: Id
    at: AwareDatetime
    step: str
    kind: str
    name: str
    reason: str | None = None
    state: tuple[str | None, str | None] | None = None
    draft: tuple[str | None, str | None] | None = None
    suggestion: Id | None = None
    claim: Id | None = None
    organisation: str | None = None
    to: Id | None = None
    fields: list[str] | None = None
    words: str | None = None


class HistoryPage(BaseModel):
    """A page of what happened to a listing, the oldest first; ``next`` is the cursor of what follows."""

    contents: list[Told]
    next: str | None = None


class History:
    """Reads the steps of a listing. All raise Away."""

    def __init__(self, database: Database, words: Words) -> None:
        self._steps = database[STEPS]
        self._words = words

    async def page(self, service: str, *, cursor: str | None, limit: int) -> HistoryPage:
        """Return a page of what happened to a listing, the oldest first. Raises CursorInvalid."""
        wanted: dict[str, Any] = {"service": service, **after(cursor)}
        with translated():
            found = await self._steps.find(wanted).sort([("at", 1), ("_id", 1)]).limit(limit + 1).to_list()
        page = found[:limit]
        words = await self._words.of(row["_id"] for row in page)
        last = page[-1] if len(found) > limit else None
        return HistoryPage(
            contents=[Told(id=row["_id"], words=words.get(row["_id"]), **row) for row in page],
            next=None if last is None else cursor_of(last["at"], last["_id"]),
        )


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
