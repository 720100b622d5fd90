"""Registered feeds over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.imports.areas import covered
from towpath_directory.imports.fetch import page_of
from towpath_directory.imports.guard import PORTS
from towpath_directory.imports.refusals import FeedAddressNotAllowed
from towpath_directory.sources.commands import ApproveLoss, AskRun, Register, Remove, Tell
from towpath_directory.sources.model import Terms
from towpath_directory.sources.queries import SourceQueries
from towpath_directory.sources.store import SOURCES
from towpath_directory.sources.views import (
    ApproveBody,
    DroppedPage,
    RunBody,
    RunPage,
    RunView,
    SourceBody,
    SourcePage,
    SourceWhole,
    Standing,
    TermsBody,
)
from towpath_runtime.http import Acknowledged, AskedBy, traceparent
from towpath_runtime.ids import new_id
from towpath_runtime.message import Done, Message

Submit = Callable[[Message], Awaitable[Done]]
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=200)]


def router(submit: Submit, queries: SourceQueries) -> APIRouter:
    """Return the routes of registered feeds."""
    routes = APIRouter(prefix="/v1/sources", tags=["sources"])

    @routes.post("", status_code=201)
    async def register(body: SourceBody, asked: AskedBy) -> Acknowledged:
        """Have a feed fetched from now on, the first time at once."""
        command = Register(_checked(body.terms()))
        done = await submit(asked.message(SOURCES, body.id, command, correlation=asked.id))
        return Acknowledged(id=body.id, version=done.version)

    @routes.get("")
    async def page(
        state: Standing | None = None, publisher: Code | None = None, cursor: Cursor = None, limit: Limit = 50
    ) -> SourcePage:
        """The registered feeds; ``failing`` are those that failed three times on end, or more."""
        return await queries.page(state=state, publisher=publisher, cursor=cursor, limit=limit)

    @routes.get("/{source}")
    async def one(source: Code, response: Response) -> SourceWhole:
        """One feed with its last runs; its ETag is for If-Match."""
        view, found = await queries.one(source)
        response.headers["ETag"] = f'"{found}"'
        return view

    @routes.put("/{source}")
    async def put(
        source: Code, body: TermsBody, request: Request, if_match: Annotated[str | None, Header()] = None
    ) -> Acknowledged:
        """Say something else of a feed, all of it."""
        command = Tell(_checked(body.terms()), None if if_match is None else if_match.strip('W/"'))
        done = await submit(_message(source, command, request))
        return Acknowledged(id=source, version=done.version)

    @routes.delete("/{source}")
    async def remove(source: Code, request: Request) -> Acknowledged:
        """Have a feed fetched no longer. Its listings stay, and so does what is known of them."""
        done = await submit(_message(source, Remove(), request))
        return Acknowledged(id=source, version=done.version)

    @routes.post("/{source}/run", status_code=202)
    async def run(source: Code, asked: AskedBy, body: RunBody | None = None) -> Acknowledged:
        """Fetch a feed now, though it be paused or failing."""
        command = AskRun(whole=body is not None and body.whole)
        done = await submit(asked.message(SOURCES, source, command, correlation=asked.id))
        return Acknowledged(id=source, version=done.version)

    @routes.get("/{source}/runs")
    async def runs(
        source: Code, cursor: Annotated[int | None, Query(ge=1, lt=2**53)] = None, limit: Limit = 50
    ) -> RunPage:
        """The runs of a feed, the newest first."""
        return await queries.runs(source, cursor, limit)

    @routes.get("/{source}/runs/{run}")
    async def one_run(source: Code, run: Id) -> RunView:
        """One run of a feed."""
        return await queries.run(source, run)

    @routes.post("/{source}/runs/{run}/approve", status_code=202)
    async def approve(source: Code, run: Id, body: ApproveBody, asked: AskedBy) -> Acknowledged:
        """Say that what the last run found gone is gone; then it counts as dropped."""
        command = ApproveLoss(run, body.curator, body.reason)
        done = await submit(asked.message(SOURCES, source, command, correlation=run))
        return Acknowledged(id=source, version=done.version)

    @routes.get("/{source}/dropped")
    async def dropped(source: Code, withdrawn: bool = False, cursor: Cursor = None, limit: Limit = 50) -> DroppedPage:
        """The listings that a feed no longer has, for a curator to see to; or those that were withdrawn for it."""
        return await queries.dropped(source, withdrawn=withdrawn, cursor=cursor, limit=limit)

    return routes


def _message(source: str, command: Tell | Remove, request: Request) -> Message:
    return Message(new_id(), SOURCES, source, command, new_id(), traceparent=traceparent(request))


def _checked(terms: Terms) -> Terms:
    """Return what was said, if it can be fetched at all. Raises AreaUnknown and FeedAddressNotAllowed."""
    covered(terms.covers)
    target = page_of(terms.url, 1)
    if target.scheme not in PORTS or not target.host or target.userinfo:
        raise FeedAddressNotAllowed("give an http or https address without a user name", field="url")
    return terms
