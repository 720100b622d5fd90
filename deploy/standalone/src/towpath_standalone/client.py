"""Talking to a platform through its front door, so that a service that dies in the middle does no harm."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Any, Self

import httpx

from towpath_standalone.refusal import CannotGoOn

Document = dict[str, Any]
ASK_AGAIN = {"service-away", "service-slow", "try-again"}
"""The problems that say nothing about what happened: the same request, with its key, is sent again."""
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
CONNECTIONS = 24
"""Requests under way at once. The pool looks at each connection and each waiting request at every turn: more cost more
than they bring.
"""


class Refused(Exception):
    """The platform refused, and asking again will not help. ``status`` and ``code`` as in the problem (RFC 9457)."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class Client:
    """A client of the front door. Requests are sent again, with growing pauses, for ``patience`` seconds.

    Reading and putting may be repeated by their nature, creating by its Idempotency-Key. ``timeout`` is for one answer;
    ``transport`` takes the place of the network.
    """

    def __init__(
        self,
        door: str,
        *,
        patience: float = 120.0,
        timeout: float = 40.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self._client = httpx.AsyncClient(
            base_url=door, timeout=timeout, limits=limits, trust_env=False, transport=transport
        )
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self.door = door
        self._patience = patience
        self.sent_again = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: str | int) -> Document:
        """Return a document; raises Refused, or CannotGoOn when nobody answered in time."""
        return await self._asked("GET", path, params=query)

    async def put(self, path: str, body: Mapping[str, Any]) -> Document:
        """Put a document; raises as ``get``."""
        return await self._asked("PUT", path, json=body)

    async def post(self, path: str, key: str, body: Mapping[str, Any] | None = None) -> Document:
        """Create or ask for something, once for each ``key``; raises as ``get``."""
        return await self._asked("POST", path, json=body or {}, headers={"Idempotency-Key": key})

    async def post_bytes(self, path: str, key: str, content: bytes, **query: str) -> Document:
        """Send a file, once for each ``key``; raises as ``get``."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return await self._asked("POST", path, content=content, headers=headers, params=query)

    async def _asked(self, method: str, path: str, **arguments: Any) -> Document:
        deadline = time.monotonic() + self._patience
        pause = FIRST_PAUSE
        while True:
            answer = await self._once(method, path, arguments)
            if answer is not None:
                document = _document(answer)
                code = _code(document)
                if not answer.is_error:
                    return document
                if answer.status_code < httpx.codes.BAD_GATEWAY or code not in ASK_AGAIN:
                    detail = str(document.get("detail") or document.get("title") or "")
                    raise Refused(answer.status_code, code, detail)
            if time.monotonic() > deadline:
                raise CannotGoOn(f"{self.door}{path} gave no answer for {self._patience:g} s: see `towpath status`")
            self.sent_again += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # spreads requests, keeps no secret
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _once(self, method: str, path: str, arguments: Mapping[str, Any]) -> httpx.Response | None:
        try:
            async with self._turns:
                return await self._client.request(method, path, **arguments)
        except httpx.TransportError:
            return None


def _document(answer: httpx.Response) -> Document:
    try:
        document = answer.json() if answer.content else {}
    except ValueError:
        document = {}
    return document if isinstance(document, dict) else {}


def _code(problem: Document) -> str:
    return str(problem.get("type", "")).rpartition("/")[2] or "no-reason"
