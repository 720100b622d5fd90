"""Drafts over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from towpath_contracts.values import Id
from towpath_directory.curation.bodies import MoveBody, SaveBody, StepBody
from towpath_directory.curation.commands import BringUpToDate, Discard, Publish, Recall, Return, Save, Submit, Withdraw
from towpath_directory.curation.desk import Desk, revision
from towpath_directory.curation.model import State
from towpath_directory.curation.queries import CurationQueries
from towpath_directory.curation.views import DraftPage, DraftView
from towpath_runtime.http import Acknowledged, AskedBy, traceparent
from towpath_runtime.openapi import refuses

IfMatch = Annotated[str | None, Header()]


def router(desk: Desk, queries: CurationQueries) -> APIRouter:
    """Return the routes of drafts."""
    routes = APIRouter(prefix="/v1", tags=["curation"], responses=refuses(403))

    @routes.get("/drafts")
    async def drafts(
        state: State | None = None,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> DraftPage:
        """What is in work, page by page: suggested, draft or submitted."""
        return await queries.drafts(state=state, cursor=cursor, limit=limit)

    @routes.get("/services/{service}/draft")
    async def draft(service: Id, response: Response) -> DraftView:
        """The draft of a listing, what is missing, what it changes and what may be done; its ETag is for If-Match."""
        found = await queries.whole(service)
        response.headers["ETag"] = f'"{found.revision}"'
        return found

    @routes.put("/services/{service}/draft")
    async def save(service: Id, body: SaveBody, request: Request, if_match: IfMatch = None) -> Acknowledged:
        """Keep a listing in work, whole. If-Match takes the draft's ETag; without it, a draft can only be begun."""
        expected, begins = revision(if_match), if_match is None
        asked = Save(by=body.who(), expected=expected, fields=body.listing, seen=body.seen, begins=begins)
        done = await desk.save(service, asked, traceparent(request), body.words)
        return Acknowledged(id=service, version=done.version)

    @routes.post("/services/{service}/draft/submit")
    async def submit(service: Id, body: StepBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Hand the draft to a moderator; that of an owner whom the policy trusts is published."""
        step = Submit(body.who(), revision(if_match), service=service)
        return await desk.step(service, step, asked, body.words)

    @routes.post("/services/{service}/draft/recall")
    async def recall(service: Id, body: StepBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Take a submitted draft back into work."""
        return await desk.step(service, Recall(body.who(), revision(if_match)), asked, body.words)

    @routes.post("/services/{service}/draft/return")
    async def give_back(service: Id, body: StepBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Give a submitted draft back, with a reason."""
        return await desk.step(service, Return(body.who(), revision(if_match)), asked, body.words)

    @routes.post("/services/{service}/draft/publish")
    async def publish(service: Id, body: StepBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Publish a submitted draft."""
        step = Publish(body.who(), revision(if_match), service=service)
        return await desk.step(service, step, asked, body.words)

    @routes.post("/services/{service}/draft/discard")
    async def discard(service: Id, body: StepBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Give a draft up; what is published stays."""
        return await desk.step(service, Discard(body.who(), revision(if_match)), asked, body.words)

    @routes.post("/services/{service}/draft/bring-up-to-date")
    async def bring(service: Id, body: StepBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Take over what was published since the draft was begun, in fields that it did not touch."""
        return await desk.step(service, BringUpToDate(body.who(), revision(if_match)), asked, body.words)

    @routes.post("/services/{service}/draft/move")
    async def move(service: Id, body: MoveBody, asked: AskedBy, if_match: IfMatch = None) -> Acknowledged:
        """Let the draft of another listing have what this one changes; for a listing that is, or will be, merged."""
        return await desk.move(service, body, asked, revision(if_match))

    @routes.post("/services/{service}/withdraw")
    async def withdraw(service: Id, body: StepBody, asked: AskedBy) -> Acknowledged:
        """Take a listing out of the directory for a reason; a feed that goes on bringing it does not bring it back."""
        return await desk.step(service, Withdraw(body.who()), asked, body.words)

    return routes
