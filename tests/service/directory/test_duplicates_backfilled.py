"""Listings that are older than what compares them, or than the way it does, are compared all the same."""

from __future__ import annotations

import asyncio
from typing import Any

from support.directory_records import body, listing
from support.directory_service import Directory, until
from support.duplicates_seen import searched, table
from towpath_directory.duplicates.keys import keys, named, narrower
from towpath_directory.duplicates.likeness import made
from towpath_directory.duplicates.sketch import sketch
from towpath_directory.duplicates.weights import weights

PAIRS = ("Amber", "Birch", "Cedar", "Damson")


async def publish_pairs(directory: Directory) -> set[frozenset[str]]:
    """Listings in pairs, each of one service from two publishers."""
    pairs = set()
    for town in PAIRS:
        two = [table(f"{who}-{town}".lower(), name=f"{town} singers", town=town) for who in "ab"]
        for one in two:
            assert (await directory.ask("PUT", f"/v1/services/{one.id}", json=body(one))).status_code == 200
        pairs.add(frozenset(one.id for one in two))
    return pairs


def proposed(directory: Directory) -> set[frozenset[str]]:
    return {frozenset(one["services"]) for one in directory.database["duplicate"].find({"state": "proposed"})}


async def backfilled(directory: Directory, likenesses: int) -> None:
    """Wait until so many listings have a likeness as it is made now, and all were compared."""

    async def whole() -> bool:
        return directory.database["likeness"].count_documents({"made": made(weights())}) == likenesses

    await until("made", whole)
    await searched(directory)


async def test_listings_from_before_are_compared_after_a_start_that_is_cut_off_in_the_middle(begin: Any) -> None:
    old = await begin(TOWPATH_DUPLICATE_BATCH="2")
    pairs = await publish_pairs(old)
    gone = listing()
    await old.ask("PUT", f"/v1/services/{gone.id}", json=body(gone))
    await old.ask("DELETE", f"/v1/services/{gone.id}")
    await searched(old)
    old.kill()
    for collection in ("likeness", "duplicate"):
        old.database[collection].delete_many({})
    old.database["inbox"].delete_many({})

    await old.start()
    while not old.database["likeness"].count_documents({}):
        await asyncio.sleep(0.005)
    old.kill()
    await old.start()
    await backfilled(old, 2 * len(pairs))
    assert proposed(old) == pairs
    assert old.database["likeness"].count_documents({}) == 2 * len(pairs), "what left has none"


async def test_listings_that_were_compared_in_another_way_are_compared_anew(begin: Any) -> None:
    old = await begin(TOWPATH_DUPLICATE_BATCH="3")
    pairs = await publish_pairs(old)
    await searched(old)
    old.kill()
    (alike, *others) = pairs
    old.database["duplicate"].delete_one({"services": {"$all": list(alike)}})
    before = list(old.database["duplicate"].find().sort("_id"))
    # as an older version of the service left them: of another shape, made in another way
    older = {"$set": {"made": "0-older", "sketch.name": "other", "keys": []}, "$unset": {"sketch.text": ""}}
    old.database["likeness"].update_many({}, older)

    await old.start()
    await backfilled(old, 2 * len(pairs))
    assert proposed(old) == pairs
    after = list(old.database["duplicate"].find({"_id": {"$in": [one["_id"] for one in before]}}).sort("_id"))
    assert (after, len(after)) == (before, len(others)), "none is let go of while one of its two is not yet made anew"


async def test_of_a_key_that_too_many_share_those_are_compared_who_share_it_in_one_district(begin: Any) -> None:
    busy = await begin()
    known = weights()
    mine = table("a-willowbank", name="Canal singers")
    theirs = table("b-willowbank", name="Canal singers")
    found = sketch(mine, known)
    everywhere = [key for key in keys(found, known) if not key.startswith("in ")]
    assert named(found, known) in everywhere
    crowd = [{"_id": f"crowd-{n}", "keys": everywhere} for n in range(known.widest + 1)]
    busy.database["likeness"].insert_many(crowd)
    assert set(narrower(found, known)).isdisjoint(everywhere)

    for one in (mine, theirs):
        assert (await busy.ask("PUT", f"/v1/services/{one.id}", json=body(one))).status_code == 200
        await asyncio.wait_for(searched(busy), 30)
    assert proposed(busy) == {frozenset((mine.id, theirs.id))}
    metrics = (await busy.ask("GET", "/metrics")).text
    assert 'towpath_duplicate_keys_too_wide_total{narrowed="yes",service="directory"}' in metrics
