"""The sessions of a service over HTTP; translation only."""

from datetime import date
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime

from towpath_contracts.values import Id
from towpath_directory.sessions.conditional import NOT_MODIFIED, conditional
from towpath_directory.sessions.queries import SessionQueries
from towpath_directory.sessions.reading import readings
from towpath_directory.sessions.session import BankHolidays, sessions
from towpath_directory.sessions.views import SessionsView, schedule_view, session_view
from towpath_directory.sessions.window import window
from towpath_runtime.clock import Clock

Moment = AwareDatetime | date


def router(queries: SessionQueries, holidays: BankHolidays, clock: Clock) -> APIRouter:
    """Return the routes of sessions."""
    routes = APIRouter(prefix="/v1", tags=["sessions"])

    @routes.get("/services/{service}/sessions", response_model=SessionsView, responses={**NOT_MODIFIED})
    async def next_sessions(
        service: Id,
        low: Annotated[Moment | None, Query(alias="from", description="a moment with its offset, or a day")] = None,
        high: Annotated[Moment | None, Query(alias="to", description="a moment, not included, or a day")] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 10,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """The next sessions of a service, and how each of its schedules was read."""
        asked = window(low, high, clock.now())
        listing, version, _ = await queries.published(service)
        found = list(islice(sessions(listing, *asked, holidays), limit + 1))
        view = SessionsView(
            service=service,
            active=listing.status == "active",
            version=version,
            sessions=[session_view(session) for session in found[:limit]],
            more=len(found) > limit,
            schedules=[schedule_view(reading) for reading in readings(listing)],
        )
        return conditional(view.model_dump_json(exclude_none=True).encode(), "application/json", if_none_match)

    return routes
