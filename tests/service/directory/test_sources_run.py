"""Registered feeds on real servers: when they run, what they drop, and whose record is whose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.feeds_served import FeedServer, Reply
from support.sources_run import Feed, record
from towpath_contracts.event import Stream

SETTINGS = {"TOWPATH_ALLOW_PRIVATE_FEEDS": "true", "TOWPATH_SOURCE_TICK": "0.05"}


@pytest.fixture
async def feed(begin: Any, feeds: FeedServer, tmp_path: Path) -> Feed:
    clock = tmp_path / "clock"
    return Feed(await begin(**SETTINGS, TOWPATH_CLOCK_FILE=str(clock)), feeds, clock)


def beside(feed: Feed, name: str) -> Feed:
    """Another feed of the same directory."""
    return Feed(feed.directory, feed.feeds, feed._clock, name)


async def test_a_registered_feed_is_imported_at_once_and_again_when_it_is_due(feed: Feed) -> None:
    feed.publish([record(1), record(2)], ETag='"1"')
    first = await feed.register()
    assert (first["ending"], first["records"], first["statuses"]) == ("imported", 2, {"200": 1})
    assert len(feed.listed()) == 2
    assert (await feed.directory.ask("GET", f"/v1/services/{record(1)['id']}")).json()["sources"] == [feed.name]
    assert (await feed.directory.ask("GET", f"/v1/imports/{first['import']}")).json()["counts"]["mended"] >= 0

    second = await feed.again()
    assert (second["ending"], second["statuses"]) == ("not-modified", {"304": 1})
    feed.publish([record(1), record(2), record(3)], ETag='"2"')
    third = await feed.again()
    assert (third["ending"], third["records"], third["counts"]["unchanged"]) == ("imported", 3, 2)
    assert len(feed.listed()) == 3


async def test_what_a_feed_dropped_is_flagged_then_withdrawn_and_comes_back_with_it(feed: Feed) -> None:
    gone = record(9)["id"]
    feed.publish([record(n) for n in range(10)])
    await feed.register(dropping={"after": 3})
    feed.publish([record(n) for n in range(9)], ETag='"fewer"')

    first = await feed.again()
    assert (first["ending"], first["dropped"], first["missing"], first["withdrawn"]) == ("imported", 1, 1, 0)
    assert await feed.dropped() == [gone]
    second = await feed.again()
    assert second["ending"] == "not-modified", "a feed that is as it was still lacks what it lacked"
    assert gone in feed.listed()
    third = await feed.again()
    assert (third["withdrawn"], third["missing"]) == (1, 0)
    assert gone not in feed.listed()
    assert (await feed.dropped(), await feed.dropped(withdrawn=True)) == ([], [gone])
    fourth = await feed.again()
    assert fourth["withdrawn"] == 0, "what was withdrawn once is not withdrawn again"

    feed.publish([record(n) for n in range(10)], ETag='"all"')
    assert (await feed.again())["ending"] == "imported"
    assert gone in feed.listed()
    assert await feed.dropped(withdrawn=True) == []
    said = [one for one in await feed.directory.heard(Stream.DIRECTORY) if one.subject == gone]
    assert [one.type.split(".")[-2] for one in said] == ["service_published", "service_withdrawn", "service_published"]


@pytest.mark.parametrize("then", ["keep", "flag"])
async def test_a_policy_may_keep_what_was_dropped_or_only_flag_it(feed: Feed, then: str) -> None:
    feed.publish([record(n) for n in range(5)])
    await feed.register(dropping={"then": then, "after": 1})
    feed.publish([record(n) for n in range(4)])
    for _ in range(2):
        await feed.again()
    assert len(feed.listed()) == 5
    assert len(await feed.dropped()) == (1 if then == "flag" else 0)


async def test_a_feed_that_shrank_too_much_waits_for_a_curator(feed: Feed) -> None:
    feed.publish([record(n) for n in range(20)])
    await feed.register(dropping={"after": 1, "few": 2})
    feed.publish([record(n) for n in range(8)])
    shrunken = await feed.again()
    assert (shrunken["ending"], shrunken["gone"], shrunken["missing"]) == ("shrunken", 12, 0)
    assert len(feed.listed()) == 20
    assert await feed.dropped() == []

    path = f"/v1/sources/{feed.name}/runs/{shrunken['id']}/approve"
    said = {"curator": "curator", "reason": "centre-closed"}
    assert (await feed.directory.ask("POST", path, json=said)).status_code == 202
    approved = await feed.ran(shrunken["number"])
    assert (approved["ending"], approved["withdrawn"]) == ("imported", 12)
    assert approved["approved"]["reason"] == "centre-closed"
    assert len(feed.listed()) == 8
    again = await feed.directory.ask("POST", path, json=said)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/nothing-to-approve")


async def test_nothing_counts_as_dropped_after_a_run_that_was_not_whole(feed: Feed) -> None:
    feed.publish([record(n) for n in range(10)])
    await feed.register(dropping={"after": 1, "most_refused": 0.3})
    feed.publish([], status=503)
    failed = await feed.again()
    assert (failed["ending"], failed["problem"], failed["statuses"]) == ("failed", "feed-unreachable", {"503": 1})

    feed.publish([record(1), record(2, name=""), record(3, name="")])
    assert (await feed.again())["ending"] == "many-refused"

    page = b'{"total_items": 9, "total_pages": 1, "contents": []}'
    feed.feeds[f"/{feed.name}"] = Reply(page)
    broken = await feed.again()
    assert broken["ending"] == "failed"
    assert broken["problem"] == "feed-shape-unknown"
    assert len(feed.listed()) == 10
    assert await feed.dropped() == []


async def test_a_record_that_is_refused_is_in_the_feed_all_the_same(feed: Feed) -> None:
    feed.publish([record(n) for n in range(10)])
    await feed.register(dropping={"after": 1})
    feed.publish([record(0, name=""), *(record(n) for n in range(1, 9))])
    run = await feed.again()
    assert (run["ending"], run["withdrawn"]) == ("imported", 1)
    assert feed.listed() == {record(n)["id"] for n in range(9)}


async def test_two_publishers_with_the_same_ids_keep_each_their_own(feed: Feed) -> None:
    mine = [record(n, of="both") for n in range(3)]
    local = [record(n, of="local") | {"id": f"svc-{n}"} for n in range(3)]
    feed.publish([*mine, *local])
    await feed.register("willowbank")
    other = beside(feed, "south")
    other.publish([*mine, *local])
    run = await other.register("orchard")
    assert run["counts"]["refused"] == 3, "the same UUID is one service, and it has its publisher"
    assert run["ruled_out"] == 3
    lines = await feed.directory.lines(run["import"], outcome="refused")
    assert {reason["code"] for line in lines for reason in line["reasons"]} == {"other-publisher"}
    assert len(feed.listed("willowbank")) == 6
    assert len(feed.listed("orchard")) == 3, "an id that means something in one feed alone is told apart"

    feed.publish(local)
    for _ in range(3):
        await feed.again()
        await other.ran((await other.runs())[0]["number"])
    assert feed.listed("willowbank").isdisjoint(one["id"] for one in mine)
    await other.again()
    assert {one["id"] for one in mine} <= other.listed("orchard"), "what one publisher let go another may have"


async def test_what_another_feed_of_the_publisher_has_is_not_withdrawn(feed: Feed) -> None:
    shared = record(1)
    feed.publish([shared, *(record(n) for n in range(2, 6))])
    other = beside(feed, "south")
    other.publish([shared])
    await other.register()
    await feed.register(dropping={"after": 1})
    feed.publish([record(n) for n in range(2, 6)])
    run = await feed.again()
    assert (run["withdrawn"], run["missing"]) == (0, 1)
    assert shared["id"] in feed.listed()


async def test_a_feed_that_keeps_failing_is_named_and_one_that_recovers_is_not(feed: Feed) -> None:
    feed.publish([], status=500)
    await feed.register()
    for _ in range(2):
        await feed.again()
    answer = await feed.directory.ask("GET", "/v1/sources", params={"state": "failing"})
    assert [(one["id"], one["failures"], one["state"]) for one in answer.json()["contents"]] == [
        (feed.name, 3, "failing")
    ]
    feed.publish([record(1)])
    await feed.again()
    answer = await feed.directory.ask("GET", "/v1/sources", params={"state": "failing"})
    assert answer.json()["contents"] == []


async def test_a_paused_feed_runs_when_it_is_asked_to_and_a_removed_one_never(feed: Feed) -> None:
    feed.publish([record(1)])
    await feed.register()
    shown = await feed.shown()
    said = {name: shown["source"][name] for name in ("publisher", "url", "every")} | {"paused": True}
    tag = (await feed.directory.ask("GET", f"/v1/sources/{feed.name}")).headers["etag"]
    path = f"/v1/sources/{feed.name}"
    assert (await feed.directory.ask("PUT", path, json=said, headers={"If-Match": '"other"'})).status_code == 412
    assert (await feed.directory.ask("PUT", path, json=said, headers={"If-Match": tag})).status_code == 200
    assert (await feed.shown())["source"]["state"] == "paused"
    assert (await feed.directory.ask("POST", f"{path}/run", json={"whole": True})).status_code == 202
    assert (await feed.ran(2))["whole"]
    assert (await feed.directory.ask("DELETE", path)).status_code == 200
    assert (await feed.directory.ask("GET", path)).status_code == 404
    assert (await feed.directory.ask("POST", f"{path}/run")).status_code == 404
    assert len(feed.listed()) == 1, "its listings stay"


async def test_what_cannot_be_fetched_is_not_registered(feed: Feed) -> None:
    body = {"id": "x", "publisher": "willowbank", "url": f"{feed.feeds.url}/x", "every": "P1D"}
    for change, problem in (
        ({"url": "ftp://feeds.example/"}, "feed-address-not-allowed"),
        ({"url": "http://user:word@feeds.example/"}, "feed-address-not-allowed"),
        ({"covers": "nowhere"}, "area-unknown"),
        ({"every": "PT5M"}, "invalid-request"),
    ):
        answer = await feed.directory.ask("POST", "/v1/sources", json=body | change)
        assert answer.status_code == 422, answer.text
        assert problem == "invalid-request" or answer.json()["type"] == f"/problems/{problem}"
    assert (await feed.directory.ask("POST", "/v1/sources", json=body)).status_code == 201
    assert (await feed.directory.ask("POST", "/v1/sources", json=body)).status_code == 409


async def test_a_list_of_summaries_is_followed_to_what_changed_and_adds_up_all_the_same(feed: Feed) -> None:
    def publish(*numbers: int, changed: int | None = None) -> None:
        whole = {n: record(n, last_modified=f"2026-02-0{2 if n == changed else 1}T12:00:00Z") for n in numbers}
        if changed is not None:
            whole[changed] |= {"description": "Now with soup, and with somebody who mends what nobody else can."}
        named = ("id", "name", "status", "last_modified", "organization")
        contents = [{name: one[name] for name in named} for one in whole.values()]
        envelope = {"total_items": len(contents), "total_pages": 1, "page_number": 1, "contents": contents}
        feed.feeds[f"/{feed.name}"] = Reply(json.dumps(envelope).encode())
        for one in whole.values():
            feed.feeds[f"/{feed.name}/{one['id']}"] = Reply(json.dumps(one).encode())

    publish(1, 2, 3)
    first = await feed.register(dropping={"after": 1})
    assert (first["ending"], first["details"], first["records"]) == ("imported", 3, 3)
    publish(1, 2, 3, changed=2)
    second = await feed.again()
    assert (second["ending"], second["details"], second["records"]) == ("imported", 1, 3)
    assert second["counts"]["unchanged"] == 2
    report = (await feed.directory.ask("GET", f"/v1/imports/{second['import']}/report")).json()
    assert sum(report["grades"].values()) == 3, "what was not fetched again has the grade that it had"
    feed.feeds.asked.clear()
    publish(1, 3)
    third = await feed.again()
    assert (third["withdrawn"], third["details"], feed.feeds.asked) == (1, 0, [f"/{feed.name}"])
    assert feed.listed() == {record(1)["id"], record(3)["id"]}


async def test_a_table_may_be_a_feed_too(feed: Feed) -> None:
    def publish(*names: str) -> None:
        rows = "".join(f"{name.lower()},{name},Neighbours of the Cut\n" for name in names)
        table = f"id,name,organisation\n{rows}".encode()
        feed.feeds[f"/{feed.name}"] = Reply(table, {"Content-Type": "text/csv", "ETag": f'"{len(names)}"'})

    publish("Choir", "Lunch", "Chess")
    assert (await feed.register(dropping={"after": 1}))["records"] == 3
    assert (await feed.again())["ending"] == "not-modified"
    publish("Choir", "Lunch")
    assert (await feed.again())["withdrawn"] == 1
    assert len(feed.listed()) == 2
