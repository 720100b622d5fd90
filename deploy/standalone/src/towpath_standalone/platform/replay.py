"""Asking services to publish again what they have published, and waiting until it is out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx

from towpath_runtime.errors import Away
from towpath_runtime.ids import new_id
from towpath_runtime.mongo import connect, database
from towpath_runtime.outbox import Outbox
from towpath_standalone.refusal import CannotGoOn

WITH_OUTBOX = ("directory", "followup", "referral")
"""The services that keep what they published; matching keeps nothing and computes it again."""
OUT_WITHIN = 300.0


async def make_pending(mongo: str, database_prefix: str) -> int:
    """Make all that was published pending, while no service runs; return how many events. Raises CannotGoOn."""
    client = connect(mongo)
    try:
        outboxes = [Outbox(database(client, f"{database_prefix}{service}")) for service in WITH_OUTBOX]
        return sum([await outbox.replay() for outbox in outboxes])
    except Away:
        raise CannotGoOn("MongoDB does not answer: its log says why") from None
    finally:
        await client.close()


async def replay(door: str, service: str, since: str | None = None) -> int:
    """Have a service publish again, from a moment on (ISO 8601) or everything; return how many events.

    Raises CannotGoOn where the service is away or refuses.
    """
    span = {} if since is None else {"since": since}
    async with httpx.AsyncClient(base_url=door, timeout=120, trust_env=False) as client:
        try:
            answer = await client.post(
                f"/{service}/v1/replays", json=span, headers={"Idempotency-Key": f"replay-{new_id()}"}
            )
        except httpx.HTTPError:
            raise CannotGoOn(f"the service {service} does not answer") from None
    document = _document(answer)
    if answer.is_error:
        raise CannotGoOn(f"{service} refused: {document.get('detail') or document.get('title') or answer.status_code}")
    return int(document["rows"])


async def published(door: str, service: str, lives: Callable[[], bool] = lambda: True) -> None:
    """Return when a service has nothing left to publish; raises CannotGoOn late, or once it ``lives`` no more."""
    deadline = time.monotonic() + OUT_WITHIN
    async with httpx.AsyncClient(base_url=door, timeout=30, trust_env=False) as client:
        while time.monotonic() < deadline and lives():
            try:
                answer = await client.get(f"/{service}/v1/outbox")
                if answer.is_success and _document(answer).get("pending") == 0:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise CannotGoOn(f"{service} could not publish everything that it kept: see its log")


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
