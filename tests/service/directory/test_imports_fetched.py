"""Feeds that the directory fetches itself, and where it may not go."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import httpx
import pytest

from support.directory_records import hsds_3
from support.directory_service import Directory
from towpath_directory.imports.fetch import Fetcher
from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedTooSlow


async def fetch(directory: Directory, url: str, **fields: str) -> httpx.Response:
    return await directory.ask("POST", "/v1/imports", json={"url": url, "publisher": "willowbank"} | fields)


def page(number: int, of: int) -> bytes:
    contents = [hsds_3(id=str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{number}.{n}"))) for n in range(2)]
    return json.dumps({"total_pages": of, "page_number": number, "contents": contents}).encode()


async def test_a_feed_is_fetched_page_by_page_and_adds_up(begin: Any, shelf: Any) -> None:
    directory = await begin(TOWPATH_ALLOW_PRIVATE_FEEDS="true")
    shelf["/services"] = (302, {"Location": "/moved"}, b"")
    shelf["/moved"] = (200, {}, page(1, of=3))
    shelf["/services?page=2"] = (200, {}, page(2, of=3))
    shelf["/services?page=3"] = (200, {}, page(3, of=3))

    answer = await fetch(directory, f"{shelf.url}/services")
    assert answer.status_code == 202, answer.text
    assert answer.json()["records"] == 6
    done = await directory.done(answer.json()["id"])
    assert done["pages"] == {"read": 3, "of": 3}
    assert done["counts"]["taken"] + done["counts"]["mended"] == 6
    assert done["origin"] == "127.0.0.1"


async def test_what_cannot_be_fetched_is_said_in_one_line_and_leaves_nothing(begin: Any, shelf: Any) -> None:
    directory = await begin(TOWPATH_ALLOW_PRIVATE_FEEDS="true", TOWPATH_IMPORT_LIMIT="5000", TOWPATH_FEED_SECONDS="30")
    shelf["/huge"] = (200, {}, b"[" + b" " * 6000 + b"]")
    shelf["/html"] = (200, {}, b"<html></html>")
    shelf["/loop"] = (302, {"Location": "/loop"}, b"")
    closed = "http://127.0.0.1:9"
    for url, status, problem in [
        (f"{shelf.url}/huge", 413, "feed-too-large"),
        (f"{shelf.url}/html", 422, "feed-not-json"),
        (f"{shelf.url}/missing", 502, "feed-unreachable"),
        (f"{shelf.url}/loop", 502, "feed-unreachable"),
        (closed, 502, "feed-unreachable"),
        ("ftp://127.0.0.1/feed", 422, "feed-address-not-allowed"),
        ("file:///etc/passwd", 422, "feed-address-not-allowed"),
        ("http://user:word@127.0.0.1/", 422, "feed-address-not-allowed"),
        ("not an address", 422, "feed-address-not-allowed"),
    ]:
        answer = await fetch(directory, url)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}"), url
        assert "\n" not in answer.json()["detail"]
    assert directory.database["imports"].count_documents({}) == 0
    assert directory.database["import_records"].count_documents({}) == 0


BEHIND_THE_FENCE = (
    "127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "0.0.0.0",
)  # fmt: skip


async def test_the_directory_does_not_fetch_from_behind_the_fence_unless_allowed(begin: Any, shelf: Any) -> None:
    directory = await begin()
    for host in BEHIND_THE_FENCE:
        answer = await fetch(directory, f"http://{host}:{httpx.URL(shelf.url).port}/services")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/feed-address-not-allowed"), host
    assert not shelf.asked


async def test_a_redirect_behind_the_fence_is_not_followed(monkeypatch: pytest.MonkeyPatch, shelf: Any) -> None:
    outside = httpx.URL(shelf.url).host
    monkeypatch.setattr("towpath_directory.imports.guard._open", lambda number: str(number) == outside)
    shelf["/away"] = (302, {"Location": f"http://127.0.0.2:{httpx.URL(shelf.url).port}/inside"}, b"")
    shelf["/inside"] = (200, {}, b"[]")
    received: list[bytes] = []

    async def sink(chunk: bytes) -> None:
        received.append(chunk)

    with pytest.raises(FeedAddressNotAllowed):
        await Fetcher(seconds=10, allow_private=False).page(f"{shelf.url}/away", 1, sink)
    assert shelf.asked == ["/away"]
    assert not received


async def test_a_feed_that_never_ends_is_given_up(shelf: Any) -> None:
    held = asyncio.Event()

    async def sink(_: bytes) -> None:
        await held.wait()

    shelf["/slow"] = (200, {}, b"[]")
    with pytest.raises(FeedTooSlow):
        await Fetcher(seconds=0.2, allow_private=True).page(f"{shelf.url}/slow", 1, sink)
