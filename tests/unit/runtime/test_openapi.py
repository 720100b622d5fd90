"""The description of a service names what the runtime asks for and answers, beside what FastAPI sees."""

from __future__ import annotations

from datetime import time
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from towpath_runtime.http import AskedBy
from towpath_runtime.openapi import Application, add_schemas, refuses


class Session(BaseModel):
    opens: time | None = None


def described() -> dict[str, Any]:
    routes = APIRouter()

    @routes.post("/things", status_code=201, responses=refuses(403))
    async def begin(body: Session, asked: AskedBy) -> Session:
        return body

    @routes.get("/things/{thing}", responses={200: {"content": {"text/plain": {}}}}, response_class=Response)
    async def thing(thing: str) -> Response:
        return Response(thing)

    @routes.get("/health/live")
    async def live() -> None:
        return None

    app = Application()
    app.include_router(routes, prefix="/toy")
    add_schemas(app, {"Ours": {"type": "object"}})
    assert app.openapi() is app.openapi()
    return app.openapi()


def test_a_creating_request_is_said_to_need_its_key() -> None:
    (key,) = described()["paths"]["/toy/things"]["post"]["parameters"]
    assert (key["name"], key["in"], key["required"]) == ("idempotency-key", "header", True)
    assert key["schema"] == {"type": "string", "pattern": "^[!-~]{1,200}$"}


def test_what_may_be_refused_is_said_as_a_problem() -> None:
    paths = described()["paths"]
    created, read = paths["/toy/things"]["post"]["responses"], paths["/toy/things/{thing}"]["get"]["responses"]
    assert set(created) == {"201", "400", "403", "409", "413", "422", "503"}
    assert set(read) == {"200", "404", "422", "503"}
    for answer in (created["403"], created["422"], read["404"]):
        assert answer["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_a_time_of_day_is_not_said_to_have_an_offset() -> None:
    (opens, _) = described()["components"]["schemas"]["Session"]["properties"]["opens"]["anyOf"]
    assert "format" not in opens
    assert opens["pattern"].startswith("^([01][0-9]|2[0-3])")


def test_health_may_be_bad_and_schemas_of_ones_own_are_there() -> None:
    whole = described()
    health = whole["paths"]["/toy/health/live"]["get"]["responses"]
    assert set(health) == {"200", "503"}
    assert "HTTPValidationError" not in whole["components"]["schemas"]
    assert {"Problem", "Health", "Ours"} <= set(whole["components"]["schemas"])
