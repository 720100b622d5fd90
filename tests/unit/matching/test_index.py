from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.matching_reference import haversine
from support.matching_story import NOW, Directory, capacity, directory, id_of, listing, north, request
from towpath_contracts.values import Area
from towpath_matching.index import Index
from towpath_matching.index.bits import CodeBits
from towpath_matching.index.columns import Blocks
from towpath_matching.index.places import Grid, km_of, on_sphere
from towpath_matching.index.slotsets import SlotSet, both, count, has, slots_of, union

LATER = NOW + timedelta(hours=1)
LAT, LON = st.floats(-90, 90), st.floats(-180, 180)


def test_a_change_takes_the_place_of_what_was() -> None:
    of = directory(listing("group", needs=("debt",), at=north(50)))
    of.has(listing("group"))
    assert of.options() == ["group"]
    assert of.answers(request(needs=("debt",))).excluded == {"need": 1}
    assert (of.index.listed, of.index.active) == (1, 1)


def test_the_same_record_again_changes_nothing() -> None:
    once, twice = directory(listing("group")), directory(listing("group"), listing("group"))
    assert once.answers() == twice.answers()


def test_a_withdrawn_listing_is_gone_and_its_slot_is_used_again() -> None:
    of = directory(listing("group"), listing("other"))
    slot = of.index.slot(id_of("group"))
    of.index.withdraw(id_of("group"), LATER)
    assert of.options() == ["other"]
    assert of.index.slot(id_of("group")) is None
    assert of.has(listing("newcomer", needs=("debt",))).index.slot(id_of("newcomer")) == slot
    assert of.options() == ["other"]


def test_room_may_be_known_before_the_listing_and_stays_after_it() -> None:
    of = Directory().hears(capacity("group", "no-capacity"))
    assert of.answers().considered == 0
    of.has(listing("group"))
    assert of.answers().excluded == {"no-capacity": 1}
    of.index.withdraw(id_of("group"), LATER)
    assert of.answers().considered == 0
    assert of.has(listing("group")).answers().excluded == {"no-capacity": 1}


def test_forgotten_room_is_not_known() -> None:
    of = directory(listing("group")).hears(capacity("group", "no-capacity"))
    of.index.report(id_of("group"), None, LATER)
    assert of.options() == ["group"]
    assert of.index.with_capacity == 0


def test_what_was_never_there_can_be_withdrawn_and_forgotten() -> None:
    index = Index()
    index.withdraw(id_of("group"), NOW)
    index.report(id_of("group"), None, NOW)
    assert not index.services()


def test_the_index_is_as_of_the_newest_thing_that_was_said() -> None:
    of = directory(listing("group"))
    of.index.report(id_of("group"), capacity("group"), LATER)
    of.index.publish(id_of("group"), listing("group"), NOW)
    assert of.answers().directory_as_of == LATER


def test_a_thousand_listings_with_a_hundred_needs_are_all_found() -> None:
    of = directory(*(listing(f"group {n}", needs=(f"need-{n % 100}",)) for n in range(1_000)))
    for n in (0, 63, 64, 99):
        answered = of.answers(request(needs=(f"need-{n}",)))
        assert answered.excluded == {"need": 990}
    assert len(of.index.active_by_need()) == 100


def test_a_table_that_comes_and_goes_does_not_grow() -> None:
    of = directory(*(listing(f"group {n}", at=[north(1), north(2), north(3)]) for n in range(50)))
    size = of.index.nbytes
    for _ in range(20):
        for n in range(50):
            of.index.withdraw(id_of(f"group {n}"), LATER)
        of.has(*(listing(f"group {n}", at=[north(1), north(2), north(4)]) for n in range(50)))
    assert of.index.nbytes == size
    assert len(of.options()) == 5


def test_an_id_that_is_none_is_refused_and_leaves_nothing() -> None:
    index = Index()
    with pytest.raises(ValueError, match="UUID"):
        index.publish("not an id", listing("group"), NOW)
    assert not index.services()
    assert index.as_of is None


def test_a_listing_for_many_areas_is_found_from_each_until_it_is_not_for_it() -> None:
    of = directory(listing("group", areas=(Area(code="YO10"), Area(code="LS1"), Area(code="YO10"))))
    assert of.options() == ["group"]
    of.has(listing("group", areas=(Area(code="LS1"),)))
    assert of.options() == []
    assert set(of.index.in_area) == {"LS1"}


