from __future__ import annotations

from typing import Any

from pymongo import InsertOne, UpdateOne

from towpath_runtime.errors import Poison
from towpath_runtime.letter import Letter, Status
from towpath_runtime.parking import Parking
from towpath_runtime.unit import Unit

BAD = Poison("bad-json")


def update(write: UpdateOne) -> Any:
    """What a write does; the driver keeps it to itself."""
    return write._doc


def unit(key: str, value: str) -> Unit:
    return Unit((), Letter("t", 0, 0, key.encode(), value.encode(), []))


def test_the_first_that_fails_closes_its_lane_and_no_other() -> None:
    parking = Parking({})
    parking.park(unit("a", "1"), BAD)
    assert parking.is_closed_to(unit("a", "2"))
    assert not parking.is_closed_to(unit("b", "1"))


def test_a_lane_that_was_open_before_is_closed_to_all_but_the_one_that_resolves_it() -> None:
    parking = Parking({"t|a": 4})
    assert parking.is_closed_to(unit("a", "1"))
    resolving = unit("a", "1")
    resolving.resolves = UpdateOne({}, {})
    assert not parking.is_closed_to(resolving)


def test_the_same_record_twice_is_parked_once() -> None:
    parking = Parking({})
    twice = [unit("a", "1"), unit("a", "1")]
    parking.park(twice[0], BAD)
    parking.park(twice[1])
    assert [one.parked for one in twice] == [True, True]
    assert len(parking.parked) == len(parking.rows("letters", ())) == len(parking.letter_writes({})) == 1


def test_places_follow_the_version_of_the_lane_and_not_a_clock() -> None:
    first, later = Parking({}), Parking({"t|a": 1})
    for number in range(3):
        first.park(unit("a", f"{number}"), BAD if number == 0 else None)
    later.park(unit("a", "3"))
    writes = [*first.letter_writes({}), *later.letter_writes({})]
    places = [update(write)["$setOnInsert"]["place"] for write in writes]
    assert places == sorted(set(places))


def test_a_lane_is_opened_by_an_insert_and_lengthened_by_its_version() -> None:
    parking = Parking({"t|a": 3})
    parking.park(unit("a", "1"))
    parking.park(unit("b", "1"), BAD)
    assert parking.lane_writes() == [
        UpdateOne({"_id": "t|a", "version": 3}, {"$inc": {"version": 1}}),
        InsertOne({"_id": "t|b", "open": True, "version": 1}),
    ]


def test_of_letters_known_before_only_one_that_was_resolved_is_opened_again() -> None:
    parking = Parking({})
    units = [unit("abc"[number], "1") for number in range(3)]
    for one in units:
        parking.park(one, BAD)
    ids = [one.letter.id for one in units if one.letter is not None]
    known = {ids[0]: Status.PARKED.value, ids[1]: Status.RETRIED.value}
    written = {write._filter["_id"]: update(write) for write in parking.letter_writes(known)}
    assert set(written) == {ids[1], ids[2]}
    assert written[ids[1]]["$set"]["status"] == "parked"
    assert [row["topic"] for row in parking.rows("letters", known)] == ["letters"]
