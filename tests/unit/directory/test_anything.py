"""Whatever stands in a field, a record becomes a listing or a refusal that says why, and the same one each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.directory_records import document, hsds_3, oruk_1, read
from towpath_directory.feeds.normalise import Taken
from towpath_directory.feeds.reasons import MENDS, REFUSALS

SHAPES: tuple[Callable[[], dict[str, Any]], ...] = (oruk_1, hsds_3, document)
TELLING = st.sampled_from(
    [
        "MO",
        "3SA",
        "2026-01-05",
        "25:61",
        "10:00",
        "FREQ=WEEKLY;BYDAY=MO",
        "L8 5TF",
        "https://[",
        "<p>",
        "1e400",
        "svc_1",
        "\ud800",
        "-1",
    ]
)
LEAF = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=12) | TELLING
NAMES = st.sampled_from(
    ["id", "name", "days", "time", "latitude", "schedule", "locations", "address", "number", "services"]
) | st.text(max_size=4)
ANY = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)


def spots(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a record where something stands."""
    children: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return (
        [path, *(spot for name, child in children for spot in spots(child, (*path, name)))]
        if path or children
        else [path]
    )


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_anything_anywhere_in_a_record_is_taken_mended_or_refused(draw: st.DataObject) -> None:
    record: Any = draw.draw(st.sampled_from(SHAPES))()
    for _ in range(draw.draw(st.integers(1, 3))):
        (*way, last) = draw.draw(st.sampled_from([spot for spot in spots(record) if spot]))
        holder = record
        for step in way:
            holder = holder[step]
        holder[last] = draw.draw(ANY)

    found = read(record)
    assert found
    for one in found:
        if isinstance(one, Taken):
            assert {mend.code for mend in one.mends} <= MENDS.keys()
            json.loads(one.listing.model_dump_json())
        else:
            assert one.code in REFUSALS
    assert read(record) == found


def test_half_of_a_surrogate_pair_as_an_id_gives_the_listing_an_id_of_its_own() -> None:
    halves = [{**SHAPES[0](), "id": half} for half in ("\ud800", "\udfff")]

    (first,), (second,) = (read(record) for record in halves)

    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert first.listing.id != second.listing.id
