"""Reports over HTTP, as JSON, as a page, or as plain text, as the reader asks. Translation only."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.reports import words
from towpath_directory.reports.publishers import PublisherQueries
from towpath_directory.reports.queries import ReportQueries
from towpath_directory.reports.sheet import Sheet
from towpath_directory.reports.views import PublisherQuality, Report

JSON, HTML, TEXT = "application/json", "text/html", "text/plain"
FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form: {"schema": {"type": "string"}} for form in (HTML, TEXT)}}
}
POLICY = "default-src 'none'; style-src 'unsafe-inline'"

Accept = Annotated[str | None, Header()]


def router(reports: ReportQueries, publishers: PublisherQueries) -> APIRouter:
    """Return the routes of reports."""
    routes = APIRouter(prefix="/v1", tags=["reports"])

    @routes.get("/imports/{import_id}/report", response_model=Report, responses=FORMS)
    async def of_import(import_id: Id, accept: Accept = None) -> Report | Response:
        """What became of an import, what is wrong with its records, and what to mend first."""
        report = await reports.report(import_id)
        return _as_page(words.of_import(report), accept) or report

    @routes.get("/publishers/{publisher}/quality", response_model=PublisherQuality, responses=FORMS)
    async def of_publisher(publisher: Code, accept: Accept = None) -> PublisherQuality | Response:
        """How good the listings of a publisher are, and what to mend first."""
        found = await publishers.quality(publisher)
        return _as_page(words.of_publisher(found), accept) or found

    return routes


def _as_page(sheet: Sheet, accept: str | None) -> Response | None:
    """Return what people read, or None for who wants JSON."""
    match preferred(accept or ""):
        case "text/html":
            return HTMLResponse(sheet.page(), headers={"Content-Security-Policy": POLICY, "Vary": "Accept"})
        case "text/plain":
            return PlainTextResponse(sheet.text(), headers={"Vary": "Accept"})
        case _:
            return None


def preferred(accept: str) -> str:
    """Return the form that an Accept header likes best (RFC 9110, 12.5.1), JSON where it does not mind."""
    best, liked = JSON, 0.0
    for part in accept.split(","):
        form, *parameters = [piece.strip().lower() for piece in part.split(";")]
        quality = _quality(parameters)
        if form in (JSON, HTML, TEXT) and quality > liked:
            best, liked = form, quality
    return best


def _quality(parameters: list[str]) -> float:
    told = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return min(max(float(told), 0.0), 1.0)
    except ValueError:
        return 0.0