def test_a_directory_that_was_withdrawn_leaves_nothing_behind() -> None:
    of = directory(*(listing(f"group {n}", nationwide=n % 2 == 0, areas=(Area(code="YO10"),)) for n in range(20)))
    for n in range(20):
        of.index.withdraw(id_of(f"group {n}"), LATER)
    assert not len(of.index.grid.near(*north(0), 20_000))
    assert not of.index.in_area
    assert not slots_of(of.index.anywhere.packed).tolist()
    assert not of.index.active_by_need()
    assert set(of.index.organisations) == {""}


@pytest.mark.parametrize(
    ("here", "there"),
    [((0, 179.99), (0, -179.99)), ((89.9, 10), (89.9, -170)), ((-89.9, 10), (-89.9, -170)), ((52, 180), (52, -180))],
)
def test_the_date_line_and_the_poles_are_no_edges(here: tuple[float, float], there: tuple[float, float]) -> None:
    grid = Grid()
    grid.add(7, *there)
    assert grid.near(*here, 25).tolist() == [7]


@given(lat=LAT, lon=LON, other=st.tuples(LAT, LON), km=st.floats(0.001, 20_000))
@settings(max_examples=500, deadline=None)
def test_the_grid_gives_everything_within_a_distance_anywhere_on_earth(
    lat: float, lon: float, other: tuple[float, float], km: float
) -> None:
    grid = Grid()
    grid.add(7, *other)
    if haversine(lat, lon, *other) <= km:
        assert grid.near(lat, lon, km).tolist() == [7]
    grid.discard(7, *other)
    assert not len(grid.near(lat, lon, 20_000))


@given(lat=LAT, lon=LON, other=st.tuples(LAT, LON))
def test_a_chord_is_as_long_as_the_haversine_formula_says(lat: float, lon: float, other: tuple[float, float]) -> None:
    here, there = np.array(on_sphere(lat, lon)), np.array(on_sphere(*other))
    km = km_of(np.array([((here - there) ** 2).sum()]))[0]
    assert km == pytest.approx(haversine(lat, lon, *other), abs=0.002, rel=1e-4)


@given(slots=st.sets(st.integers(0, 3_000)), others=st.sets(st.integers(0, 500)), gone=st.sets(st.integers(0, 3_000)))
def test_a_set_of_slots_is_a_set(slots: set[int], others: set[int], gone: set[int]) -> None:
    left, right = SlotSet(), SlotSet()
    for slot in slots | gone:
        left.put(slot, True)
    for slot in gone:
        left.put(slot, False)
    for slot in others:
        right.put(slot, True)
    joined, shared = union([left, right]), both(left.packed, right.packed)
    assert slots_of(joined).tolist() == sorted(slots - gone | others)
    assert slots_of(shared).tolist() == sorted((slots - gone) & others)
    assert count(joined) == len(slots - gone | others)
    assert has(joined, np.arange(4_000)).nonzero()[0].tolist() == sorted(slots - gone | others)


CODES = st.sets(st.integers(0, 150).map(lambda n: f"code-{n}"), max_size=6)


@given(rows=st.lists(CODES, min_size=1, max_size=80), asked=CODES)
def test_code_bits_are_sets_of_codes(rows: list[set[str]], asked: set[str]) -> None:
    bits = CodeBits()
    for slot, codes in enumerate(rows):
        bits.reserve(slot + 1)
        bits.put(slot, codes)
    slots, mask = np.arange(len(rows)), bits.mask(asked)
    assert bits.any_of(slots, mask).tolist() == [bool(codes & asked) for codes in rows]
    assert bits.all_of(slots, mask).tolist() == [asked <= codes for codes in rows]
    assert bits.any_of(slots, bits.mask_but(asked)).tolist() == [bool(codes - asked) for codes in rows]
    assert bits.none(slots).tolist() == [not codes for codes in rows]
    assert [bits.codes(slot) for slot in range(len(rows))] == rows


@given(sizes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=60))
def test_blocks_never_overlap_and_belong_to_their_owner(sizes: list[tuple[int, int]]) -> None:
    blocks, expected = Blocks({"number": "i4"}), dict.fromkeys(range(10), 0)
    blocks.reserve(10)
    for slot, size in sizes:
        rows_of = list(blocks.put(slot, size))
        blocks["number"][rows_of] = slot
        expected[slot] = size
    rows, where = blocks.of(np.arange(10))
    assert len(set(rows.tolist())) == len(rows) == sum(expected.values())
    assert blocks["number"][rows].tolist() == where.tolist() == blocks["owner"][rows].tolist()
    assert np.bincount(where, minlength=10).tolist() == list(expected.values())
