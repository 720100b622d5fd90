"""A confidential place on real servers: on the raw topic, in the database and in every answer nothing tells where."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.directory_records import body
from support.directory_service import Directory, until
from support.refuge import PLACE_ID, as_listing, found_in, of_hsds, place
from towpath_contracts.event import Stream
from towpath_contracts.listing import Listing
from towpath_directory.withheld.store import PLACES

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def raw(directory: Directory, subject: str) -> str:
    """Every record of a service on the topic of listings, as bytes are there, from the first one on."""
    found = [one for one in await directory.raw(Stream.DIRECTORY) if one.key == subject.encode()]
    return "".join(f"{one.key!r} {one.value!r} {one.headers!r}\n" for one in found)


def stored(directory: Directory) -> dict[str, list[str]]:
    """What of the place is found in each collection that has any of it, but in its own."""
    told = {
        name: found_in("".join(map(repr, directory.database[name].find())))
        for name in directory.database.list_collection_names()
        if name != PLACES
    }
    return {name: found for name, found in told.items() if found}


async def answered(directory: Directory, service: str, extra: list[str]) -> dict[str, list[str]]:
    """What of the place is found in the answers to everything that can be asked without a parameter of its own."""
    described = (await directory.ask("GET", "/openapi.json")).json()
    paths = [path for path, methods in described["paths"].items() if "get" in methods] if "paths" in described else []
    told = {}
    named = {"service": service, "id": service, "service_id": service, "version": "1"}
    for path in [*paths, *extra]:
        address = path.removeprefix("/directory").format_map(_Known(named))
        answer = await directory.ask("GET", address)
        if found := found_in(answer.text):
            told[address] = found
    return told


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "1"


def answers(service: str) -> list[str]:
    of_service = ("", "/versions", "/versions/1", "/versions/2", "/versions/2/diff", "/sessions", "/sessions.ics")
    return [
        *(f"/v1/services/{service}{rest}" for rest in of_service),
        "/v1/services",
        "/v1/services?search=safe",
        "/v1/services?search=marigold",
        "/v1/counts",
        "/v1/duplicates",
    ]


async def take(directory: Directory, member: dict[str, Any]) -> str:
    """Import a feed of one record."""
    asked = await directory.ask("POST", "/v1/imports?publisher=willowbank", content=json.dumps([member]))
    assert asked.status_code == 202, asked.text
    key = str(asked.json()["id"])

    async def done() -> bool:
        return bool((await directory.ask("GET", f"/v1/imports/{key}")).json()["state"] == "done")

    await until("imported", done)
    return key


async def nothing_tells(directory: Directory, service: str, more: list[str]) -> None:
    assert found_in(await raw(directory, service)) == []
    assert stored(directory) == {}
    assert await answered(directory, service, [*answers(service), *more]) == {}
    assert found_in(directory.log.read_text()) == []


async def test_what_is_sent_over_http_is_told_nowhere(directory: Directory) -> None:
    sent = as_listing()
    assert (await directory.ask("PUT", f"/v1/services/{sent.id}", json=body(sent))).status_code == 200
    assert (
        await directory.ask("PUT", f"/v1/services/{sent.id}", json=body(sent) | {"name": "Haven"})
    ).status_code == 200
    await nothing_tells(directory, sent.id, [])
    view = (await directory.ask("GET", f"/v1/services/{sent.id}")).json()
    assert [place["confidential"] for place in view["listing"]["locations"]] == [True]
    assert await raw(directory, sent.id)
    assert found_in(repr(list(directory.database[PLACES].find({"service": sent.id}))))


async def test_what_a_feed_brings_is_told_nowhere(directory: Directory) -> None:
    record = of_hsds(place(confidential=True))
    key = await take(directory, record)
    lines = (await directory.ask("GET", f"/v1/imports/{key}/records")).json()["lines"]
    assert {"place-withheld", "text-withheld"} <= {reason["code"] for reason in lines[0]["reasons"]}
    await nothing_tells(directory, record["id"], [f"/v1/imports/{key}", f"/v1/imports/{key}/records"])
    assert directory.database[PLACES].count_documents({"publisher": "willowbank", "given": record["id"]}) == 1


async def test_what_becomes_confidential_is_taken_out_of_what_was_kept(directory: Directory) -> None:
    record = of_hsds(place(), id="1a2b3c4d-0000-4000-8000-000000000099")
    await take(directory, record)
    assert set(stored(directory)) >= {"listing", "import_records"}
    await take(directory, of_hsds(place(confidential=True), id=record["id"]))
    sent = as_listing()
    openly = Listing.model_validate(sent.model_dump() | {"locations": [place()]})
    for one in (openly, sent):
        assert (await directory.ask("PUT", f"/v1/services/{sent.id}", json=body(one))).status_code == 200
    await directory.settled()
    left = stored(directory)
    # what was published openly goes from the outbox with the server's next look, a minute at the most
    assert set(left) <= {"outbox"}
    expired = {"published_at": {"$lt": directory.database["imports"].find_one({})["created"]}}  # type: ignore[index]
    assert directory.database["outbox"].count_documents(expired) >= bool(left)
    assert await answered(directory, sent.id, [*answers(sent.id), *answers(record["id"])]) == {}
    assert (await directory.ask("GET", f"/v1/services/{sent.id}/versions/1")).status_code == 410
    told = await raw(directory, sent.id)
    assert found_in(told.strip().splitlines()[-1]) == []
    assert PLACE_ID not in told.strip().splitlines()[-1]
