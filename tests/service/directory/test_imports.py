"""Imports on real servers: whatever comes adds up, and comes once."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from support.directory_records import LINCOLNSHIRE, PANTRIES, document, hsds_3, oruk_1
from support.directory_service import Directory
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import ServicePublished

pytestmark = pytest.mark.asyncio(loop_scope="module")


def publisher() -> str:
    return f"p-{uuid.uuid4().hex[:8]}"


def feed(count: int) -> list[dict[str, Any]]:
    return [oruk_1(id=str(uuid.uuid4()), name=f"Canal walkers {number}") for number in range(count)]


async def published(directory: Directory, publisher: str) -> list[ServicePublished]:
    events = [envelope.event for envelope in await directory.heard(Stream.DIRECTORY)]
    return [one for one in events if isinstance(one, ServicePublished) and one.listing.publisher == publisher]


async def test_a_feed_is_taken_record_by_record_and_a_second_time_changes_nothing(directory: Directory) -> None:
    mine, records = publisher(), feed(3)
    records[1]["email"] = ""
    del records[2]["name"]

    done = await directory.bring(records, mine)
    assert done["records"] == done["documents"] == 3
    assert done["counts"] == {"taken": 1, "mended": 1, "unchanged": 0, "duplicate": 0, "refused": 1}
    lines = await directory.lines(done["id"])
    assert [(line["position"], line["given"], line["outcome"]) for line in lines] == [
        (1, records[0]["id"], "taken"),
        (2, records[1]["id"], "mended"),
        (3, records[2]["id"], "refused"),
    ]
    assert [reason["code"] for reason in lines[1]["reasons"]] == ["empty-email-dropped"]
    assert lines[2]["reasons"][0] == {"code": "no-name", "field": "name", "words": "give the service a name"}
    assert len(await published(directory, mine)) == 2

    again = await directory.bring(records, mine)
    assert again["counts"] == {"taken": 0, "mended": 0, "unchanged": 2, "duplicate": 0, "refused": 1}
    assert len(await published(directory, mine)) == 2


async def test_the_shapes_may_come_in_one_feed_one_per_line_or_in_pages(directory: Directory) -> None:
    shapes = [oruk_1(id=str(uuid.uuid4())), hsds_3(id=str(uuid.uuid4())), document()]
    lines = b"\n".join(json.dumps(one).encode() for one in shapes)
    by_line = await directory.bring(lines, publisher())
    assert by_line["shapes"] == {"oruk-1": 1, "hsds-3": 1, "hsds-document": 1}
    assert by_line["counts"]["refused"] == 0

    page = {"total_pages": 4, "page_number": 1, "contents": feed(2)}
    paged = await directory.bring(page, publisher())
    assert paged["records"] == 2
    assert paged["pages"] == {"read": 1, "of": 4}, "the other three pages are not lost silently"


async def test_a_record_that_is_there_twice_is_a_duplicate_and_one_with_a_taken_id_is_refused(
    directory: Directory,
) -> None:
    (one,) = feed(1)
    done = await directory.bring([one, one, one | {"name": "Something else"}], publisher())
    assert done["counts"] == {"taken": 1, "mended": 0, "unchanged": 0, "duplicate": 1, "refused": 1}
    lines = await directory.lines(done["id"])
    assert [(line["outcome"], line.get("same_as")) for line in lines] == [
        ("taken", None),
        ("duplicate", 1),
        ("refused", 1),
    ]
    assert lines[2]["reasons"][0]["code"] == "clashing-id"


async def test_a_record_of_one_publisher_is_not_overwritten_by_another(directory: Directory) -> None:
    records, first, second = feed(1), publisher(), publisher()
    await directory.bring(records, first)
    theirs = await directory.bring([records[0] | {"name": "Taken over"}], second)
    assert theirs["counts"]["refused"] == 1
    assert theirs["reasons"][0]["code"] == "other-publisher"
    found = (await directory.ask("GET", f"/v1/services/{records[0]['id']}")).json()
    assert found["listing"]["publisher"] == first


async def test_a_record_without_a_place_takes_the_area_that_its_publisher_covers(directory: Directory) -> None:
    records = feed(1)
    records[0]["service_at_locations"] = []
    done = await directory.bring(records, publisher(), covers="L8,L7 3")
    assert done["reasons"][0]["code"] == "covered-area-assumed"
    areas = (await directory.ask("GET", f"/v1/services/{records[0]['id']}")).json()["listing"]["areas"]
    assert [area["code"] for area in areas] == [
        "L7 3",
        "L8 0",
        "L8 1",
        "L8 2",
        "L8 3",
        "L8 4",
        "L8 5",
        "L8 6",
        "L8 7",
        "L8 8",
        "L8 9",
    ]


async def test_the_same_key_brings_the_same_import_and_another_feed_under_it_is_refused(directory: Directory) -> None:
    records, mine, key = feed(2), publisher(), str(uuid.uuid4())
    first = await directory.bring(records, mine, key)
    again = await directory.bring(records, mine, key)
    assert again == first

    content = json.dumps(records[:1]).encode()
    other = await directory.ask("POST", "/v1/imports", key, content=content, params={"publisher": mine})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_lines_are_paged_and_can_be_asked_for_by_outcome_and_reason(directory: Directory) -> None:
    records = feed(5)
    for record in records[:2]:
        record["email"] = "nobody"
    done = await directory.bring(records, publisher())
    first = (await directory.ask("GET", f"/v1/imports/{done['id']}/records", params={"limit": "3"})).json()
    rest = await directory.lines(done["id"], cursor=str(first["next"]))
    assert [line["position"] for line in first["lines"] + rest] == [1, 2, 3, 4, 5]
    assert len(await directory.lines(done["id"], outcome="taken")) == 3
    assert len(await directory.lines(done["id"], code="bad-email-dropped")) == 2


@pytest.mark.parametrize(
    ("content", "status", "problem", "detail"),
    [
        (b"<html>CANARY-7781</html>", 422, "feed-not-json", "it stops being JSON at line 1, column 1"),
        (b'[{"name": 1},\n {"name": oops}]', 422, "feed-not-json", "it stops being JSON at line 2, column 11"),
        (b'[{"name": "x"}', 422, "feed-not-json", "it stops being JSON at line 1, column 15"),
        (b"", 422, "feed-not-json", "it stops being JSON at line 1, column 1"),
        (b'[{"colour": "CANARY-7781"}, 7]', 422, "feed-shape-unknown", "send services of ORUK 1"),
        (b"[]", 422, "feed-shape-unknown", "send services of ORUK 1"),
    ],
)
async def test_a_feed_that_is_none_is_refused_in_one_line_and_leaves_nothing(
    directory: Directory, content: bytes, status: int, problem: str, detail: str
) -> None:
    key = str(uuid.uuid4())
    answer = await directory.ask("POST", "/v1/imports", key, content=content, params={"publisher": "willowbank"})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert answer.json()["detail"].startswith(detail)
    assert "CANARY-7781" not in answer.text
    assert "CANARY-7781" not in directory.log.read_text()

    mended = await directory.bring(feed(1), "willowbank", key)
    assert mended["counts"]["taken"] == 1, "the key may be used for the mended feed"


async def test_a_feed_needs_a_publisher_a_key_and_areas_that_exist(directory: Directory) -> None:
    content = json.dumps(feed(1)).encode()
    nobody = await directory.ask("POST", "/v1/imports", content=content)
    assert (nobody.status_code, nobody.json()["type"]) == (422, "/problems/publisher-missing")
    nowhere = {"publisher": "willowbank", "covers": "QQ99"}
    unknown = await directory.ask("POST", "/v1/imports", content=content, params=nowhere)
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/area-unknown")
    missing = await directory.ask("GET", f"/v1/imports/{uuid.uuid4()}")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/import-not-found")


@pytest.mark.skipif(not LINCOLNSHIRE.exists(), reason="the real feeds are not beside the repository (TOWPATH_SHARED)")
@pytest.mark.parametrize(
    ("path", "documents", "counts"),
    [
        (LINCOLNSHIRE, 738, {"taken": 0, "mended": 738, "unchanged": 0, "duplicate": 0, "refused": 0}),
        (PANTRIES, 955, {"taken": 0, "mended": 1050, "unchanged": 0, "duplicate": 0, "refused": 1}),
    ],
    ids=["north-lincolnshire", "pantries"],
)
async def test_a_real_feed_adds_up_and_a_second_time_changes_nothing(
    directory: Directory, path: Path, documents: int, counts: dict[str, int]
) -> None:
    mine, content = publisher(), path.read_bytes()  # noqa: ASYNC240
    done = await directory.bring(content, mine)
    assert (done["documents"], done["counts"]) == (documents, counts)
    assert done["records"] == sum(counts.values())
    assert len(await published(directory, mine)) == counts["mended"]

    again = await directory.bring(content, mine)
    assert again["counts"] == counts | {"mended": 0, "unchanged": counts["mended"]}
    assert len(await published(directory, mine)) == counts["mended"]
