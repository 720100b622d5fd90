"""Commands and queries over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.commands import By, PublishListing, ReportCapacity, WithdrawListing
from towpath_directory.grades.views import Letter
from towpath_directory.queries import Queries
from towpath_directory.refusals import IdsDiffer
from towpath_directory.search.cursor import LONGEST
from towpath_directory.store import ENTRIES
from towpath_directory.views import CapacityBody, Counts, ListingBody, ServicePage, ServiceView
from towpath_runtime.http import Acknowledged, AskedBy, traceparent
from towpath_runtime.ids import new_id
from towpath_runtime.message import Done, Message

Submit = Callable[[Message], Awaitable[Done]]


def router(submit: Submit, queries: Queries) -> APIRouter:
    """Return the routes of listings."""
    routes = APIRouter(prefix="/v1", tags=["directory"])

    @routes.post("/services", status_code=201)
    async def publish(body: ListingBody, asked: AskedBy) -> Acknowledged:
        """Publish a listing under the id that it has, or change it: it is sent whole."""
        listing = body.listing()
        command = PublishListing(listing, by=By("publisher", listing.publisher))
        done = await submit(asked.message(ENTRIES, body.id, command, correlation=body.id))
        return Acknowledged(id=body.id, version=done.version)

    @routes.put("/services/{service}")
    async def put(
        service: Id, body: ListingBody, request: Request, if_match: Annotated[str | None, Header()] = None
    ) -> Acknowledged:
        """Publish or change a listing; with If-Match, only if it is still the one that was read."""
        if body.id != service:
            raise IdsDiffer("the id in the body has to be that of the address", field="id")
        expected = None if if_match is None else if_match.strip('W/"')
        asked = PublishListing(body.listing(), expected=expected, by=By("publisher", body.publisher))
        done = await submit(Message(new_id(), ENTRIES, service, asked, service, traceparent=traceparent(request)))
        return Acknowledged(id=service, version=done.version)

    @routes.delete("/services/{service}")
    async def withdraw(service: Id, request: Request, publisher: Code | None = None) -> Acknowledged:
        """Take a listing out of the directory; with a publisher, only if it is theirs."""
        asked = WithdrawListing(publisher, None if publisher is None else By("publisher", publisher))
        done = await submit(Message(new_id(), ENTRIES, service, asked, service, traceparent=traceparent(request)))
        return Acknowledged(id=service, version=done.version)

    @routes.post("/services/{service}/capacity", status_code=201)
    async def report(service: Id, body: CapacityBody, asked: AskedBy) -> Acknowledged:
        """Say how much room a service has."""
        command = ReportCapacity(service, body.state.value, body.as_of, body.spaces, body.wait_days)
        done = await submit(asked.message(ENTRIES, service, command, correlation=service))
        return Acknowledged(id=service, version=done.version)

    @routes.get("/services", response_model_exclude_defaults=True)
    async def services(
        search: Annotated[str | None, Query(min_length=2, max_length=200)] = None,
        publisher: Code | None = None,
        organization: Id | None = None,
        need: Code | None = None,
        status: Annotated[str | None, Query(pattern="^(active|inactive|defunct|temporarily closed)$")] = None,
        state: Annotated[str | None, Query(pattern="^(published|due-for-review|stale)$")] = None,
        grade: Letter | None = None,
        cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> ServicePage:
        """The services of the directory, page by page; ``search`` looks for words and forgives slips."""
        return await queries.services(
            search=search,
            publisher=publisher,
            organisation=organization,
            need=need,
            status=status,
            state=state,
            grade=grade,
            cursor=cursor,
            limit=limit,
        )

    @routes.get("/services/{service}", response_model_exclude_defaults=True)
    async def service(service: Id, response: Response) -> ServiceView:
        """One service; its ETag is for If-Match."""
        view, content = await queries.service(service)
        response.headers["ETag"] = f'"{content}"'
        return view

    @routes.get("/counts")
    async def counts() -> Counts:
        """How many services and imports stand where, for reconciliation."""
        return await queries.counts()

    return routes
