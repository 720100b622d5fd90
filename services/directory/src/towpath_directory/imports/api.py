"""Imports over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from towpath_contracts.codes import Code
from towpath_contracts.values import Id
from towpath_directory.imports.lines import Outcome
from towpath_directory.imports.queries import ImportQueries
from towpath_directory.imports.reception import Asking, Reception
from towpath_directory.imports.views import ImportAccepted, ImportView, LinePage
from towpath_directory.tables.writing import template
from towpath_runtime.http import KEY_FORM, IdempotencyKeyMissing
from towpath_runtime.ids import derive

BODY = {
    "requestBody": {
        "required": True,
        "description": "A feed of ORUK 1, ORUK 3 or HSDS 3: a list, pages, one service per line, or documents; a "
        "table as template.csv has it; or the address of one.",
        "content": {
            "application/json": {
                "schema": {},
                "examples": {"address": {"value": {"url": "https://directory.example.org/services"}}},
            },
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}
TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
AS_FILE = {"Content-Disposition": 'attachment; filename="template.csv"'}


def router(reception: Reception, queries: ImportQueries) -> APIRouter:
    """Return the routes of imports."""
    routes = APIRouter(prefix="/v1/imports", tags=["imports"])

    @routes.post("", status_code=202, openapi_extra=BODY)
    async def begin(
        request: Request,
        publisher: Code | None = None,
        covers: Annotated[str | None, Query(max_length=2000)] = None,
        keep_publishers: bool = False,
        dry_run: bool = False,
    ) -> ImportAccepted:
        """Import a feed. What is accepted is kept, and worked through even if this service dies meanwhile.

        ``covers`` lists the postcode districts and sectors that the publisher serves, such as ``DN15,DN16 2``: they are
        taken for a record that names no place. With ``keep_publishers`` a record that names its publisher, as those of
        an export do, stays that one's. A ``dry_run`` publishes nothing: it tells what would become of each record.
        """
        asking = Asking(_import_id(request), publisher, covers, keep_publishers, dry_run)
        await reception.receive(asking, request.stream())
        view = await queries.one(asking.id)
        return ImportAccepted(id=view.id, state=view.state, documents=view.documents, records=view.records)

    @routes.get("/template.csv", response_class=Response, responses=TABLE)
    async def example() -> Response:
        """A table to fill in, with an example: the columns that an import of a table knows."""
        return Response(template(), media_type="text/csv", headers=AS_FILE)

    @routes.get("/{import_id}")
    async def one(import_id: Id) -> ImportView:
        """How far an import is, and what became of its records."""
        return await queries.one(import_id)

    @routes.get("/{import_id}/records", response_model_exclude_none=True)
    async def lines(
        import_id: Id,
        outcome: Outcome | None = None,
        code: Code | None = None,
        cursor: Annotated[int, Query(ge=0, lt=2**53)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> LinePage:
        """What became of each record, and why, in the order of the feed."""
        return await queries.lines(import_id, outcome=outcome, code=code, cursor=cursor, limit=limit)

    return routes


def _import_id(request: Request) -> str:
    """Return the id that follows from the Idempotency-Key: the body is too large to be read before it is kept."""
    key = request.headers.get("idempotency-key", "")
    if not KEY_FORM.fullmatch(key):
        raise IdempotencyKeyMissing(
            "send an Idempotency-Key header of 1 to 200 visible characters, a new one for each new thing",
            field="Idempotency-Key",
        )
    return derive(f"{request.method} {request.url.path}", key)
