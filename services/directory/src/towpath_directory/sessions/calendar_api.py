"""The sessions of a service as a calendar over HTTP; translation only."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response

from towpath_contracts.values import Id
from towpath_directory.sessions.calendar import calendar
from towpath_directory.sessions.queries import SessionQueries
from towpath_directory.sessions.session import BankHolidays

CALENDAR = "text/calendar"


def router(queries: SessionQueries, holidays: BankHolidays) -> APIRouter:
    """Return the route of calendars."""
    routes = APIRouter(prefix="/v1", tags=["sessions"])

    @routes.get(
        "/services/{service}/sessions.ics",
        response_class=Response,
        responses={200: {"content": {CALENDAR: {}}}, 304: {"description": "It is still the one that was read"}},
    )
    async def as_calendar(service: Id, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """The sessions of a service as a calendar to subscribe to (RFC 5545)."""
        content = calendar(*await queries.published(service), holidays)
        tag = f'"{hashlib.sha256(content).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}  # to be asked for each time, and mostly answered 304
        if if_none_match is not None and _names(if_none_match, tag):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=f"{CALENDAR}; charset=utf-8", headers=headers)

    return routes


def _names(header: str, tag: str) -> bool:
    """Tell whether If-None-Match names a tag, weakly compared (RFC 9110, 13.1.2)."""
    given = {one.strip().removeprefix("W/") for one in header.split(",")}
    return tag in given or "*" in given
