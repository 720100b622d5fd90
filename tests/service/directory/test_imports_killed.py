"""An import that is killed in the middle, wherever that is, goes on and comes out the same."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.directory_records import oruk_1
from support.directory_service import Directory, until
from towpath_contracts.event import Stream

MANY = 60
BATCH = {"TOWPATH_IMPORT_BATCH": "7"}


def feed() -> list[dict[str, Any]]:
    """Records of every outcome that a first import can have."""
    records = [oruk_1(id=str(uuid.uuid5(uuid.NAMESPACE_URL, str(n))), name=f"Walk {n}") for n in range(MANY)]
    for record in records[::5]:
        record["email"] = ""
    for record in records[1::7]:
        record["name"] = ""
    records[30] = records[10]
    records[40] = records[11] | {"name": "Clashes"}
    return records


async def outcome(directory: Directory, import_id: str) -> tuple[dict[str, int], list[Any], set[str], int]:
    done = await directory.done(import_id)
    lines = [(line["position"], line["outcome"], line.get("listing")) for line in await directory.lines(import_id)]
    envelopes = await directory.heard(Stream.DIRECTORY)
    entries = directory.database["listing"].count_documents({"withdrawn": False})
    ids = {envelope.id for envelope in envelopes}
    assert {envelope.sequence for envelope in envelopes} == {1}, "no listing was published twice"
    return done["counts"], lines, ids, entries


async def accept(directory: Directory) -> str:
    content = json.dumps(feed()).encode()
    answer = await directory.ask("POST", "/v1/imports", "the-feed", content=content, params={"publisher": "willowbank"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize("step", ["before-transaction", "after-commit", "after-publish"])
async def test_an_import_killed_at_a_step_comes_out_as_if_nothing_had_happened(
    directory: Directory, begin: Any, step: str
) -> None:
    expected = await outcome(directory, await accept(directory))

    doomed = await begin(**BATCH)
    (doomed.faults / f"directory.{step}").touch()
    import_id = await accept(doomed)
    await doomed.died()
    await doomed.start()
    assert await outcome(doomed, import_id) == expected


async def test_an_import_killed_at_random_again_and_again_comes_out_the_same(directory: Directory, begin: Any) -> None:
    expected = await outcome(directory, await accept(directory))

    doomed = await begin(TOWPATH_IMPORT_BATCH="3")
    import_id = await accept(doomed)
    for settled in (15, 30, 45):
        while doomed.database["import_records"].count_documents({"outcome": {"$exists": True}}) < settled:
            await asyncio.sleep(0.005)
        doomed.kill()
        await doomed.start()
    assert await outcome(doomed, import_id) == expected


async def test_a_feed_whose_asker_had_no_answer_can_be_sent_again_with_its_key(
    directory: Directory, begin: Any
) -> None:
    whole = directory.database["imports"].find_one({"_id": await accept(directory)})
    assert whole is not None
    cut_off = await begin(**BATCH)
    cut_off.database["imports"].insert_one(whole | {"state": "receiving", "attempt": "a", "touched": datetime.now(UTC)})
    some = [{"_id": f"a:{n}", "import": whole["_id"], "attempt": "a", "position": n, "pending": True} for n in range(9)]
    cut_off.database["import_records"].insert_many(some)

    content = json.dumps(feed()).encode()
    early = await cut_off.ask("POST", "/v1/imports", "the-feed", content=content, params={"publisher": "willowbank"})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/import-still-arriving")

    cut_off.database["imports"].update_one({}, {"$set": {"touched": datetime.now(UTC) - timedelta(minutes=1)}})
    assert await accept(cut_off) == whole["_id"]
    assert await outcome(cut_off, whole["_id"]) == await outcome(directory, whole["_id"])


async def test_what_was_cut_off_and_never_sent_again_is_marked_and_its_records_go(begin: Any) -> None:
    cut_off = await begin(**BATCH)
    document = {
        "_id": str(uuid.uuid4()),
        "state": "receiving",
        "attempt": "a",
        "publisher": "willowbank",
        "origin": "x",
    }
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    cut_off.database["import_records"].insert_one({"_id": "a:1", "import": document["_id"], "attempt": "a"})
    cut_off.database["imports"].insert_one(document | {"created": long_ago, "touched": long_ago})

    async def marked() -> bool:
        answer = await cut_off.ask("GET", f"/v1/imports/{document['_id']}")
        return bool(answer.json()["state"] == "abandoned")

    await until("marked", marked)
    assert cut_off.database["import_records"].count_documents({}) == 0
