"""Freshness over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.freshness.commands import AssureListing
from towpath_directory.freshness.effect import Effects
from towpath_directory.freshness.handing import Handing
from towpath_directory.freshness.looking import LISTINGS
from towpath_directory.freshness.queries import ReviewQueries
from towpath_directory.freshness.review import How
from towpath_directory.freshness.views import (
    AssuranceBody,
    Effect,
    LinkBody,
    LinkView,
    PolicyView,
    ReviewPage,
    ReviewWhole,
    Standing,
)
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.message import Done, Message

Submit = Callable[[Message], Awaitable[Done]]


def router(submit: Submit, queries: ReviewQueries, effects: Effects, handing: Handing) -> APIRouter:
    """Return the routes of freshness."""
    routes = APIRouter(prefix="/v1", tags=["freshness"])

    @routes.post("/services/{service}/assurances", status_code=201)
    async def assure(
        service: Id, body: AssuranceBody, asked: AskedBy, if_match: Annotated[str | None, Header()] = None
    ) -> Acknowledged:
        """Say that a listing is right; with If-Match, the one that was read. One that left comes back as it stood."""
        expected = None if if_match is None else if_match.strip('W/"')
        command = AssureListing(How(body.by.value), body.name, body.date, expected)
        done = await submit(asked.message(LISTINGS, service, command, correlation=service))
        return Acknowledged(id=service, version=done.version)

    @routes.post("/services/{service}/links", status_code=201)
    async def link(service: Id, body: LinkBody, asked: AskedBy) -> LinkView:
        """Make a link for the organisation, to be handed over by phone or by hand."""
        return await handing.link(service, body.curator, asked)

    @routes.get("/services/{service}/freshness", response_model_exclude_none=True)
    async def review(service: Id) -> ReviewWhole:
        """How fresh a listing is and what was done about it, for curators."""
        return await queries.one(service)

    @routes.get("/reviews", response_model_exclude_none=True)
    async def reviews(
        state: Standing = Standing.ESCALATED,
        publisher: Code | None = None,
        cursor: Annotated[str | None, Query(max_length=60)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> ReviewPage:
        """The listings in a state, or those that nobody but a curator can see to, the oldest first."""
        return await queries.page(standing=state, publisher=publisher, cursor=cursor, limit=limit)

    @routes.get("/freshness/policy")
    async def policy() -> PolicyView:
        """The policy in force."""
        return await queries.policy()

    @routes.get("/freshness/policy/effect")
    async def effect() -> Effect:
        """What the policy in the file would move today; nothing is moved."""
        return await effects.effect()

    return routes
