"""Errors as problem+json (RFC 9457): a stable type, the field at fault and what to mend, never a value of the input."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from towpath_runtime.errors import Away, Poison, Refused

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"
FIELD_FORM = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
WITHOUT_QUOTE = {
    "extra_forbidden": "remove this field: it is not known here",
    "json_invalid": "send well-formed JSON",
    "union_tag_invalid": "this kind is not known here",
    "uuid_parsing": "send a UUID",
    "timezone_offset": "send another offset from UTC",
    "url_parsing": "send a URL",
}
"""What to say in place of those messages of pydantic that quote the input."""


def problem(
    status: int,
    code: str,
    title: str,
    *,
    detail: str = "",
    errors: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Return a problem; ``errors`` are ``{field, code, mend}``."""
    body: dict[str, Any] = {"type": f"/problems/{code}", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def refused(_: Request, error: Exception) -> JSONResponse:
    """Answer what the rules refused."""
    assert isinstance(error, Refused)
    errors = [{"field": error.field, "code": error.code, "mend": error.detail}] if error.field else ()
    return problem(error.status, error.code, _words(error.code), detail=error.detail, errors=errors)


def poison(_: Request, error: Exception) -> JSONResponse:
    """Answer a command that can never take effect."""
    assert isinstance(error, Poison)
    return problem(422, error.code, _words(error.code))


def away(_: Request, error: Exception) -> JSONResponse:
    """Answer while a server is away: the same command, with the same key, may be sent again."""
    assert isinstance(error, Away)
    return problem(
        503,
        "try-again",
        "A part of the platform does not answer",
        detail="send the same request with the same Idempotency-Key again",
        headers={"Retry-After": RETRY_AFTER},
    )


def invalid(_: Request, error: Exception) -> JSONResponse:
    """Answer a request whose fields are wrong: each with its place and what was expected there."""
    assert isinstance(error, RequestValidationError)
    errors = []
    for fault in error.errors():
        where = [_named(part) for part in fault["loc"] if part != "body"]
        errors.append(
            {"field": ".".join(where) or "body", "code": fault["type"].replace("_", "-"), "mend": _mend(fault)}
        )
    is_json = any(fault["type"] == "json_invalid" for fault in error.errors())
    if is_json:
        return problem(400, "not-json", "The body is not JSON", errors=errors)
    return problem(422, "invalid-fields", "Some fields need mending", errors=errors)


def http_error(_: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refused: no such route, no such method."""
    assert isinstance(error, HTTPException)
    known = {
        404: ("not-found", "There is nothing here"),
        405: ("method-not-allowed", "This method is not for this address"),
        413: ("body-too-large", "The body is too large"),
    }
    code, title = known.get(error.status_code, (f"http-{error.status_code}", "The request cannot be served"))
    return problem(error.status_code, code, title, headers=dict(error.headers or {}))


def too_large(limit: int) -> JSONResponse:
    """Answer a body of more than ``limit`` bytes."""
    return problem(413, "body-too-large", "The body is too large", detail=f"send at most {limit} bytes")


def broken() -> JSONResponse:
    """Answer what should not have happened."""
    return problem(500, "internal", "Something broke here; it was logged and nothing of it was kept")


def _named(part: int | str) -> str:
    """Return one step of the way to a field. The asker chose the name of an unknown one: it is given if it looks like
    one.
    """
    name = str(part)
    return name if isinstance(part, int) or FIELD_FORM.fullmatch(name) else "*"


def _mend(fault: dict[str, Any]) -> str:
    """Say what was expected. The messages of pydantic's own rules quote the rule, never the input; ours are not
    trusted.
    """
    if fault["type"] in {"value_error", "assertion_error"}:
        return str(fault.get("ctx", {}).get("mend", "this value is not allowed here"))
    return WITHOUT_QUOTE.get(fault["type"]) or str(fault["msg"])


def _words(code: str) -> str:
    return code.replace("-", " ").capitalize()
