"""A listing in the words of the standards: valid whatever it says, and nothing of a place that nobody may know."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.any_listing import any_listing
from support.directory_records import body, listing
from support.public_asked import PROFILES, broken, faults
from towpath_contracts.listing import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Listing,
    Location,
    Phone,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    SpokenLanguage,
    TaxonomyTerm,
    Unit,
    Url,
)
from towpath_contracts.listing import ServiceCapacity as Capacity
from towpath_directory.public import render, terms
from towpath_directory.public.profiles import profile, profiles
from towpath_directory.public.shape import NOT_GIVEN, shaped
from towpath_directory.public.terms import taxonomy_id

ID = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a{:02d}"
STAMP = 1_772_442_600_000_000
"""2026-03-02 09:10 in microseconds."""
BOTH = pytest.mark.parametrize("name", PROFILES)


def entry(of: Listing, **beside: Any) -> dict[str, Any]:
    """An entry as the database keeps it."""
    return {"listing": body(of), "stamp": STAMP, **beside}


def served(of: Listing, name: str = "oruk-3.0", *, full: bool = True, **beside: Any) -> dict[str, Any]:
    return render.service(entry(of, **beside), profile(name), full=full)


def at_places(of: Listing, name: str = "oruk-3.0", *, full: bool = True) -> list[dict[str, Any]]:
    found = [render.service_at_location(entry(of), one.id, profile(name), full=full) for one in of.locations]
    return [one for one in found if one is not None]


def house(**changes: Any) -> Location:
    address = Address(id=ID.format(11), address_1="1 Lock Lane", city="Liverpool", postal_code="L8 5TF")
    return Location.model_validate({"id": ID.format(10), "name": "Lock house", "addresses": (address,)} | changes)


CAPACITIES = st.none() | st.fixed_dictionaries(
    {"service": st.just(ID.format(1)), "state": st.sampled_from(("capacity", "closed", "unknown", "of-our-own"))},
    optional={"spaces": st.integers(0, 50), "wait_days": st.integers(0, 50)},
).map(lambda report: report | {"as_of": "2026-03-02T09:10:00Z"})


@settings(max_examples=120, deadline=None)
@given(of=any_listing(), capacity=CAPACITIES)
@BOTH
def test_whatever_a_listing_says_it_is_valid_in_both_standards(of: Listing, capacity: Any, name: str) -> None:
    kept = entry(of) if capacity is None else entry(of, capacity=capacity)
    standard = profile(name)
    whole = render.service(kept, standard, full=True)
    flat = {"contents": [render.service(kept, standard, full=False)]}
    assert (failing(whole, "service", name), broken(flat, "service_list", name)) == ([], [])
    assert broken(whole, "service", name) == []
    organization = render.organization(kept, standard, full=True)
    assert (failing(organization, "organization", name), broken(organization, "organization", name)) == ([], [])
    for place in of.locations[:1]:
        there = render.service_at_location(kept, place.id, standard, full=True)
        assert there is not None
        assert (failing(there, "service_at_location", name), broken(there, "service_at_location", name)) == ([], [])
    for term in list(terms.terms(kept["listing"]))[:2]:
        shown = shaped(terms.detailed(term), standard.resource("taxonomy_term", full=True), standard)
        assert shown is not None
        assert broken(shown, "taxonomy_term", name) == []


def failing(document: dict[str, Any], kind: str, name: str) -> list[str]:
    """What our own judge finds wrong; a text may be as odd as it came."""
    odd = ("markup", "out-of-range", "wrong-order", "days-unclear")
    return [one for one in faults(document, kind, name) if not one.endswith(odd)]


@BOTH
def test_what_a_standard_asks_for_and_nobody_gave_is_said_to_be_missing(name: str) -> None:
    found = served(
        listing(locations=(house(addresses=(Address(id=ID.format(11), address_1="1 Lock Lane", city=""),)),)), name
    )
    assert found["organization"]["description"] == NOT_GIVEN
    (address,) = found["service_at_locations"][0]["location"]["addresses"]
    assert (address["city"], address["state_province"], address["postal_code"], address["country"]) == (
        NOT_GIVEN,
        NOT_GIVEN,
        NOT_GIVEN,
        "GB",
    )


@BOTH
@pytest.mark.parametrize(
    ("field", "wrong"),
    [("url", "www.walkers.example"), ("email", "hello at walkers"), ("email", ""), ("url", "http://a b")],
)
def test_an_address_that_leads_nowhere_is_left_out(name: str, field: str, wrong: str) -> None:
    assert field not in served(listing(**{field: wrong}), name)


def test_an_address_among_several_that_leads_nowhere_takes_its_part_with_it() -> None:
    urls = (Url(id=ID.format(2), url="walkers"), Url(id=ID.format(3), url="https://walkers.example/"))
    assert [one["id"] for one in served(listing(additional_urls=urls), "hsds-3.1")["additional_urls"]] == [ID.format(3)]


def test_a_state_that_no_standard_knows_sends_nobody_there() -> None:
    assert served(listing(status="moved to the moon"))["status"] == "inactive"
    assert served(listing())["status"] == "active"


def test_the_profiles_differ_where_the_standards_do() -> None:
    said = listing(
        fees_description="Two pounds",
        licenses="None needed",
        locations=(house(accessibility=(Accessibility(id=ID.format(4), description="Step-free"),)),),
        service_areas=(ServiceArea(id=ID.format(5), name="Toxteth"),),
        taxonomy_terms=(TaxonomyTerm(id=ID.format(6), name="Walking"),),
        additional_urls=(Url(id=ID.format(3), url="https://walkers.example/"),),
    )
    uk, wide = served(said, "oruk-3.0"), served(said, "hsds-3.1")
    assert (uk["fees"], "fees_description" in uk) == ("Two pounds", False)
    assert (wide["fees_description"], "fees" in wide) == ("Two pounds", False)
    assert (uk["service_areas"][0]["service_area"], "service_area" in wide["service_areas"][0]) == ("Toxteth", False)
    assert uk["attributes"][0]["taxonomy_term"]["term"] == wide["attributes"][0]["taxonomy_term"]["name"] == "Walking"
    step_free = uk["service_at_locations"][0]["location"]["accessibility"][0]
    assert step_free["accessibility"] == step_free["description"] == "Step-free"
    assert ("licenses" in uk, "additional_urls" in uk) == (False, False)
    assert ("licenses" in wide, "additional_urls" in wide) == (True, True)


@BOTH
def test_how_to_reach_a_service_is_told_even_where_a_profile_forgot_it(name: str) -> None:
    found = served(listing(phones=(Phone(id=ID.format(2), number="0151 496 0000"),), wait_time="Two weeks"), name)
    assert (found["phones"][0]["number"], found["wait_time"]) == ("0151 496 0000", "Two weeks")


def test_what_is_ours_goes_beside_the_standard_and_comes_back_by_the_same_names() -> None:
    report = {"service": ID.format(1), "state": "capacity", "as_of": "2026-03-02T09:00:00Z", "spaces": 3}
    review = {
        "state": "due",
        "since": "2025-06-01",
        "policy": "1",
        "escalated": {"on": "2026-01-01", "why": "no-answer"},
    }
    found = served(listing(needs=("debt",), nationwide=True, free=False), capacity=report, review=review)
    assert (found["needs"], found["nationwide"], found["free"]) == (["debt"], True, False)
    assert found["availability"] == {"state": "capacity", "as_of": "2026-03-02T09:00:00Z", "spaces": 3}
    assert found["review"] == {"state": "due", "since": "2025-06-01"}


@pytest.mark.parametrize(
    ("state", "spaces", "available"),
    [
        ("capacity", 3, 3),
        ("capacity", None, None),
        ("no-capacity", None, 0),
        ("closed", None, 0),
        ("unknown", None, None),
    ],
)
def test_how_much_room_there_is_becomes_a_number_only_where_one_is_known(
    state: str, spaces: int | None, available: int | None
) -> None:
    report = {"service": ID.format(1), "state": state, "as_of": "2026-03-02T09:00:00Z"}
    found = served(listing(), "hsds-3.1", capacity=report | ({} if spaces is None else {"spaces": spaces}))
    assert [one["available"] for one in found.get("capacities", ())] == ([] if available is None else [available])


def test_the_room_that_a_publisher_tells_is_told_with_its_unit() -> None:
    beds = Capacity.model_validate(
        {
            "id": ID.format(2),
            "unit": Unit(id=ID.format(3), name="beds"),
            "available": 2,
            "updated": "2026-03-01T08:00:00Z",
        }
    )
    (told,) = served(listing(capacities=(beds,)), "hsds-3.1")["capacities"]
    assert (told["unit"]["name"], told["unit_id"], told["available"]) == ("beds", ID.format(3), 2)


def test_the_newest_word_that_a_listing_is_right_counts() -> None:
    review = {"state": "fresh", "assured": {"on": "2026-02-01", "how": "link"}}
    assert served(listing(assured_date=date(2025, 1, 1)), review=review)["assured_date"] == "2026-02-01"
    assert served(listing(assured_date=date(2026, 3, 1)), review=review)["assured_date"] == "2026-03-01"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (None, "2026-03-02T09:10:00.000Z"),
        ("2025-06-01", "2025-06-01T00:00:00.000Z"),
        ("2031-01-01", "2026-03-02T09:10:00.000Z"),
    ],
)
def test_a_listing_was_never_changed_later_than_our_record_of_it(told: str | None, shown: str) -> None:
    assert served(listing(last_modified=told))["last_modified"] == shown


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


@BOTH
def test_what_holds_at_one_place_names_it(name: str) -> None:
    own = ServiceAtLocation(id=ID.format(17), location_id=ID.format(10), description="Upstairs")
    times = (
        Schedule(id=ID.format(23), freq="WEEKLY", byday="TU", location_id=ID.format(10)),
        Schedule(id=ID.format(24), freq="WEEKLY", byday="FR"),
    )
    found = served(listing(locations=(house(),), service_at_locations=(own,), schedules=times), name)
    here, anywhere = found["schedules"]
    assert here["service_at_location_id"] == found["service_at_locations"][0]["id"] == own.id
    assert "service_at_location_id" not in anywhere
    assert (here["interval"], found["service_at_locations"][0]["description"]) == (1, "Upstairs")


def test_a_service_at_a_place_has_the_same_id_whenever_it_is_rendered() -> None:
    here = listing(locations=(house(),))
    assert (
        at_places(here)[0]["id"]
        == at_places(here, "hsds-3.1", full=False)[0]["id"]
        == served(here)["service_at_locations"][0]["id"]
    )


def test_a_term_is_told_once_though_it_is_listed_and_said_of_the_service() -> None:
    walking = TaxonomyTerm(id=ID.format(6), name="Walking", taxonomy="Town")
    said = Attribute(id=ID.format(7), taxonomy_term_id=walking.id, term=walking, value="Slow")
    found = served(listing(taxonomy_terms=(walking,), attributes=(said,)), "hsds-3.1")
    assert [(one["id"], one["value"]) for one in found["attributes"]] == [(said.id, "Slow")]
    assert found["attributes"][0]["taxonomy_term"]["taxonomy_id"] == taxonomy_id({"taxonomy": "Town"})


def test_languages_are_told_as_they_were_written_or_else_by_their_tags() -> None:
    written = SpokenLanguage(id=ID.format(8), name="Polish", code="pl")
    assert served(listing(spoken_languages=(written,), languages=("pl",)))["languages"][0]["name"] == "Polish"
    assert [one["code"] for one in served(listing(languages=("pl", "ur")))["languages"]] == ["pl", "ur"]


def test_a_list_tells_what_there_is_one_of_and_no_more() -> None:
    costs = (CostOption(id=ID.format(9), option="Tea", amount=1.5, currency="GBP"),)
    flat = served(listing(cost_options=costs, locations=(house(),)), full=False)
    assert {"cost_options", "service_at_locations"}.isdisjoint(flat)
    assert served(listing(cost_options=costs))["cost_options"][0] == {
        "id": ID.format(9),
        "option": "Tea",
        "amount": 1.5,
        "currency": "GBP",
    }


def test_no_profile_has_a_name_of_ours_for_something_else() -> None:
    ours = {"needs", "circumstances", "access_features", "modes", "setting", "nationwide", "reach_km", "areas", "free"}
    ours |= {"publisher", "availability", "review", "quality"}
    for one in profiles():
        assert ours.isdisjoint(one.resources["service"].fields)
        assert "confidential" not in one.resources["location"].fields
