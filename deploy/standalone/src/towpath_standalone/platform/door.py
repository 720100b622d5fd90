"""The front door: one address for all services, chosen by the first part of the path."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from towpath_standalone.platform.doormat import WHAT_IS_WHERE, page

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-connection", "host"}
"""Headers that are between two neighbours only (RFC 9110, section 7.6.1); ``host`` is written anew."""
ANSWER_WITHIN = 130.0
"""Seconds that a service may take: the directory may fetch a feed for two minutes before it answers."""
ASK_AGAIN_AFTER = "1"


def make_door(services: Mapping[str, str], transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Return the front door; ``services`` are addresses (``http://host:port``) by name.

    ``transport`` takes the place of the network.
    """
    door = _Door(services, transport)
    routes = [
        Route("/", door.index),
        Route("/health", door.health),
        Route("/{service}", door.hand_on, methods=METHODS),
        Route("/{service}/{path:path}", door.hand_on, methods=METHODS),
    ]
    return Starlette(routes=routes, lifespan=door.opened)


class _Door:
    """The handlers; a connection pool lives as long as the application."""

    def __init__(self, services: Mapping[str, str], transport: httpx.AsyncBaseTransport | None) -> None:
        self._services = dict(services)
        self._transport = transport
        self._client: httpx.AsyncClient

    @contextlib.asynccontextmanager
    async def opened(self, app: Starlette) -> AsyncIterator[None]:
        """Keep the pool while the application runs."""
        limits = httpx.Limits(max_connections=400, max_keepalive_connections=32)
        async with httpx.AsyncClient(
            timeout=ANSWER_WITHIN, limits=limits, trust_env=False, transport=self._transport
        ) as self._client:
            yield

    async def index(self, request: Request) -> Response:
        """Say what is where, as HTML to a browser and as JSON to everybody else."""
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(page(self._services))
        return JSONResponse({name: {"is": WHAT_IS_WHERE[name], "at": f"/{name}/v1/"} for name in self._services})

    async def health(self, request: Request) -> Response:
        """Say which services are ready: 200 when all are, else 503."""
        answers = await asyncio.gather(*(self._ready(name) for name in self._services))
        states = dict(zip(self._services, answers, strict=True))
        ready = all(state["ready"] for state in states.values())
        return JSONResponse({"ready": ready, "services": states}, 200 if ready else 503)

    async def _ready(self, name: str) -> dict[str, Any]:
        try:
            answer = await self._client.get(f"{self._services[name]}/{name}/health/ready", timeout=3)
        except httpx.HTTPError:
            return {"ready": False, "state": "away"}
        try:
            detail = answer.json()
        except ValueError:
            detail = {}
        return {**(detail if isinstance(detail, dict) else {}), "ready": answer.status_code == 200}

    async def hand_on(self, request: Request) -> Response:
        """Hand the request to its service and the answer back, neither of them kept whole in memory."""
        address = self._services.get(request.path_params["service"])
        if address is None:
            return _problem(404, "not-found", "No service has this path; / says what is where.")
        query = f"?{request.url.query}" if request.url.query else ""
        asked = self._client.build_request(
            request.method,
            f"{address}{request.scope['raw_path'].decode('ascii', 'replace').partition('?')[0]}{query}",
            headers=[(name, value) for name, value in request.headers.raw if name.decode("latin-1") not in HOP_BY_HOP],
            content=request.stream() if _has_body(request) else None,
        )
        try:
            answer = await self._client.send(asked, stream=True)
        except httpx.TimeoutException:
            return _problem(504, "service-slow", "The service did not answer in time; ask again with the same key.")
        except httpx.HTTPError:
            return _problem(503, "service-away", "The service is away; ask again with the same key.")
        headers = {name: value for name, value in answer.headers.items() if name not in HOP_BY_HOP}
        return StreamingResponse(
            answer.aiter_raw(), answer.status_code, headers, background=BackgroundTask(answer.aclose)
        )


def _has_body(request: Request) -> bool:
    return "content-length" in request.headers or "transfer-encoding" in request.headers


def _problem(status: int, code: str, detail: str) -> Response:
    """Return a problem document (RFC 9457) as the services make them."""
    document = {"type": f"/problems/{code}", "title": code.replace("-", " ").capitalize(), "status": status}
    again = {"retry-after": ASK_AGAIN_AFTER} if status in (503, 504) else {}
    return JSONResponse({**document, "detail": detail}, status, again, media_type="application/problem+json")
