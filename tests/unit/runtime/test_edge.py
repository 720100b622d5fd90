"""What every request meets first: each failure is a problem that says what to mend and repeats nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter
from pydantic import Field, field_validator

from support import toy
from support.toy import TALLY
from towpath_runtime.errors import NotFound, Poison, Refused
from towpath_runtime.http import Asked, AskedBy, Command
from towpath_runtime.problems import MEDIA_TYPE
from towpath_runtime.service import Runtime
from towpath_runtime.settings import RuntimeSettings

CANARY = "canary-7f3a"
KEY = {"Idempotency-Key": "k"}


class Phone(Command):
    kind: Literal["phone"]


class Letter(Command):
    kind: Literal["letter"]


class Body(Command):
    by: int = 1
    scores: dict[str, int] = Field(default_factory=dict)
    way: Annotated[Phone | Letter | None, Field(discriminator="kind")] = None
    words: str = ""

    @field_validator("words")
    @classmethod
    def _no_canary(cls, words: str) -> str:
        if CANARY in words:
            raise ValueError(f"{words} is not allowed")
        return words


class Closed(Refused):
    code = "already-closed"


@pytest.fixture
async def asks() -> list[Asked]:
    return []


@pytest.fixture
async def client(asks: list[Asked]) -> AsyncIterator[httpx.AsyncClient]:
    runtime = Runtime("toy", RuntimeSettings(), [TALLY])
    runtime.body_limits["/toy/v1/large"] = 3_000_000
    router = APIRouter(prefix="/v1")

    @router.post("/things/{key}")
    async def thing(key: str, body: Body, asked: AskedBy) -> dict[str, int]:
        asks.append(asked)
        return {"by": body.by}

    @router.post("/large")
    async def large(body: Body) -> dict[str, int]:
        return {"by": body.by}

    @router.get("/broken/{how}")
    async def broken(how: str) -> None:
        match how:
            case "refused":
                raise Closed("open another one", field="referral")
            case "nowhere":
                raise NotFound
            case "poison":
                raise Poison("cannot-be-stored")
        raise ZeroDivisionError(CANARY)

    transport = httpx.ASGITransport(runtime.app(router), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://service/toy") as client:
        yield client


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    body: dict[str, Any] = answer.json()
    assert (body["type"], body["status"]) == (f"/problems/{code}", status)
    assert CANARY not in answer.text
    assert "Traceback" not in answer.text
    return body


async def test_a_creating_request_needs_a_key_that_can_be_seen(client: httpx.AsyncClient) -> None:
    for headers in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "a b"}, {"Idempotency-Key": "k" * 201}):
        body = problem(await client.post("/v1/things/1", json={}, headers=headers), 400, "idempotency-key-missing")
        assert body["errors"][0]["field"] == "Idempotency-Key"


async def test_the_message_id_is_the_same_for_the_same_route_and_key_alone(
    client: httpx.AsyncClient, asks: list[Asked]
) -> None:
    for path, key, by in (("1", "a", 1), ("1", "a", 2), ("1", "b", 1), ("2", "a", 1)):
        assert (await client.post(f"/v1/things/{path}", json={"by": by}, headers={"Idempotency-Key": key})).is_success
    first, other_body, other_key, other_path = asks
    assert first.id == other_body.id
    assert first.fingerprint != other_body.fingerprint
    assert len({first.id, other_key.id, other_path.id}) == 3


async def test_a_body_that_is_no_json_is_said_to_be_none(client: httpx.AsyncClient) -> None:
    for content in (f"{{{CANARY}".encode(), b"\xff\xfe", b"", b"["):
        answer = await client.post("/v1/things/1", content=content, headers=KEY)
        assert answer.status_code in {400, 422}
        assert CANARY not in answer.text
        assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"extra": CANARY}, "extra", "extra-forbidden"),
        ({f"not a name {CANARY}": 1}, "*", "extra-forbidden"),
        ({"by": CANARY}, "by", "int-parsing"),
        ({"by": None}, "by", "int-type"),
        ({"scores": {f"{CANARY} ": "x"}}, "scores.*", "int-parsing"),
        ({"way": {"kind": CANARY}}, "way", "union-tag-invalid"),
        ({"words": CANARY}, "words", "value-error"),
        ([CANARY], "body", "model-attributes-type"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_never(
    client: httpx.AsyncClient, body: object, field: str, code: str
) -> None:
    said = problem(await client.post("/v1/things/1", json=body, headers=KEY), 422, "invalid-fields")
    assert [(one["field"], one["code"]) for one in said["errors"]] == [(field, code)]
    assert said["errors"][0]["mend"]


@pytest.mark.parametrize("announced", [True, False], ids=["with its length", "without its length"])
async def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(client: httpx.AsyncClient, announced: bool) -> None:
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * 100_000

    headers = KEY | ({"Content-Length": "10000000"} if announced else {})
    problem(await client.post("/v1/things/1", content=pieces(), headers=headers), 413, "body-too-large")
    assert read < 20


async def test_a_route_may_take_more_than_the_others(client: httpx.AsyncClient) -> None:
    large = {"words": "x" * 2_000_000}
    assert (await client.post("/v1/large", json=large)).is_success
    problem(await client.post("/v1/things/1", json=large, headers=KEY), 413, "body-too-large")
    problem(await client.post("/v1/large", json={"words": "x" * 3_000_000}), 413, "body-too-large")


async def test_a_length_that_is_no_number_is_no_length(client: httpx.AsyncClient) -> None:
    for length in ("²", "-1", "1" * 5_000):
        headers = {b"Idempotency-Key": b"k", b"Content-Length": length.encode("latin-1")}
        assert (await client.post("/v1/things/1", json={}, headers=headers)).status_code == 200


async def test_what_is_not_there_is_a_problem_too(client: httpx.AsyncClient) -> None:
    problem(await client.get(f"/v1/{CANARY}"), 404, "not-found")
    problem(await client.delete("/v1/things/1"), 405, "method-not-allowed")


async def test_each_family_of_failure_has_its_answer(client: httpx.AsyncClient) -> None:
    refused = problem(await client.get("/v1/broken/refused"), 409, "already-closed")
    assert refused["errors"] == [{"field": "referral", "code": "already-closed", "mend": "open another one"}]
    problem(await client.get("/v1/broken/nowhere"), 404, "not-found")
    problem(await client.get("/v1/broken/poison"), 422, "cannot-be-stored")
    away = await client.get("/health/ready")
    assert away.status_code == 503


async def test_what_nobody_caught_is_an_answer_without_a_trace_and_a_log_without_a_text(
    client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    problem(await client.get("/v1/broken/broken"), 500, "internal")
    output = capfd.readouterr()
    assert CANARY not in output.out + output.err
    assert "ZeroDivisionError at test_edge.py" in output.out


async def test_a_command_before_the_database_answers_is_asked_to_come_again() -> None:
    _, app = toy.build(RuntimeSettings())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service/toy") as client:
        answer = await client.post(f"/v1/tallies/{uuid4()}/counts", json={}, headers=KEY)
    problem(answer, 503, "try-again")
    assert answer.headers["retry-after"] == "2"
