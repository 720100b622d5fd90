"""Exports over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from towpath_contracts.codes import Code
from towpath_directory.exchange.exports import Exports
from towpath_directory.exchange.record import line_of
from towpath_directory.tables.writing import heading_line, lines_of

LINES = "application/x-ndjson"
TABLE = "text/csv"


def router(exports: Exports) -> APIRouter:
    """Return the routes of exports."""
    routes = APIRouter(prefix="/v1/exports", tags=["exports"])

    @routes.get("/services.ndjson", response_class=StreamingResponse, responses=_of(LINES))
    async def services(publisher: Code | None = None) -> StreamingResponse:
        """Every listing, or those of one publisher, one per line in the order of their ids, with nothing lost.

        Each is a service of HSDS 3.1; what the standard has no place for is under ``towpath``. An import takes it
        back as it was. Of a confidential place it tells that there is one.
        """
        return await _streamed(exports.pages(publisher, _lines), LINES, "services.ndjson")

    @routes.get("/services.csv", response_class=StreamingResponse, responses=_of(TABLE))
    async def table(publisher: Code | None = None) -> StreamingResponse:
        """The same as a simple table, which holds what people keep in a spreadsheet, and no more."""
        return await _streamed(exports.pages(publisher, lines_of), TABLE, "services.csv", heading_line())

    return routes


def _of(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {"schema": {"type": "string"}}}}}


def _lines(listings: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(map(line_of, listings))


async def _streamed(pages: AsyncIterator[bytes], media: str, name: str, top: bytes = b"") -> StreamingResponse:
    first = await anext(pages, b"")  # whoever asks while the database is away is told so, not cut off

    async def whole() -> AsyncIterator[bytes]:
        yield top + first
        async for page in pages:
            yield page

    return StreamingResponse(
        whole(), media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
