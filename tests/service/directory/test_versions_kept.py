"""What a listing said before is kept, told and brought back, with real servers."""

from __future__ import annotations

import json

import pytest

from support.directory_records import body, hsds_3, listing
from support.directory_service import Directory, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_listing_tells_who_changed_it_what_changed_and_goes_back(directory: Directory) -> None:
    schedule = {"id": "5c1f1f1e-2222-4444-8888-aaaaaaaaaaaa", "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00"}
    mine = listing(name="Choir", schedules=[schedule])
    later = listing(**body(mine) | {"schedules": [schedule | {"opens_at": "11:00"}]})
    path = f"/v1/services/{mine.id}"
    for one in (mine, mine, later):
        assert (await directory.ask("PUT", path, json=body(one))).status_code == 200
    assert (await directory.ask("DELETE", path)).status_code == 200

    page = (await directory.ask("GET", f"{path}/versions?limit=2")).json()
    rest = (await directory.ask("GET", f"{path}/versions?cursor={page['next']}")).json()
    told = [(one["number"], one["what"], one["by"]["kind"]) for one in (*page["contents"], *rest["contents"])]
    assert told == [(3, "withdrawn", "publisher"), (2, "changed", "publisher"), (1, "published", "publisher")]
    assert "next" not in rest

    first = (await directory.ask("GET", f"{path}/versions/1")).json()
    assert first["listing"]["schedules"][0]["opens_at"] == "10:00:00"
    assert "listing" not in (await directory.ask("GET", f"{path}/versions/3")).json()
    (change,) = (await directory.ask("GET", f"{path}/versions/2/diff")).json()["changes"]
    assert change["path"] == f"/schedules/{schedule['id']}/opens_at"
    assert change["words"] == "opening time of Tuesday: 10:00 → 11:00"
    nothing = (await directory.ask("GET", f"{path}/versions/1/diff?from=0")).json()["changes"]
    assert [one["words"] for one in nothing] == ["the listing was published"]

    word = {"curator": "curators-north", "reason": "wrong-change"}
    restored = await directory.ask("POST", f"{path}/versions/1/restore", key="once", json=word)
    assert restored.status_code == 201, restored.text
    assert (await directory.ask("POST", f"{path}/versions/1/restore", key="once", json=word)).json() == restored.json()
    now = (await directory.ask("GET", path)).json()
    assert (now["version"], now["changed_by"]["name"]) == (4, "curators-north")
    assert now["listing"]["schedules"][0]["opens_at"] == "10:00:00"
    (newest, *_) = (await directory.ask("GET", f"{path}/versions")).json()["contents"]
    assert (newest["what"], newest["restores"]) == ("restored", 1)

    for wrong, status in (("9", 404), ("9/diff", 404), ("0", 422)):
        assert (await directory.ask("GET", f"{path}/versions/{wrong}")).status_code == status
    refused = await directory.ask("POST", f"{path}/versions/3/restore", json=word)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/nothing-to-restore")


async def test_a_feed_that_changes_nothing_writes_no_version(directory: Directory) -> None:
    def feed(**changes: object) -> str:
        return json.dumps([hsds_3(**changes)])

    async def take(text: str) -> str:
        asked = await directory.ask("POST", "/v1/imports?publisher=willowbank", content=text)

        async def done() -> bool:
            return bool((await directory.ask("GET", f"/v1/imports/{asked.json()['id']}")).json()["state"] == "done")

        await until("imported", done)
        return str(asked.json()["id"])

    first = await take(feed())
    await take(feed())
    third = await take(feed(name="Mending cafe"))
    rows = list(directory.database["listing_versions"].find({"service": hsds_3()["id"]}).sort("number", 1))
    assert [(row["number"], row["by"]["kind"], row["import"]) for row in rows] == [
        (1, "import", first),
        (2, "import", third),
    ]
    assert [("listing" in row, "superseded" in row) for row in rows] == [(True, True), (False, False)]
    assert rows[0]["listing"]["name"] == "Repair cafe"
