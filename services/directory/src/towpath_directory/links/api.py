"""The page behind a link over HTTP; translation only. GET shows, POST says: a scanner of mail says nothing."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from towpath_directory.freshness.refusals import LinkUsed
from towpath_directory.links import pages
from towpath_directory.links.answers import Answers, Opened
from towpath_directory.links.forms import Room, Say, Sent, faults_of_changes, room, sent
from towpath_directory.links.layout import Page, answer
from towpath_directory.links.token import LinkExpired, LinkInvalid
from towpath_directory.refusals import ListingChangedSince, ListingNotFound
from towpath_runtime.errors import Away, IdempotencyKeyReused, Poison

_HTML: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The page", **_HTML},
    404: {"description": "The link was not made here", **_HTML},
    410: {"description": "The link has expired or was used, or the listing left", **_HTML},
    503: {"description": "A part of the platform does not answer", **_HTML},
}
SAID: dict[int | str, dict[str, Any]] = ANSWERS | {
    400: {"description": "The form says nothing that is known", **_HTML},
    409: {"description": "The listing changed since it was shown", **_HTML},
    422: {"description": "Something in the form has to be mended", **_HTML},
}
FORM: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {"say": {"type": "string", "enum": [say.value for say in Say]}},
                    "required": ["say"],
                }
            }
        }
    }
}


def router(answers: Answers) -> APIRouter:
    """Return the routes of links."""
    routes = APIRouter(prefix="/v1/links", tags=["links"])

    @routes.get("/{token}", response_class=HTMLResponse, responses=ANSWERS)
    async def show(token: str) -> HTMLResponse:
        """The listing as it stands, and what its organisation can say of it."""
        return answer(await _shown(answers, token, None))

    # who checks links before people see them asks for the head alone
    routes.add_api_route("/{token}", show, methods=["HEAD"], include_in_schema=False)

    @routes.post("/{token}", response_class=HTMLResponse, responses=SAID, openapi_extra=FORM)
    async def say(token: str, request: Request) -> HTMLResponse:
        """Say that the listing is right, what changed, how much room there is, or that it no longer runs."""
        return answer(await _shown(answers, token, sent(await request.body())))

    return routes


async def _shown(answers: Answers, token: str, told: Sent | None) -> Page:
    """Return the page of a link, or that of what is wrong with it."""
    try:
        opened = await answers.open(token)
        if opened.listing is None:
            return pages.gone_page()
        if told is None:
            return _asking(opened)
        return await _said(answers, opened, told)
    except LinkInvalid:
        return pages.invalid_page()
    except LinkExpired:
        return pages.expired_page()
    except ListingNotFound:
        return pages.gone_page()
    except ListingChangedSince:
        return _asking(await answers.open(token), status=409, changed=True)
    except (LinkUsed, IdempotencyKeyReused):
        return _asking(await answers.open(token), status=410)
    except (Away, Poison):
        return pages.away_page()


async def _said(answers: Answers, opened: Opened, told: Sent) -> Page:
    listing, once = opened.listing, _once()
    assert listing is not None
    match told.say:
        case Say.RIGHT:
            await answers.right(opened.link, told)
            return pages.right_page(listing, once)
        case Say.CHANGED:
            if faults := faults_of_changes(told.fields):
                return _asking(opened, faults, told.fields, 422)
            await answers.changed(opened.link, listing, told)
            return pages.told_page(listing, Say.CHANGED)
        case Say.CLOSING:
            return _asking(opened) if opened.used is not None else pages.closing_page(listing)
        case Say.CLOSED:
            await answers.closed(opened.link, told)
            return pages.told_page(listing, Say.CLOSED)
        case Say.ROOM:
            known = room(told.fields)
            if not isinstance(known, Room):
                return _asking(opened, known, told.fields, 422)
            await answers.room(opened.link, known, told)
            return pages.room_page(listing, known)
        case None:
            return pages.unclear_page()


def _asking(
    opened: Opened,
    faults: dict[str, str] | None = None,
    given: dict[str, str] | None = None,
    status: int = 200,
    *,
    changed: bool = False,
) -> Page:
    if opened.listing is None:
        return pages.gone_page()
    if opened.used is not None:
        return pages.used_page(opened.listing, opened.used, _once(), faults, status)
    before = {} if changed and opened.before is None else opened.before
    return pages.listing_page(opened.listing, opened.review, before, _once(), faults, given, status)


def _once() -> str:
    return secrets.token_urlsafe(18)
