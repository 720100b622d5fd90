"""What an operator asks of one service: its metrics, its outbox, its dead letters, a replay."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Query, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import AwareDatetime

from towpath_runtime.http import Command
from towpath_runtime.outbox import Outbox


class Letters(Protocol):
    """A dead-letter store, with or without a database behind it."""

    async def waiting(self, status: str | None = None, after: int = 0, most: int = 100) -> list[dict[str, Any]]:
        """Return letters without their content."""

    async def show(self, letter_id: str) -> dict[str, Any]:
        """Return one letter whole."""

    async def retry(self, letter_id: str) -> int:
        """Handle it again."""

    async def discard(self, letter_id: str) -> int:
        """Let it go."""


class Replay(Command):
    """Which rows to publish again, by the time of writing. Without bounds, all that the retention has kept."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


def metrics_router(registry: CollectorRegistry) -> APIRouter:
    """Return the route that Prometheus scrapes."""
    router = APIRouter(tags=["operations"])

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def letters_router(letters: Letters) -> APIRouter:
    """Return the routes of the dead-letter store."""
    router = APIRouter(prefix="/v1/dead-letters", tags=["operations"])

    @router.get("")
    async def list_letters(
        status: str | None = None,
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> dict[str, Any]:
        found = [_shown(letter) for letter in await letters.waiting(status, after, limit)]
        return {"letters": found, "next": found[-1]["order"] if len(found) == limit else None}

    @router.get("/{letter_id}")
    async def show(letter_id: str, content: bool = False) -> dict[str, Any]:
        """Show a letter. Its content may be personal: it is given, in base64, only where it is asked for."""
        letter = await letters.show(letter_id)
        shown = _shown(letter)
        if content:
            value = letter["value"]
            shown["value"] = None if value is None else base64.b64encode(value).decode()
            shown["headers"] = [
                [name, None if given is None else base64.b64encode(given).decode()] for name, given in letter["headers"]
            ]
        return shown

    @router.post("/{letter_id}/retry")
    async def retry(letter_id: str) -> dict[str, int]:
        return {"handled": await letters.retry(letter_id)}

    @router.post("/{letter_id}/discard")
    async def discard(letter_id: str) -> dict[str, int]:
        return {"handled": await letters.discard(letter_id)}

    return router


def outbox_router(outbox: Outbox, wake: Callable[[], None]) -> APIRouter:
    """Return the routes of the outbox; ``wake`` tells the relay that rows are pending again."""
    router = APIRouter(prefix="/v1", tags=["operations"])

    @router.get("/outbox")
    async def counts() -> dict[str, Any]:
        return (await outbox.counts())._asdict()

    @router.post("/replays", status_code=202)
    async def replay(span: Replay) -> dict[str, int]:
        rows = await outbox.replay(span.since, span.until)
        wake()
        return {"rows": rows}

    return router


def _shown(letter: dict[str, Any]) -> dict[str, Any]:
    at = letter["at"]
    return {
        "id": letter["_id"],
        "status": letter["status"],
        "reason": letter["reason"],
        "fields": letter["fields"],
        "topic": letter["topic"],
        "partition": letter["partition"],
        "offset": letter["offset"],
        "key": None if letter["key"] is None else bytes(letter["key"]).decode(errors="backslashreplace"),
        "order": letter["order"],
        "tries": letter.get("tries", 0),
        "at": at.isoformat() if isinstance(at, datetime) else at,
    }
