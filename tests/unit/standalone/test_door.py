"""The front door, before services that are made of Starlette and answer within this process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from towpath_standalone.platform.door import make_door

SERVICES = {"referral": "http://referral.test", "matching": "http://matching.test"}


async def echo(request: Request) -> Response:
    return JSONResponse(
        {
            "path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "method": request.method,
            "key": request.headers.get("idempotency-key"),
            "host": request.headers["host"],
            "body": (await request.body()).decode(),
        },
        201,
        {"location": "/referral/v1/referrals/1", "connection": "close"},
    )


async def not_ready(request: Request) -> Response:
    return JSONResponse({"ok": False, "wrong": {"mongodb": "away"}}, 503)


async def streamed(request: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"chunk"

    return StreamingResponse(chunks())


async def broken(request: Request) -> Response:
    return PlainTextResponse("out of order", 500)


METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]
REFERRAL = Starlette(
    routes=[
        Route("/referral/health/ready", lambda _: JSONResponse({"ok": True, "wrong": {}})),
        Route("/referral/v1/stream", streamed),
        Route("/referral/v1/broken", broken),
        Route("/referral/{path:path}", echo, methods=METHODS),
    ]
)
MATCHING = Starlette(routes=[Route("/matching/health/ready", not_ready)])


class Street(httpx.AsyncBaseTransport):
    """The services by their host names; what is not there refuses the connection."""

    def __init__(self) -> None:
        self.at: dict[str, httpx.ASGITransport] = {
            "referral.test": httpx.ASGITransport(REFERRAL),
            "matching.test": httpx.ASGITransport(MATCHING),
        }
        self.error: type[httpx.TransportError] = httpx.ConnectError

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = self.at.get(request.url.host)
        if service is None:
            raise self.error("nobody there")
        return await service.handle_async_request(request)


@pytest.fixture
def street() -> Street:
    return Street()


@pytest.fixture
async def door(street: Street) -> AsyncIterator[httpx.AsyncClient]:
    app = make_door(SERVICES, street)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door.test") as client,
    ):
        yield client


async def test_a_request_reaches_the_service_that_its_path_begins_with_as_it_was_sent(door: httpx.AsyncClient) -> None:
    answer = await door.post("/referral/v1/referrals/a%2Fb?x=1&x=2", content="body", headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    assert answer.json() == {
        "path": "/referral/v1/referrals/a%2Fb",
        "query": "x=1&x=2",
        "method": "POST",
        "key": "k",
        "host": "referral.test",
        "body": "body",
    }


@pytest.mark.parametrize("method", METHODS)
async def test_every_method_is_handed_on(door: httpx.AsyncClient, method: str) -> None:
    assert (await door.request(method, "/referral/v1/x")).json()["method"] == method


async def test_headers_of_the_answer_come_back_but_those_between_neighbours(door: httpx.AsyncClient) -> None:
    answer = await door.get("/referral/v1/x")
    assert answer.headers["location"] == "/referral/v1/referrals/1"
    assert "connection" not in answer.headers


async def test_a_streamed_answer_comes_back_whole(door: httpx.AsyncClient) -> None:
    assert (await door.get("/referral/v1/stream")).text == "chunk" * 3


async def test_what_a_service_answers_is_not_touched_even_when_it_is_an_error(door: httpx.AsyncClient) -> None:
    answer = await door.get("/referral/v1/broken")
    assert (answer.status_code, answer.text) == (500, "out of order")


async def test_a_path_of_no_service_is_not_found(door: httpx.AsyncClient) -> None:
    answer = await door.get("/nobody/v1/x")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-found"


async def test_a_service_that_is_away_is_answered_for_with_a_problem_and_when_to_ask_again(
    door: httpx.AsyncClient, street: Street
) -> None:
    del street.at["referral.test"]
    answer = await door.post("/referral/v1/referrals", json={})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["type"] == "/problems/service-away"


async def test_a_service_that_does_not_answer_in_time_is_answered_for_too(
    door: httpx.AsyncClient, street: Street
) -> None:
    del street.at["referral.test"]
    street.error = httpx.ReadTimeout
    answer = await door.get("/referral/v1/x")
    assert (answer.status_code, answer.json()["type"]) == (504, "/problems/service-slow")


async def test_health_names_every_service_and_what_is_wrong_with_it(door: httpx.AsyncClient, street: Street) -> None:
    answer = await door.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "services": {
            "referral": {"ok": True, "wrong": {}, "ready": True},
            "matching": {"ok": False, "wrong": {"mongodb": "away"}, "ready": False},
        },
    }
    del street.at["matching.test"]
    assert (await door.get("/health")).json()["services"]["matching"] == {"ready": False, "state": "away"}


async def test_whoever_knocks_is_told_what_is_where(door: httpx.AsyncClient) -> None:
    assert (await door.get("/")).json()["referral"]["at"] == "/referral/v1/"
    page = await door.get("/", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert '<a href="/referral/openapi.json">' in page.text
