"""Nothing of a record is lost but what a table names, with the reason: on the standards' examples and on our own."""

from __future__ import annotations

from typing import Any

import pytest

from support.directory_records import codes, hsds_3, oruk_1, taken
from support.whole_examples import EXAMPLES, EXCEPT, OURS, corrected, leaves, lost, read_json
from towpath_directory.feeds.room import room

MINE = read_json(OURS)


def test_nothing_of_a_service_that_says_everything_is_lost() -> None:
    found = taken(MINE)
    assert lost(MINE, found.listing) == []
    assert codes(found) == {"person-not-named"}


@pytest.mark.parametrize("standard", EXAMPLES)
def test_nothing_of_the_examples_of_the_standards_is_lost(standard: str) -> None:
    if not EXAMPLES[standard].exists():
        pytest.skip("the standards are not beside the repository (TOWPATH_SHARED says where they are)")
    record = corrected(read_json(EXAMPLES[standard]))
    assert lost(record, taken(record).listing) == []


def test_what_is_missed_is_found_out() -> None:
    assert lost(MINE | {"unheard_of": "a field of no standard"}, taken(MINE).listing) == [
        "unheard_of = 'a field of no standard'"
    ]
    assert all(EXCEPT.values())


@pytest.mark.parametrize("name", sorted({path[0] for path, _ in leaves(MINE) if path[0] not in ("metadata", "status")}))
def test_each_part_of_it_is_read_and_not_there_without_it(name: str) -> None:
    without = {field: value for field, value in MINE.items() if field != name}
    if name not in ("id", "name", "organization"):
        assert taken(without).listing != taken(MINE).listing


def test_what_holds_at_one_place_names_it() -> None:
    found = taken(MINE).listing
    (place,) = found.locations
    assert [one.location_id for one in found.schedules] == [None, place.id]
    assert [one.location_id for one in found.phones] == [None, None, place.id]
    assert [one.location_id for one in found.service_areas] == [None, place.id]
    assert [one.location_id for one in found.contacts] == [None, place.id]
    assert [(one.location_id, one.description) for one in found.service_at_locations] == [
        (place.id, "In the large room.")
    ]


def test_the_same_times_at_two_places_are_two_schedules_with_an_id_each() -> None:
    def at(number: int) -> dict[str, Any]:
        (site,) = hsds_3()["service_at_locations"]
        where = site["location"] | {
            "id": f"1a2b3c4d-0000-4000-8000-00000000010{number}",
            "latitude": 53.38 + number / 100,
        }
        return {
            "id": f"1a2b3c4d-0000-4000-8000-00000000020{number}",
            "location": where,
            "schedules": hsds_3()["schedules"],
        }

    found = taken(hsds_3(service_at_locations=[at(1), at(2)], schedules=[])).listing
    assert len(found.locations) == len({one.location_id for one in found.schedules}) == 2
    assert len({one.id for one in found.schedules}) == 2


def test_a_capacity_that_counts_places_is_how_much_room_there_is() -> None:
    told = room(taken(MINE).listing)
    assert told is not None
    assert (told.spaces, told.state, told.as_of.isoformat()) == (4, "capacity", "2026-02-20T10:30:00+00:00")
    litres = MINE["capacities"][0] | {"unit": {"name": "litres of soup"}}
    assert room(taken(MINE | {"capacities": [litres]}).listing) is None


@pytest.mark.parametrize(
    ("capacity", "mend"),
    [
        ({"unit": {"name": "places"}, "updated": "2026-02-20"}, "capacity-incomplete-dropped"),
        ({"unit": {"name": "places"}, "available": -1, "updated": "2026-02-20"}, "bad-number-dropped"),
        ({"unit": {"name": "places"}, "available": 3, "updated": "lately"}, "capacity-incomplete-dropped"),
        ({"available": 3, "updated": "2026-02-20"}, "capacity-incomplete-dropped"),
        ({"unit": {"name": "places"}, "available": 3, "updated": "2031-02-20"}, "date-in-future-dropped"),
    ],
)
def test_a_capacity_that_says_too_little_is_dropped_by_name(capacity: dict[str, Any], mend: str) -> None:
    found = taken(hsds_3(capacities=[capacity]))
    assert not found.listing.capacities
    assert mend in codes(found)


@pytest.mark.parametrize(
    ("fields", "mend"),
    [
        ({"organization": hsds_3()["organization"] | {"year_incorporated": "long ago"}}, "bad-number-dropped"),
        ({"organization": hsds_3()["organization"] | {"parent_organization_id": "o-1"}}, "reference-dropped"),
        ({"organization": hsds_3()["organization"] | {"logo": "javascript:alert(1)"}}, "bad-url-dropped"),
        ({"assurer_email": "nobody"}, "bad-email-dropped"),
        ({"additional_urls": [{"url": "see our page"}]}, "bad-url-dropped"),
        ({"alert": "<p>Closed &amp; shut</p>"}, "html-cleaned"),
        ({"contacts": [{"name": "Pat Example", "title": "Host"}]}, "person-not-named"),
        ({"phones": [{"number": "0151 496 0000", "extension": "x"}]}, "bad-number-dropped"),
        ({"holiday_schedules": [{"closed": True}]}, "exceptions-dropped"),
    ],
)
def test_what_cannot_be_read_is_mended_or_dropped_by_name(fields: dict[str, Any], mend: str) -> None:
    assert mend in codes(taken(hsds_3(**fields)))


def test_a_record_of_oruk_1_has_its_contacts_accessibility_and_languages_read() -> None:
    at = oruk_1()["service_at_locations"][0]
    place = at["location"] | {"accessibility_for_disabilities": [{"accessibility": "Lift to all floors"}]}
    contacts = [{"title": "Walk leader", "phones": [{"number": "0151 496 0000", "language": "Welsh"}]}]
    found = taken(
        oruk_1(service_at_locations=[at | {"location": place}], contacts=contacts, languages=[{"language": "Polish"}])
    ).listing
    assert found.contacts[0].title == "Walk leader"
    assert found.locations[0].accessibility[0].description == "Lift to all floors"
    assert found.spoken_languages[0].name == "Polish"
