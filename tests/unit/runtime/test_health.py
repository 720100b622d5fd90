from __future__ import annotations

import httpx
from fastapi import FastAPI

from towpath_runtime.health import Health


async def ask(health: Health, question: str) -> tuple[int, dict[str, str]]:
    app = FastAPI()
    app.include_router(health.router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        answer = await client.get(f"/health/{question}")
    return answer.status_code, answer.json()["wrong"]


async def fine() -> str | None:
    return None


async def wrong() -> str | None:
    return "away"


async def test_a_process_that_starts_is_alive_and_neither_started_nor_ready() -> None:
    health = Health()
    assert await ask(health, "live") == (200, {})
    assert await ask(health, "startup") == (503, {"start": "starting"})
    assert await ask(health, "ready") == (503, {"start": "starting"})


async def test_one_that_waits_for_a_server_is_alive_and_not_ready() -> None:
    health = Health()
    health.started = True
    health.alive("relay", fine)
    health.ready("mongodb", wrong)
    assert await ask(health, "live") == (200, {})
    assert await ask(health, "startup") == (200, {})
    assert await ask(health, "ready") == (503, {"mongodb": "away"})


async def test_one_with_a_dead_part_is_not_alive() -> None:
    health = Health()
    health.started = True
    health.alive("relay", wrong)
    health.alive("consumer", fine)
    assert await ask(health, "live") == (503, {"relay": "away"})


async def test_one_that_stops_gets_no_more_work() -> None:
    health = Health()
    health.started = health.stopping = True
    assert await ask(health, "ready") == (503, {"stop": "stopping"})
