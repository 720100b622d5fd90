"""Feeds on a real web server: packed, slow, moving, in summaries, and unchanged since the last time."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import zlib
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from support.feeds_served import FeedServer, Reply
from towpath_directory.feeds.split import members
from towpath_directory.imports.fetch import NOTHING, Fetcher, Validators, page_of
from towpath_directory.imports.memory import Forgetful, Remembered
from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedTooLarge, FeedTooSlow, FeedUnreachable
from towpath_directory.imports.spool import Spool
from towpath_directory.imports.walk import Walk, Walked

MOST = 2_000_000


class Notebook(Forgetful):
    """A memory in this process."""

    def __init__(self) -> None:
        self.kept: dict[str, Validators] = {}
        self.modified: dict[str, str] = {}
        self.of: dict[str, int] = {}
        self.fingerprint = ""
        self.listings: dict[str, str] = {}

    async def pages(self, url: str) -> int:
        return self.of.get(url, 0)

    async def validators(self, address: str) -> Validators:
        return self.kept.get(address, NOTHING)

    async def services(self, addresses: Mapping[str, str]) -> Mapping[str, Remembered]:
        return {
            given: Remembered(self.listings[given], self.kept.get(address, NOTHING), self.modified.get(address, ""))
            for given, address in addresses.items()
            if given in self.listings
        }

    async def learn(self, address: str, validators: Validators, modified: str = "") -> None:
        self.kept[address] = validators
        self.modified[address] = modified

    async def learn_feed(self, url: str, pages: int, fingerprint: str) -> bool:
        self.of[url] = pages
        same, self.fingerprint = self.fingerprint == fingerprint, fingerprint
        return same


async def no_touch() -> None:
    return


async def walk(
    url: str, memory: Forgetful | None = None, *, seconds: float = 10, allow_private: bool = True
) -> tuple[Walked, list[Any]]:
    fetcher = Fetcher(seconds, allow_private)
    with Spool(MOST) as feed:
        walked = await Walk(fetcher, memory or Forgetful(), no_touch).through(url, feed)
        await feed.flush()
        return walked, list(members(feed.chunks())) if feed.length and not walked.unchanged else []


def service(number: int, **more: Any) -> dict[str, Any]:
    whole = {"id": f"s{number}", "name": f"Group {number}", "description": "", "organization": {"name": "Willowbank"}}
    return whole | {"schedules": [{"freq": "WEEKLY", "byday": "TU"}]} | more


def summary(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"s{number}", "name": f"Group {number}", "description": ""} | more


def page(contents: list[Any], *, number: int = 1, of: int = 1, services: int | None = None) -> bytes:
    total = len(contents) if services is None else services
    return json.dumps({"total_items": total, "total_pages": of, "page_number": number, "contents": contents}).encode()


async def test_a_feed_that_has_not_changed_is_asked_for_once_and_not_sent(feeds: FeedServer) -> None:
    feeds["/feed"] = Reply(
        json.dumps([service(1)]).encode(), {"ETag": '"one"', "Last-Modified": "Sun, 01 Mar 2026 08:00:00 GMT"}
    )
    memory = Notebook()
    first, found = await walk(f"{feeds.url}/feed", memory)
    again, nothing = await walk(f"{feeds.url}/feed", memory)
    assert (first.unchanged, len(found)) == (False, 1)
    assert (again.unchanged, nothing, dict(again.statuses)) == (True, [], {304: 1})
    assert feeds.headers[-1]["if-none-match"] == '"one"'
    assert feeds.headers[-1]["if-modified-since"] == "Sun, 01 Mar 2026 08:00:00 GMT"


async def test_a_feed_that_says_nothing_of_its_state_is_unchanged_if_it_is_the_same(feeds: FeedServer) -> None:
    feeds["/feed"] = Reply(json.dumps([service(1)]).encode())
    memory = Notebook()
    await walk(f"{feeds.url}/feed", memory)
    again, _ = await walk(f"{feeds.url}/feed", memory)
    assert again.unchanged
    assert dict(again.statuses) == {200: 1}


async def test_pages_are_unchanged_only_if_all_of_them_are(feeds: FeedServer) -> None:
    for number in (1, 2):
        path = "/services" if number == 1 else "/services?page=2"
        feeds[path] = Reply(page([service(number)], number=number, of=2, services=2), {"ETag": f'"{number}"'})
    memory = Notebook()
    await walk(f"{feeds.url}/services", memory)
    again, _ = await walk(f"{feeds.url}/services", memory)
    assert again.unchanged
    assert dict(again.statuses) == {304: 2}

    feeds["/services?page=2"] = Reply(page([service(3)], number=2, of=2, services=2), {"ETag": '"new"'})
    changed, found = await walk(f"{feeds.url}/services", memory)
    assert not changed.unchanged
    assert [one["id"] for one in found] == ["s1", "s3"], "the page that had not changed is part of the feed"


async def test_a_packed_feed_is_unpacked(feeds: FeedServer) -> None:
    packed = gzip.compress(b'[{"id": 1},') + gzip.compress(b'{"id": 2}]')
    feeds["/feed"] = Reply(packed, {"Content-Encoding": "gzip"})
    _, found = await walk(f"{feeds.url}/feed")
    assert found == [{"id": 1}, {"id": 2}]
    assert "gzip" in feeds.headers[0]["accept-encoding"]


async def test_a_little_that_unpacks_to_a_heap_is_stopped_where_the_limit_is(feeds: FeedServer) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b" " * 1_000_000) for _ in range(200)) + bomb.flush()
    assert len(packed) < 250_000
    feeds["/bomb"] = Reply(packed, {"Content-Encoding": "gzip"})
    taken = 0

    async def sink(chunk: bytes) -> None:
        nonlocal taken
        taken += len(chunk)
        if taken > MOST:
            raise FeedTooLarge

    with pytest.raises(FeedTooLarge):
        await Fetcher(seconds=20, allow_private=True).ask(page_of(f"{feeds.url}/bomb", 1), sink)
    assert taken < MOST + (1 << 18) + 1, "no more was unpacked than one piece beyond the limit"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [(b"[]", "br"), (b"[]", "gzip"), (gzip.compress(b"[%5000s]" % b"", mtime=0)[:-9], "gzip"), (b"[]", "gzip, gzip")],
)
async def test_what_is_packed_wrongly_is_no_feed(feeds: FeedServer, content: bytes, encoding: str) -> None:
    feeds["/feed"] = Reply(content, {"Content-Encoding": encoding})
    with pytest.raises(FeedUnreachable):
        await walk(f"{feeds.url}/feed")


async def test_a_feed_that_drips_is_given_up(feeds: FeedServer) -> None:
    feeds["/drip"] = Reply(b"[" + b" " * 10_000 + b"]", drip=True)
    with pytest.raises(FeedTooSlow):
        await walk(f"{feeds.url}/drip", seconds=0.5)


async def test_an_address_that_asks_for_patience_is_asked_again(feeds: FeedServer) -> None:
    feeds["/feed"] = [Reply(status=429, headers={"Retry-After": "0"}), Reply(json.dumps([service(1)]).encode())]
    walked, found = await walk(f"{feeds.url}/feed")
    assert len(found) == 1
    assert dict(walked.statuses) == {429: 1, 200: 1}


async def test_an_address_that_asks_for_an_hour_is_left_alone_and_says_so(feeds: FeedServer) -> None:
    feeds["/feed"] = Reply(status=503, headers={"Retry-After": "3600"})
    with pytest.raises(FeedUnreachable) as refused:
        await walk(f"{feeds.url}/feed")
    assert (refused.value.answered, refused.value.wait) == (503, 3600)
    assert len(feeds.asked) == 1


async def test_services_that_a_list_only_names_are_fetched_one_by_one_a_few_at_a_time(feeds: FeedServer) -> None:
    feeds["/services"] = Reply(page([summary(n) for n in range(12)]))
    for number in range(12):
        feeds[f"/services/s{number}"] = Reply(json.dumps(service(number)).encode())
    walked, found = await walk(f"{feeds.url}/services")
    assert [one["id"] for one in found] == [f"s{n}" for n in range(12)], "in the order of the list, each in full"
    assert all(one["schedules"] for one in found)
    assert walked.details == 12
    assert not walked.doubts
    assert feeds.most_at_once <= 4


async def test_a_service_that_says_when_it_changed_is_not_fetched_again_until_it_does(feeds: FeedServer) -> None:
    first = [summary(n, last_modified="2026-01-01T00:00:00Z") for n in range(3)]
    feeds["/services"] = Reply(page(first))
    for number in range(3):
        feeds[f"/services/s{number}"] = Reply(json.dumps(service(number)).encode())
    memory = Notebook()
    await walk(f"{feeds.url}/services", memory)
    memory.listings = {f"s{n}": f"listing-{n}" for n in range(3)}

    feeds["/services"] = Reply(page([*first[:2], summary(2, last_modified="2026-02-01T00:00:00Z")]))
    feeds.asked.clear()
    walked, found = await walk(f"{feeds.url}/services", memory)
    assert feeds.asked == ["/services", "/services/s2"]
    assert [one["id"] for one in found] == ["s2"]
    assert walked.known == [("s0", "listing-0"), ("s1", "listing-1")]


async def test_a_list_without_dates_has_each_service_asked_whether_it_changed(feeds: FeedServer) -> None:
    feeds["/services"] = Reply(page([summary(0), summary(1)]), {"ETag": '"list"'})
    for number in range(2):
        feeds[f"/services/s{number}"] = Reply(json.dumps(service(number)).encode(), {"ETag": f'"{number}"'})
    memory = Notebook()
    await walk(f"{feeds.url}/services", memory)
    memory.listings = {"s0": "listing-0", "s1": "listing-1"}
    feeds["/services/s1"] = Reply(json.dumps(service(1, name="Renamed")).encode(), {"ETag": '"other"'})
    walked, found = await walk(f"{feeds.url}/services", memory)
    assert dict(walked.statuses) == {200: 2, 304: 1}
    assert [one["name"] for one in found] == ["Renamed"]
    assert walked.known == [("s0", "listing-0")]


async def test_a_directory_that_has_nothing_but_its_list_is_taken_at_its_word(feeds: FeedServer) -> None:
    feeds["/services"] = Reply(page([summary(0), summary(1)]))
    walked, found = await walk(f"{feeds.url}/services")
    assert [one["id"] for one in found] == ["s0", "s1"]
    assert not walked.doubts


async def test_a_service_that_went_between_the_list_and_its_details_leaves_a_doubt(feeds: FeedServer) -> None:
    feeds["/services"] = Reply(page([summary(0), summary(1), summary(2)]))
    feeds["/services/s0"] = Reply(json.dumps(service(0)).encode())
    feeds["/services/s1"] = Reply(json.dumps(service(7)).encode())
    walked, found = await walk(f"{feeds.url}/services")
    assert [one["id"] for one in found] == ["s0"], "another service under the address of this one is not taken"
    assert walked.doubts == {"details-missing"}


async def test_a_page_that_moves_has_the_feed_read_again(feeds: FeedServer) -> None:
    feeds["/services"] = [
        Reply(page([service(1)], of=2, services=2)),
        Reply(page([service(0), service(1)], of=2, services=3)),
    ]
    feeds["/services?page=2"] = [
        Reply(page([service(1)], number=2, of=2, services=3)),
        Reply(page([service(2)], number=2, of=2, services=3)),
    ]
    walked, found = await walk(f"{feeds.url}/services")
    assert [one["id"] for one in found] == ["s0", "s1", "s2"]
    assert not walked.doubts


async def test_pages_that_move_all_the_time_leave_a_doubt(feeds: FeedServer) -> None:
    feeds["/services"] = Reply(page([service(1)], of=2, services=2))
    feeds["/services?page=2"] = Reply(page([service(1)], number=2, of=2, services=3))
    walked, found = await walk(f"{feeds.url}/services")
    assert walked.doubts == {"pages-moved"}
    assert len(found) == 2, "what came is taken all the same; nothing counts as dropped"


async def test_pages_that_hold_less_than_they_say_leave_a_doubt(feeds: FeedServer) -> None:
    feeds["/services"] = Reply(page([service(1)], services=9))
    walked, _ = await walk(f"{feeds.url}/services")
    assert walked.doubts == {"pages-do-not-add-up"}


async def test_details_behind_the_fence_are_not_fetched(monkeypatch: pytest.MonkeyPatch, feeds: FeedServer) -> None:
    outside = httpx.URL(feeds.url).host
    monkeypatch.setattr("towpath_directory.imports.guard._open", lambda number: str(number) == outside)
    inside = f"http://127.0.0.2:{httpx.URL(feeds.url).port}/secret"
    feeds["/services"] = Reply(page([summary(0)]))
    feeds["/services/s0"] = Reply(status=302, headers={"Location": inside})
    feeds["/secret"] = Reply(json.dumps(service(0)).encode())
    with pytest.raises(FeedAddressNotAllowed):
        await walk(f"{feeds.url}/services", allow_private=False)
    assert feeds.asked == ["/services", "/services/s0"]


async def test_a_name_that_moves_inside_after_it_was_checked_is_checked_again_and_refused(
    monkeypatch: pytest.MonkeyPatch, feeds: FeedServer
) -> None:
    port = httpx.URL(feeds.url).port
    outside, looks = httpx.URL(feeds.url).host, []
    monkeypatch.setattr("towpath_directory.imports.guard._open", lambda number: str(number) == outside)

    async def rebound(*_: Any, **__: Any) -> list[Any]:
        looks.append(1)
        number = outside if len(looks) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", rebound)
    feeds["/services"] = Reply(page([summary(0)]))
    feeds["/services/s0"] = Reply(json.dumps(service(0)).encode())
    with pytest.raises(FeedAddressNotAllowed):
        await walk(f"http://feeds.example:{port}/services", allow_private=False)
    assert feeds.asked == ["/services"], "the connection went to the number that was checked"
    assert feeds.headers[0]["host"] == f"feeds.example:{port}"
