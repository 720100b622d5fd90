from __future__ import annotations

from dataclasses import replace
from typing import Any

from bson import decode, encode
from pymongo import UpdateOne

from towpath_runtime.errors import Poison
from towpath_runtime.letter import Letter, Status

LETTER = Letter("towpath.followup", 3, 14, b"key", b"value", [("ce_id", b"1"), ("odd", None), ("odd", b"\xff")], 1_000)


def document_of(write: UpdateOne) -> Any:
    """The document that a write inserts; the driver keeps it to itself."""
    update: Any = write._doc
    return update["$setOnInsert"]


def test_the_same_content_is_the_same_letter_wherever_it_stands() -> None:
    assert replace(LETTER, partition=4, offset=99, timestamp=2).id == LETTER.id
    others: list[dict[str, Any]] = [{"topic": "t"}, {"key": b"k"}, {"value": b"v"}, {"headers": [("ce_id", b"2")]}]
    for other in others:
        assert replace(LETTER, **other).id != LETTER.id
    assert replace(LETTER, key=b"ke", value=b"yvalue").id != LETTER.id


def test_letters_of_one_key_share_a_lane_and_one_without_a_key_has_its_own() -> None:
    assert replace(LETTER, value=b"other").lane == LETTER.lane
    assert replace(LETTER, topic="other").lane != LETTER.lane
    assert replace(LETTER, key=b"\xff\xfe").lane == "towpath.followup|\\xff\\xfe"
    bare = replace(LETTER, key=None)
    assert bare.lane != replace(bare, value=b"other").lane


def test_a_letter_comes_back_from_the_store_as_it_came() -> None:
    write = LETTER.parked(Status.PARKED, Poison("bad-json", ("by",)), 7)
    document = decode(encode(document_of(write)))
    assert Letter.from_document(document) == LETTER
    assert (document["reason"], document["fields"], document["place"]) == ("bad-json", ["by"], 7)


def test_a_letter_without_key_and_value_comes_back_too() -> None:
    bare = replace(LETTER, key=None, value=None)
    document = decode(encode(document_of(bare.parked(Status.WAITING, Poison("waits"), 1))))
    assert Letter.from_document(document) == bare
