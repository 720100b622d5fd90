"""A search that is killed in the middle, wherever that is, goes on and comes out the same."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

from support.directory_records import oruk_1
from support.directory_service import Directory
from support.duplicates_seen import searched

STREETS = ("Amber", "Birch", "Cedar", "Damson", "Elder", "Fennel", "Gorse", "Hazel", "Iris", "Jasmin", "Kale", "Larch")


def names(street: str) -> tuple[str, str]:
    """One service by two names."""
    return f"{street} street singers", f"Singers of {street} Street"


def key(name: str) -> str:
    """The id of a record, the same in every test."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


PAIRS = {frozenset(map(key, names(street))) for street in STREETS}


def feed() -> list[dict[str, Any]]:
    """Records in pairs, each of one service."""
    records = []
    for number, street in enumerate(STREETS):
        run_by = {"id": key(street), "name": f"{street} neighbours"}
        phones = [{"id": "c1", "phones": [{"number": f"0151 496 00{number:02d}"}]}]
        fields = {"organization": run_by, "contacts": phones, "email": "", "url": ""}
        records += [oruk_1(id=key(name), name=name, **fields) for name in names(street)]
    return records


def proposals(directory: Directory) -> list[dict[str, Any]]:
    return list(directory.database["duplicate"].find())


async def came_out(directory: Directory) -> set[frozenset[str]]:
    """What was proposed, when nothing waits any more: each pair once, by one event."""
    await searched(directory)
    found = proposals(directory)
    assert {(one["state"], one["version"]) for one in found} == {("proposed", 1)}
    return {frozenset(one["services"]) for one in found}


async def accept(directory: Directory) -> str:
    content = json.dumps(feed()).encode()
    answer = await directory.ask("POST", "/v1/imports", "the-feed", content=content, params={"publisher": "willowbank"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def test_a_search_killed_after_its_commit_comes_out_as_if_nothing_had_happened(begin: Any) -> None:
    doomed = await begin(TOWPATH_DUPLICATE_BATCH="5")
    await doomed.done(await accept(doomed))
    assert await came_out(doomed) == PAIRS

    # Everything is to be compared anew, as after a change of everything; the first transaction of that is the last.
    doomed.database["duplicate"].delete_many({})
    (doomed.faults / "directory.after-commit").touch()
    doomed.database["likeness"].update_many({}, {"$set": {"fresh": "anew"}})
    await doomed.died()
    assert 0 < len(proposals(doomed)) < len(PAIRS)
    await doomed.start()
    assert await came_out(doomed) == PAIRS


async def test_a_search_killed_in_the_middle_of_an_import_finds_the_same(begin: Any) -> None:
    doomed = await begin(TOWPATH_DUPLICATE_BATCH="2", TOWPATH_IMPORT_BATCH="2")
    await accept(doomed)
    while len(proposals(doomed)) < 3:
        await asyncio.sleep(0.005)
    doomed.kill()
    await doomed.start()
    await doomed.done(await accept(doomed))
    assert await came_out(doomed) == PAIRS
