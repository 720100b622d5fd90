"""Where a service is given, from what publishers write."""

from __future__ import annotations

from typing import Any

import pytest

from support.directory_records import codes, document, oruk_1, taken
from towpath_contracts.listing import Location

SECTOR = (53.384, -2.948)  # L8 5, within a few hundred metres


def at(*locations: dict[str, Any]) -> dict[str, Any]:
    return oruk_1(service_at_locations=[{"location": location} for location in locations])


def place(**location: Any) -> dict[str, Any]:
    address = {"address_1": "1 Lock Lane", "city": "Liverpool", "postal_code": "L8 5TF", "country": "GB"}
    return {"physical_addresses": [address | location.pop("address", {})]} | location


def where(location: Location) -> tuple[float | None, float | None]:
    return location.latitude, location.longitude


def near(location: Location, spot: tuple[float, float]) -> bool:
    lat, lon = where(location)
    return lat is not None and lon is not None and abs(lat - spot[0]) < 0.05 and abs(lon - spot[1]) < 0.05


@pytest.mark.parametrize(
    ("latitude", "longitude", "mend"),
    [
        (None, None, "postcode-placed"),
        (0, 0, "coordinates-zero-dropped"),
        (100, -2.9, "bad-latitude-dropped"),
        (53.4, 999, "bad-longitude-dropped"),
        ("north", "west", "bad-coordinates-dropped"),
        (-2.95, 53.38, "coordinates-swapped"),
        (51.5, -0.1, "coordinates-far-from-postcode"),
        (float("inf"), 1, "bad-coordinates-dropped"),
    ],
)
def test_coordinates_that_cannot_be_believed_give_way_to_the_postcode(
    latitude: object, longitude: object, mend: str
) -> None:
    found = taken(at(place(latitude=latitude, longitude=longitude)))
    assert mend in codes(found)
    assert near(found.listing.locations[0], SECTOR)


def test_coordinates_that_agree_with_the_postcode_are_kept_as_they_are() -> None:
    found = taken(at(place(latitude="53.3811", longitude=-2.9511)))
    assert where(found.listing.locations[0]) == (53.3811, -2.9511)
    assert not found.mends


@pytest.mark.parametrize("written", ["l85tf", "L8  5TF", "L8 5TF "])
def test_a_postcode_is_written_as_it_should_be(written: str) -> None:
    found = taken(at(place(address={"postal_code": written})))
    assert found.listing.locations[0].addresses[0].postal_code == "L8 5TF"


def test_a_postcode_that_is_none_is_kept_and_named() -> None:
    found = taken(at(place(address={"postal_code": "NOT ONE"})))
    assert found.listing.locations[0].addresses[0].postal_code == "NOT ONE"
    assert "postcode-unreadable" in codes(found)


@pytest.mark.parametrize(
    ("country", "kept"),
    [("England", "GB"), ("UK", "GB"), ("gb", "GB"), ("United States", "US"), ("Atlantis", "Atlantis")],
)
def test_countries_are_codes_where_they_are_known(country: str, kept: str) -> None:
    found = taken(at(place(address={"country": country})))
    assert found.listing.locations[0].addresses[0].country == kept


def test_a_place_that_is_given_twice_is_kept_once() -> None:
    found = taken(at(place(), place()))
    assert len(found.listing.locations) == 1
    assert "address-repeated" in codes(found)


def test_coordinates_beside_an_address_that_names_no_place_are_a_stand_in() -> None:
    nowhere = {"state_province": "NY", "country": "US", "coordinates": {"latitude": 40.7, "longitude": -74.0}}
    found = taken(document(organization={"name": "Kitchen", "addresses": [nowhere]}, locations=[nowhere]))
    assert not found.listing.locations
    assert "coordinates-without-address-dropped" in codes(found)


def test_coordinates_without_any_address_are_a_place() -> None:
    found = taken(at({"name": "The green", "latitude": 53.38, "longitude": -2.95}))
    assert where(found.listing.locations[0]) == (53.38, -2.95)


def test_the_one_postcode_in_a_text_is_a_place_and_two_are_none() -> None:
    text = "<p>We meet at the hall, L8 5TF.</p>"
    found = taken(oruk_1(service_at_locations=[], description=text))
    assert near(found.listing.locations[0], SECTOR)
    assert "place-from-text" in codes(found)
    two = taken(oruk_1(service_at_locations=[], description=f"{text} Or at L7 3EA."))
    assert not two.listing.locations


@pytest.mark.parametrize(
    "coordinates",
    [{"latitude": 41.05, "longitude": -81.52}, [{"latitude": 41.05, "longitude": -81.52}], [41.05, -81.52]],
)
def test_coordinates_are_found_however_they_are_nested(coordinates: object) -> None:
    address = {"street1": "12 Orchard St", "city": "Akron", "postal_code": "44301", "coordinates": coordinates}
    found = taken(document(organization={"name": "Kitchen", "addresses": [{"id": "loc_1", **address}]}))
    assert where(found.listing.locations[0]) == (41.05, -81.52)


def test_a_reference_to_a_place_that_is_not_described_is_named() -> None:
    found = taken(document(organization={"name": "Kitchen"}))
    assert not found.listing.locations
    assert "place-unknown" in codes(found)


def test_a_service_without_a_place_has_that_of_its_organisation() -> None:
    homeless = document()
    del homeless["services"][0]["location_id"]
    found = taken(homeless)
    assert found.listing.locations[0].addresses[0].city == "Akron"
    assert "place-from-organisation" in codes(found)


def test_a_virtual_location_needs_no_address() -> None:
    found = taken(at({"location_type": "virtual"}))
    assert found.listing.locations[0].location_type == "virtual"
    assert found.listing.modes == ("in-person", "online")
