"""The sessions of a service as a calendar over HTTP; translation only."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from towpath_contracts.values import Id
from towpath_directory.sessions.calendar import calendar
from towpath_directory.sessions.conditional import NOT_MODIFIED, conditional
from towpath_directory.sessions.queries import SessionQueries
from towpath_directory.sessions.session import BankHolidays

CALENDAR = "text/calendar"


def router(queries: SessionQueries, holidays: BankHolidays) -> APIRouter:
    """Return the route of calendars."""
    routes = APIRouter(prefix="/v1", tags=["sessions"])

    @routes.get(
        "/services/{service}/sessions.ics",
        response_class=Response,
        responses={200: {"content": {CALENDAR: {}}}, **NOT_MODIFIED},
    )
    async def as_calendar(service: Id, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """The sessions of a service as a calendar to subscribe to (RFC 5545)."""
        content = calendar(*await queries.published(service), holidays)
        return conditional(content, f"{CALENDAR}; charset=utf-8", if_none_match)

    return routes
