"""Whether a service would take work."""

from __future__ import annotations

import asyncio
import time

import httpx

LOOK_EVERY = 0.1


async def is_ready(url: str, service: str, within: float) -> str | None:
    """Return None once the service is ready, or after ``within`` seconds what is wrong, in its own codes."""
    deadline = time.monotonic() + within
    async with httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        while True:
            wrong = await _wrong(client, service)
            if wrong is None or time.monotonic() > deadline:
                return wrong
            await asyncio.sleep(LOOK_EVERY)


async def _wrong(client: httpx.AsyncClient, service: str) -> str | None:
    try:
        answer = await client.get(f"/{service}/health/ready")
        if answer.is_success:
            return None
        return ", ".join(f"{name}: {reason}" for name, reason in answer.json()["wrong"].items())
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return "no answer"
