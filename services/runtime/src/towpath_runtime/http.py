"""Commands over HTTP: idempotency keys, body limits, the trace, and answers to every failure."""

import hashlib
import os
import re
import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from towpath_runtime import message as messages
from towpath_runtime import problems
from towpath_runtime.errors import Refused, where
from towpath_runtime.ids import derive
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics
from towpath_runtime.tracing import Tracing

KEY_FORM = re.compile(r"[!-~]{1,200}")
LENGTH_FORM = re.compile(r"[0-9]{1,18}")
TRACEPARENT_FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Command(BaseModel):
    """The base of request bodies: frozen, no unknown fields, and no input in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Acknowledged(BaseModel):
    """The answer to a command that took effect durably: what it was about, and how many events that thing has had."""

    id: str
    version: int


class IdempotencyKeyMissing(Refused):
    """A creating request came without its key, so that a repeat could not be told from a second one."""

    code = "idempotency-key-missing"
    status = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """What a creating request says of itself. ``id`` is the same for the same route, path and key."""

    id: str
    fingerprint: str
    traceparent: str

    def message(
        self, aggregate: str, key: str, body: object, *, correlation: str, writes: tuple[messages.Write, ...] = ()
    ) -> messages.Message:
        """Return the message of this request."""
        return messages.Message(
            id=self.id,
            aggregate=aggregate,
            key=key,
            body=body,
            correlation=correlation,
            traceparent=self.traceparent,
            fingerprint=self.fingerprint,
            writes=writes,
        )


KeyHeader = Annotated[str, Header(description="A new one for each new thing; the same again gets the same answer.")]


async def asked(request: Request, idempotency_key: KeyHeader = "") -> Asked:
    """Read the Idempotency-Key and hash the body. Raises IdempotencyKeyMissing."""
    key = idempotency_key
    if not KEY_FORM.fullmatch(key):
        raise IdempotencyKeyMissing(
            "send an Idempotency-Key header of 1 to 200 visible characters, a new one for each new thing",
            field="Idempotency-Key",
        )
    body = hashlib.sha256(await request.body()).hexdigest()
    return Asked(
        id=derive(f"{request.method} {request.url.path}", key),
        fingerprint=body[:32],
        traceparent=traceparent(request),
    )


AskedBy = Annotated[Asked, Depends(asked)]


def traceparent(request: Request) -> str:
    """Return the trace context of a request (W3C Trace Context), a new one where it has none."""
    given = request.headers.get("traceparent", "")
    if TRACEPARENT_FORM.fullmatch(given):
        return given
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"


class Edge:
    """The outermost layer: bounds the body, counts the request, and turns what nobody caught into an answer.

    An error that reached the server would be printed with its text, and that can quote the input.
    """

    def __init__(
        self, app: ASGIApp, *, limit: int, limits: dict[str, int], log: Log, metrics: Metrics, tracing: Tracing
    ) -> None:
        self._app = app
        self._limit = limit
        self._limits = limits
        self._log = log
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit = next((most for prefix, most in self._limits.items() if scope["path"].startswith(prefix)), self._limit)
        began, status, taken = time.perf_counter(), 500, 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await noted(message)

        try:
            if _length(scope) > limit:
                raise _TooLarge
            parent = _header(scope, b"traceparent")
            with self._tracing.request(scope["method"], parent):
                await self._app(scope, counted, sending)
        except _TooLarge:
            if not started:
                await problems.too_large(limit)(scope, receive, noted)
        except Exception as error:
            self._log.error("request-broke", where=where(error))
            if not started:
                await problems.broken()(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.request(route, status, time.perf_counter() - began)
        return None


class _TooLarge(HTTPException):
    """The body is larger than this route takes. FastAPI lets only its own kind of error out of reading a body."""

    def __init__(self) -> None:
        super().__init__(413)


def _length(scope: Scope) -> int:
    given = _header(scope, b"content-length")
    return int(given) if LENGTH_FORM.fullmatch(given) else 0


def _header(scope: Scope, name: bytes) -> str:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    return headers.get(name, b"").decode("latin-1")
