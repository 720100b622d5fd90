"""The client of the front door: what says nothing is asked again with the same key, what is refused is not."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from towpath_standalone import client as client_module
from towpath_standalone.client import Client, Refused
from towpath_standalone.refusal import CannotGoOn

Answer = httpx.Response | type[httpx.TransportError]
AWAY = {"type": "/problems/service-away", "status": 503}


class Platform(httpx.AsyncBaseTransport):
    """Gives the answers in order, the last one for ever, and remembers what was asked."""

    def __init__(self, *answers: Callable[[], Answer]) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        await request.aread()
        answer = (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()
        if isinstance(answer, httpx.Response):
            return answer
        raise answer("nobody there")


def document(status: int, body: dict[str, object]) -> Callable[[], Answer]:
    return lambda: httpx.Response(status, json=body)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "FIRST_PAUSE", 0.0)


async def test_a_request_that_found_nobody_is_sent_again_with_the_same_key_and_body() -> None:
    platform = Platform(
        lambda: httpx.ConnectError,
        document(503, AWAY),
        lambda: httpx.ReadError,
        document(503, {"type": "/problems/try-again", "status": 503}),
        document(504, {"type": "/problems/service-slow", "status": 504}),
        document(201, {"id": "made"}),
    )
    async with Client("http://door.test", transport=platform) as client:
        assert await client.post("/referral/v1/referrals", "key-1", {"a": 1}) == {"id": "made"}
        assert client.sent_again == 5
    assert {request.headers["idempotency-key"] for request in platform.asked} == {"key-1"}
    assert {request.content for request in platform.asked} == {b'{"a":1}'}


async def test_a_refusal_is_told_with_its_code_and_what_to_mend_and_not_asked_again() -> None:
    problem = {"type": "/problems/referral-already-closed", "status": 409, "detail": "refer the person again"}
    platform = Platform(document(409, problem))
    async with Client("http://door.test", transport=platform) as client:
        with pytest.raises(Refused) as refused:
            await client.post("/x", "key")
    assert (refused.value.status, refused.value.code) == (409, "referral-already-closed")
    assert refused.value.detail == "refer the person again"
    assert len(platform.asked) == 1


async def test_a_feed_that_cannot_be_fetched_is_a_refusal_though_its_status_is_that_of_a_gateway() -> None:
    platform = Platform(document(502, {"type": "/problems/feed-unreachable", "detail": "no answer"}))
    async with Client("http://door.test", transport=platform) as client:
        with pytest.raises(Refused, match="feed-unreachable"):
            await client.post_bytes("/directory/v1/imports", "key", b"{}", publisher="p")
    assert len(platform.asked) == 1


async def test_an_answer_that_is_no_problem_document_is_told_by_its_status() -> None:
    platform = Platform(lambda: httpx.Response(500, text="<html>"))
    async with Client("http://door.test", transport=platform) as client:
        with pytest.raises(Refused) as refused:
            await client.get("/x")
    assert (refused.value.status, refused.value.code) == (500, "no-reason")


async def test_patience_ends_in_one_line_that_names_the_address() -> None:
    platform = Platform(document(503, AWAY))
    async with Client("http://door.test", patience=0.05, transport=platform) as client:
        with pytest.raises(CannotGoOn, match=r"http://door\.test/x gave no answer"):
            await client.get("/x")
    assert len(platform.asked) > 1
