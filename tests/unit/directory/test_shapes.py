"""A record in each of the shapes that publishers send, and the listing that it makes."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

import pytest

from support.directory_records import codes, document, hsds_3, oruk_1, read, taken
from towpath_contracts.listing import Listing
from towpath_contracts.values import Area
from towpath_directory.feeds.normalise import Taken
from towpath_directory.feeds.reasons import Refusal
from towpath_directory.feeds.shape import Shape, shape_of


def the(member: object, **options: Any) -> Listing:
    return taken(member, **options).listing


def test_a_record_of_oruk_1_keeps_all_that_matching_needs() -> None:
    listing = the(oruk_1())
    assert listing.id == "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a01"
    assert listing.organization.name == "Walkers of the Cut"
    (place,) = listing.locations
    assert (place.latitude, place.longitude) == (53.3811, -2.9511)
    assert place.addresses[0].postal_code == "L8 5TF"
    (walk,) = listing.schedules
    assert (walk.freq, walk.byday, walk.opens_at, walk.closes_at) == ("WEEKLY", "TU", time(10), time(11, 30))
    assert (listing.minimum_age, listing.maximum_age) == (18, 99)
    assert listing.assured_date == date(2026, 1, 20)
    assert set(listing.needs) >= {"walking", "physical-activity"}
    assert listing.modes == ("in-person",)
    assert listing.free is None, "no fees does not mean free"


def test_who_answers_the_telephone_is_not_kept() -> None:
    listing = the(oruk_1())
    assert [phone.number for phone in listing.phones] == ["0151 496 0000"]
    assert "Pat Example" not in listing.model_dump_json()


def test_a_record_of_hsds_3_is_taken_without_a_mend() -> None:
    found = taken(hsds_3())
    assert not found.mends
    listing = found.listing
    assert (listing.schedules[0].freq, listing.schedules[0].byday) == ("MONTHLY", "-1SA")
    assert listing.languages == ("pl",)
    assert listing.free is True
    assert set(listing.access_features) >= {"step-free", "hearing-loop"}
    assert listing.last_modified == date(2026, 2, 1)
    assert listing.organization.website == "https://menders.example/"


def test_a_service_of_a_document_finds_its_organisation_its_place_and_its_telephone_there() -> None:
    found = taken(document())
    listing = found.listing
    assert listing.organization.name == "Orchard Street Kitchen"
    assert listing.locations[0].addresses[0].city == "Akron"
    assert listing.locations[0].addresses[0].country == "US"
    assert listing.phones[0].number == "330-555-0100"
    assert (listing.schedules[0].byday, listing.schedules[0].opens_at) == ("WE", time(10))
    assert listing.last_modified == date(2026, 2, 10)
    assert set(listing.needs) >= {"money-and-benefits", "healthy-eating"}
    assert codes(found) == {"id-derived"}


def test_an_id_that_means_something_in_its_document_alone_becomes_one_that_means_something_everywhere() -> None:
    here, there = the(document()), the(document(organization={"id": "org_1", "name": "Another kitchen"}))
    assert here.id != there.id
    assert here.id == the(document()).id
    assert here.id != the(document(), publisher="another").id
    assert UUID(here.id).version == 5


def test_every_service_of_a_document_is_a_record_wherever_it_stands() -> None:
    meal = {"id": "svc_2", "name": "Hot meal", "status": "active"}
    nested = document()
    nested["organization"]["locations"] = [{"id": "loc_9", "city": "Kent", "street": "1 Elm", "services": [meal]}]
    found = [one.listing for one in read(nested) if isinstance(one, Taken)]
    assert {listing.name for listing in found} == {"Food Pantry", "Hot meal"}
    (hot,) = [listing for listing in found if listing.name == "Hot meal"]
    assert hot.locations[0].addresses[0].city == "Kent"


def test_an_id_that_only_places_a_service_is_no_record_of_its_own() -> None:
    placed = document(locations=[{"id": "loc_2", "city": "Kent", "street": "1 Elm", "services": [{"id": "svc_1"}]}])
    del placed["services"][0]["location_id"]
    (found,) = read(placed)
    assert isinstance(found, Taken)
    assert found.listing.locations[0].addresses[0].city == "Kent"


def test_a_document_whose_root_is_the_organisation_is_read() -> None:
    root = document()
    flat = root["organization"] | {"services": root["services"]}
    assert the(flat).organization.name == "Orchard Street Kitchen"


@pytest.mark.parametrize("wrapper", ["payload", "data"])
def test_a_document_in_a_wrapper_is_unwrapped(wrapper: str) -> None:
    assert the({wrapper: document()}).name == "Food Pantry"
    assert the({wrapper: [document()]}).name == "Food Pantry"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (7, "not-an-object"),
        ("a service", "not-an-object"),
        (None, "not-an-object"),
        ({}, "no-service"),
        ({"organization": {"name": "Alone"}}, "no-service"),
        (oruk_1(name="  "), "no-name"),
        (oruk_1(organization={"id": "x"}), "no-organisation"),
        (hsds_3(organization=None), "no-organisation"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_mend(member: object, code: str) -> None:
    (found,) = read(member)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert found.detail


def test_a_record_that_is_nested_too_deeply_or_too_large_is_refused_and_not_read() -> None:
    deep: object = "x"
    for _ in range(60):
        deep = [deep]
    (refused,) = read(oruk_1(extra=deep))
    assert isinstance(refused, Refusal)
    assert refused.code == "too-deep"
    (refused,) = read(oruk_1(description="x" * 1_100_000))
    assert isinstance(refused, Refusal)
    assert refused.code == "too-large"


def test_a_record_without_a_place_takes_the_areas_that_its_publisher_covers() -> None:
    covered = (Area(code="L8 5", lat=53.38, lon=-2.95),)
    found = taken(oruk_1(service_at_locations=[]), covered=covered)
    assert found.listing.areas == covered
    assert "covered-area-assumed" in codes(found)
    assert the(oruk_1(), covered=covered).areas == ()
    helpline = oruk_1(service_at_locations=[], description="A national helpline.")
    assert the(helpline, covered=covered).nationwide is True
    assert the(helpline, covered=covered).areas == ()


def test_a_name_that_is_missing_may_be_the_type_of_the_service() -> None:
    unnamed = document()
    unnamed["services"][0] |= {"name": None, "service_type": "Choice Pantry"}
    found = taken(unnamed)
    assert found.listing.name == "Choice Pantry"
    assert "name-from-type" in codes(found)


@pytest.mark.parametrize(
    ("record", "shape"),
    [
        (oruk_1(), Shape.ORUK_1),
        (hsds_3(), Shape.HSDS_3),
        (document(), Shape.DOCUMENT),
        ({"organizations": []}, Shape.DOCUMENT),
        ({"colour": "red"}, Shape.UNKNOWN),
        ([], Shape.UNKNOWN),
    ],
)
def test_shapes_are_told_apart(record: object, shape: Shape) -> None:
    assert shape_of(record) is shape
