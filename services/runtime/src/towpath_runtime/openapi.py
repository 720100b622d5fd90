"""The OpenAPI document of a service: what FastAPI knows, and what every service answers beside that."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI

from towpath_runtime.http import KEY_FORM
from towpath_runtime.problems import MEDIA_TYPE

Document = dict[str, Any]

PROBLEM: Document = {"$ref": "#/components/schemas/Problem"}
SCHEMAS: Document = {
    "Problem": {
        "type": "object",
        "description": "What is wrong and what to mend (RFC 9457). No value of the input is repeated.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "code", "mend"],
                    "properties": {name: {"type": "string"} for name in ("field", "code", "mend")},
                },
            },
        },
    },
    "Health": {
        "type": "object",
        "required": ["ok", "wrong"],
        "properties": {
            "ok": {"type": "boolean"},
            "wrong": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    },
}
REASONS = {
    400: "The request is not well-formed, or its Idempotency-Key is missing.",
    403: "This organisation or role may not do it.",
    404: "There is nothing by that id.",
    409: "The rules refuse it as things stand.",
    410: "It was there and has left.",
    412: "It has changed since it was read.",
    413: "The body is too large.",
    415: "The body is of a kind that is not read here.",
    422: "Some fields need mending; or the Idempotency-Key came with another body before.",
    428: "It may have changed since: say which one was read.",
    429: "Too much at once: wait and come again.",
    503: "A server is away: the same request may be sent again.",
}
KEY = "idempotency-key"
TIME_OF_DAY: Document = {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"}
"""What a schedule says: no ``time`` of RFC 3339, which has an offset."""


class Application(FastAPI):
    """An application whose document names every answer that the runtime gives."""

    def openapi(self) -> Document:
        """Return the document, made at the first call."""
        if self.openapi_schema is None:
            described = super().openapi()
            schemas: Document = described.setdefault("components", {}).setdefault("schemas", {})
            schemas |= SCHEMAS | getattr(self.state, "schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own form of errors, not ours
                schemas.pop(name, None)
            for path, operations in described["paths"].items():
                for method, told in operations.items():
                    _complete(told, path, method)
            _mend_times(described)
            self.openapi_schema = described
        return self.openapi_schema


def refuses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return ``responses`` of a route that may refuse with these beside what every route like it may."""
    return {status: _problem(status) for status in statuses}


def add_schemas(app: FastAPI, schemas: Mapping[str, Document]) -> None:
    """Add schemas that routes refer to by name."""
    app.state.schemas = {**getattr(app.state, "schemas", {}), **schemas}


def _complete(told: Document, path: str, method: str) -> None:
    """Add to an operation what FastAPI does not see: the form of its key, and the problems that it may answer."""
    for given in told.get("parameters", ()):
        if given["name"] == KEY:
            given |= {"required": True, "schema": {"type": "string", "pattern": f"^{KEY_FORM.pattern}$"}}
    answers: Document = told["responses"]
    if "/health/" in path:
        for code in ("200", "503"):
            content = {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
            answers[code] = {"description": "What is wrong, by name; nothing if ok.", "content": content}
        return
    for status in _problems(told, method):
        if str(status) not in answers or status == 422:
            answers[str(status)] = _problem(status)


def _problem(status: int) -> Document:
    return {"description": REASONS[status], "content": {MEDIA_TYPE: {"schema": PROBLEM}}}


def _mend_times(part: Any) -> None:
    """Describe times of day as what they are, wherever they are."""
    match part:
        case {"type": "string", "format": "time"}:
            del part["format"]
            part |= TIME_OF_DAY
        case dict():
            for inner in part.values():
                _mend_times(inner)
        case list():
            for inner in part:
                _mend_times(inner)


def _problems(told: Document, method: str) -> Iterator[int]:
    """Yield what an operation may refuse, by what it takes."""
    names = {(given["in"], given["name"].lower()) for given in told.get("parameters", ())}
    yield 503
    if "requestBody" in told or ("header", KEY) in names:
        yield from (400, 413)
    if any(place == "path" for place, _ in names):
        yield 404
    if method != "get":
        yield 409
    if ("header", "if-match") in names:
        yield 412
    if "requestBody" in told or names:
        yield 422
