"""Exports on real servers: what leaves one directory and comes into another leaves that as the same bytes."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from support.any_listing import of_seed
from support.directory_records import LINCOLNSHIRE, PANTRIES, body, hsds_3
from support.directory_service import Directory
from towpath_contracts.listing import Listing

pytestmark = pytest.mark.asyncio(loop_scope="module")

Begin = Callable[..., Awaitable[Directory]]
EXPORT = "/v1/exports/services.ndjson"
REAL = [feed for feed in (LINCOLNSHIRE, PANTRIES) if feed.exists()]
PUBLISHERS = ("canal-folk", "mill-town")


def valid(listing: Listing) -> bool:
    """Whether a directory takes it: the lowest age is not above the highest."""
    low, high = listing.minimum_age, listing.maximum_age
    return low is None or high is None or low <= high


async def exported(directory: Directory, **asked: str) -> bytes:
    answer = await directory.ask("GET", EXPORT, params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    return answer.content


def ids(export: bytes) -> list[str]:
    return [json.loads(line)["id"] for line in export.splitlines()]


async def publish(directory: Directory, listing: dict[str, Any]) -> None:
    answer = await directory.ask("POST", "/v1/services", json=listing)
    assert answer.status_code == 201, answer.text


async def test_an_export_taken_in_elsewhere_is_exported_there_as_the_same_bytes(begin: Begin) -> None:
    here, there = await begin(), await begin()
    wild = [of_seed(seed) for seed in range(60)]
    for number, listing in enumerate(filter(valid, wild)):
        await publish(here, body(listing) | {"publisher": PUBLISHERS[number % 2]})
    for number, feed in enumerate(REAL):
        await here.bring(feed.read_bytes(), f"real-{number}")
    export = await exported(here)
    whose = {json.loads(line)["publisher"] for line in export.splitlines()}
    assert whose == {*PUBLISHERS, *(f"real-{number}" for number in range(len(REAL)))}

    tried = await there.bring(export, "whole-region", keep_publishers="true", dry_run="true")
    assert tried["dry_run"]
    assert (await exported(there), there.database["outbox"].count_documents({})) == (b"", 0)
    came = await there.bring(export, "whole-region", keep_publishers="true")
    assert tried["counts"] == came["counts"]
    assert came["counts"] == {"taken": len(ids(export)), "mended": 0, "unchanged": 0, "duplicate": 0, "refused": 0}
    assert came["shapes"] == {"towpath": len(ids(export))}
    assert await exported(there) == export

    again = await there.bring(export, "whole-region", keep_publishers="true")
    assert again["counts"]["unchanged"] == len(ids(export))
    assert await exported(there) == export


async def test_an_export_of_one_publisher_holds_its_listings_in_the_order_of_their_ids(directory: Directory) -> None:
    mine, yours = (f"p-{uuid.uuid4().hex[:8]}" for _ in range(2))
    for whose in (mine, yours):
        await directory.bring([hsds_3(id=str(uuid.uuid4()), name=f"Choir {number}") for number in range(3)], whose)
    found = [json.loads(line) for line in (await exported(directory, publisher=mine)).splitlines()]
    assert [one["publisher"] for one in found] == [mine] * 3
    assert [one["id"] for one in found] == sorted(one["id"] for one in found)
    assert await exported(directory, publisher="nobody-of-that-name") == b""


async def test_a_listing_that_is_there_throughout_is_in_an_export_once_whatever_changes_meanwhile(
    directory: Directory,
) -> None:
    mine = f"p-{uuid.uuid4().hex[:8]}"
    feed = [hsds_3(id=str(uuid.uuid4()), name=f"Choir {number}") for number in range(700)]
    await directory.bring(feed, mine)
    there = {one["id"] for one in feed}
    steady = sorted(there)[::2]
    exports: list[bytes] = []
    over = asyncio.Event()

    async def disturb() -> None:
        for service in sorted(there - set(steady)):
            if over.is_set():
                return
            await directory.ask("DELETE", f"/v1/services/{service}")
            await publish(directory, body(of_seed(3)) | {"id": str(uuid.uuid4()), "publisher": mine})

    async def read() -> None:
        while len(exports) < 4:
            exports.append(await exported(directory, publisher=mine))
        over.set()

    await asyncio.gather(disturb(), read())
    for export in exports:
        found = ids(export)
        assert len(found) == len(set(found))
        assert set(steady) <= set(found)


async def test_a_dry_run_says_line_by_line_what_the_import_then_does(directory: Directory) -> None:
    mine = f"p-{uuid.uuid4().hex[:8]}"
    known = hsds_3(id=str(uuid.uuid4()))
    await directory.bring([known], mine)
    feed = [known, hsds_3(id=str(uuid.uuid4()), email=""), hsds_3(id=str(uuid.uuid4()), name=""), known]
    refuge = hsds_3(id=str(uuid.uuid4()))
    refuge["service_at_locations"][0]["location"]["confidential"] = True
    feed.append(refuge)
    places = directory.database["confidential_place"]
    kept = places.count_documents({})
    tried = await directory.bring(feed, mine, dry_run="true")
    assert ids(await exported(directory, publisher=mine)) == [known["id"]]
    assert places.count_documents({}) == kept
    came = await directory.bring(feed, mine)
    assert places.count_documents({}) > kept
    assert tried["counts"] == came["counts"]
    assert tried["reasons"] == came["reasons"]
    assert await directory.lines(tried["id"]) == await directory.lines(came["id"])


async def test_whoever_asks_for_an_export_of_no_publisher_in_form_is_told(directory: Directory) -> None:
    answer = await directory.ask("GET", EXPORT, params={"publisher": "Not A Code"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
