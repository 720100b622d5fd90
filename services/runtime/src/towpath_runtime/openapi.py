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
    404: "There is nothing by that id.",
    409: "The rules refuse it as things stand.",
    412: "It has changed since it was read.",
    413: "The body is too large.",
    422: "Some fields need mending; or the Idempotency-Key came with another body before.",
    503: "A server is away: the same request may be sent again.",
}
KEY = "idempotency-key"


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
            self.openapi_schema = described
        return self.openapi_schema


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
            content = {MEDIA_TYPE: {"schema": PROBLEM}}
            answers[str(status)] = {"description": REASONS[status], "content": content}


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
