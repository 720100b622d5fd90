"""Duplicates over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.duplicates.curation import Curation, Word
from towpath_directory.duplicates.model import State
from towpath_directory.duplicates.queries import DuplicateQueries
from towpath_directory.duplicates.views import DuplicatePage, DuplicateWhole, MergeBody, SettleBody
from towpath_runtime.http import Acknowledged, AskedBy

Seen = Annotated[str | None, Header()]


def router(curation: Curation, queries: DuplicateQueries) -> APIRouter:
    """Return the routes of duplicates."""
    routes = APIRouter(prefix="/v1/duplicates", tags=["duplicates"])

    @routes.get("")
    async def page(
        state: State | None = None,
        publisher: Code | None = None,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> DuplicatePage:
        """Listings that may be one service, the likeliest first, with what speaks for it and against it."""
        return await queries.page(state=state, publisher=publisher, cursor=cursor, limit=limit)

    @routes.get("/{duplicate}")
    async def one(duplicate: Id, response: Response) -> DuplicateWhole:
        """Two listings side by side; the ETag is for If-Match."""
        view, tag = await queries.one(duplicate)
        response.headers["ETag"] = f'"{tag}"'
        return view

    @routes.post("/{duplicate}/merge")
    async def merge(duplicate: Id, body: MergeBody, asked: AskedBy, if_match: Seen = None) -> Acknowledged:
        """Let one of the two stand for both; the other is withdrawn, and stays so whatever its publisher sends."""
        word = Word(State.MERGED, body.curator, body.reason, body.keep, if_match)
        return Acknowledged(id=duplicate, version=(await curation.settle(duplicate, word, asked)).version)

    @routes.post("/{duplicate}/keep-apart")
    async def keep_apart(duplicate: Id, body: SettleBody, asked: AskedBy, if_match: Seen = None) -> Acknowledged:
        """Keep the two apart for good: they are not proposed again, however alike they become."""
        word = Word(State.KEPT_APART, body.curator, body.reason, seen=if_match)
        return Acknowledged(id=duplicate, version=(await curation.settle(duplicate, word, asked)).version)

    @routes.post("/{duplicate}/reopen")
    async def reopen(duplicate: Id, body: SettleBody, asked: AskedBy, if_match: Seen = None) -> Acknowledged:
        """Take a decision back; what was merged is published again as its publisher sent it last."""
        word = Word(State.PROPOSED, body.curator, body.reason, seen=if_match)
        return Acknowledged(id=duplicate, version=(await curation.settle(duplicate, word, asked)).version)

    return routes
