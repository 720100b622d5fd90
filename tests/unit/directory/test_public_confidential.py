"""Nothing of a place that nobody may know, in any answer of the public API."""

from __future__ import annotations

import json
import re

import pytest

from support.directory_records import listing
from support.public_asked import PROFILES
from support.public_rendered import ID, at_places, house, served
from towpath_contracts.listing import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    Location,
    Phone,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)

BOTH = pytest.mark.parametrize("name", PROFILES)

REFUGE = listing(
    name="Refuge",
    locations=(
        Location(
            id=ID.format(10),
            confidential=True,
            name="Secret house",
            description="Secret street, next to the mill",
            transportation="Bus 7 to Secret street",
            latitude=53.3811,
            longitude=-2.9511,
            url="https://secret.example/",
            external_identifier="10092008082",
            addresses=(Address(id=ID.format(11), address_1="1 Secret street", city="Secretham", postal_code="L8 5TF"),),
            accessibility=(Accessibility(id=ID.format(12), description="Secret ramp"),),
            contacts=(Contact(id=ID.format(13), name="Secret Pat"),),
            phones=(Phone(id=ID.format(14), number="0151 496 7777"),),
            attributes=(
                Attribute(id=ID.format(15), value="Secret", term=TaxonomyTerm(id=ID.format(16), name="Secret")),
            ),
        ),
        house(id=ID.format(20), name="Open office"),
    ),
    service_at_locations=(ServiceAtLocation(id=ID.format(17), location_id=ID.format(10), description="In Secretham"),),
    phones=(
        Phone(id=ID.format(18), number="0151 496 7777", location_id=ID.format(10)),
        Phone(id=ID.format(19), number="0808 200 0247"),
    ),
    contacts=(Contact(id=ID.format(21), name="Secret Pat", location_id=ID.format(10)),),
    service_areas=(ServiceArea(id=ID.format(22), name="Secretham", location_id=ID.format(10)),),
    schedules=(
        Schedule(
            id=ID.format(23), freq="WEEKLY", byday="TU", description="At Secret street", location_id=ID.format(10),
            notes="Ring at Secret street", schedule_link="https://secret.example/",
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize("full", [True, False])
@BOTH
def test_nothing_that_is_told_leads_to_a_confidential_place(name: str, full: bool) -> None:
    told = json.dumps([served(REFUGE, name, full=full), at_places(REFUGE, name, full=full)])
    assert not re.search("secret|496 7777|53.38|2.95|10092008082", told, re.IGNORECASE)
    hidden = {ID.format(one) for one in (*range(10, 19), 21, 22)} - {ID.format(11)}
    assert [one for one in hidden if one in told] == []


@BOTH
def test_that_there_is_a_confidential_place_is_told_and_when(name: str) -> None:
    found = served(REFUGE, name)
    hidden, office = (one["location"] for one in found["service_at_locations"])
    assert set(hidden) == {"id", "location_type", "confidential"}
    assert office["name"] == "Open office"
    assert [(one["byday"], "description" in one) for one in found["schedules"]] == [("TU", False)]
    assert [phone["number"] for phone in found["phones"]] == ["0808 200 0247"]
