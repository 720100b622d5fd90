"""What changed between two versions, applied to the one, gives the other; and it says so in words."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from towpath_directory.versions.diff import Difference, applied, diff
from towpath_directory.versions.words import worded

IDS = st.sampled_from(["a", "b", "c/d", "e~f", "0"])
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.text(max_size=3) | st.just(1.0)


def parts(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Parts with ids, as a listing has them; now and then two with the same."""
    part = st.builds(lambda key, rest: {"id": key, **rest}, IDS, st.dictionaries(st.sampled_from("xy"), inner))
    return st.lists(part, max_size=4)


VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | parts(inner) | st.dictionaries(st.text(max_size=2), inner)
)
LISTINGS = st.none() | st.dictionaries(st.sampled_from(["name", "schedules", "locations", "a/b"]), VALUES)


@given(LISTINGS, LISTINGS)
def test_the_changes_make_the_new_one_of_the_old_one(old: Any, new: Any) -> None:
    made = applied(old, diff(old, new))
    assert repr(_sorted(made)) == repr(_sorted(new))


@given(LISTINGS)
def test_nothing_changed_between_a_version_and_itself(same: Any) -> None:
    assert diff(same, same) == ()


@given(LISTINGS, LISTINGS)
def test_every_change_is_worded(old: Any, new: Any) -> None:
    assert all(worded(change, old, new) for change in diff(old, new))


def test_a_part_is_named_by_its_id_wherever_it_stands() -> None:
    old: dict[str, Any] = {
        "schedules": [{"id": "a", "byday": "TU", "opens_at": "10:00:00"}, {"id": "b", "byday": "FR"}]
    }
    new: dict[str, Any] = {
        "schedules": [{"id": "b", "byday": "FR"}, {"id": "a", "byday": "TU", "opens_at": "11:00:00"}]
    }
    time, order = diff(old, new)
    assert time == Difference("replace", "/schedules/a/opens_at", "10:00:00", "11:00:00")
    assert order == Difference("order", "/schedules", ["a", "b"], ["b", "a"])
    assert worded(time, old, new) == "opening time of Tuesday: 10:00 → 11:00"
    assert worded(order, old, new) == "schedules: in another order"


def test_what_came_and_went_is_told_by_what_a_person_knows_it_by() -> None:
    phone, place = (
        {"id": "p", "number": "0151 496 0000"},
        {"id": "l", "addresses": [{"id": "x", "address_1": "1 Quay"}]},
    )
    old: dict[str, Any] = {"name": "Choir", "phones": [phone], "needs": ["singing"], "minimum_age": 18.0}
    new: dict[str, Any] = {"name": "Singers", "phones": [], "locations": [place], "needs": ["singing", "loneliness"]}
    assert {worded(change, old, new) for change in diff(old, new)} == {
        "name: Choir → Singers",
        "telephone number 0151 496 0000 removed",
        "place 1 Quay added",
        "lowest age: 18 → nothing",
        "needs: singing → singing, loneliness",
    }


def test_a_listing_that_is_withdrawn_is_gone_whole() -> None:
    (gone,) = diff({"name": "Choir"}, None)
    assert (gone.op, gone.path, worded(gone, {"name": "Choir"}, None)) == ("remove", "", "the listing was withdrawn")


def _sorted(value: Any) -> Any:
    """Objects have no order of their members, lists do."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(member) for member in value] if isinstance(value, list) else value
