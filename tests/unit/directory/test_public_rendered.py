"""A listing in the words of the standards, and where these differ."""

from __future__ import annotations

from datetime import date

import pytest

from support.directory_records import listing, taken
from support.public_asked import LISTED, PROFILES, broken, faults
from support.public_rendered import ID, at_places, house, served
from towpath_contracts.listing import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    Listing,
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
from towpath_directory.feeds.text import NOT_GIVEN
from towpath_directory.public.examples import entry, example
from towpath_directory.public.profiles import profile, profiles
from towpath_directory.public.terms import taxonomy_id

BOTH = pytest.mark.parametrize("name", PROFILES)


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


def test_what_we_said_was_not_given_is_not_taken_for_given_where_it_is_read() -> None:
    mine = listing(locations=(house(addresses=(Address(id=ID.format(11), address_1="1 Lock Lane", city=""),)),))
    read = taken(served(mine)).listing
    assert read.organization.description == ""
    assert (read.locations[0].addresses[0].city, read.locations[0].addresses[0].postal_code) == ("", "")
    assert (read.id, read.name, read.locations[0].id) == (mine.id, mine.name, mine.locations[0].id)


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
    grade = {"letter": "B", "score": 80, "reasons": ["schedule-missing"], "marks": ["html-cleaned"]}
    found = served(listing(needs=("debt",), nationwide=True, free=False), capacity=report, review=review, grade=grade)
    assert found["quality"] == {"letter": "B", "score": 80, "reasons": ["schedule-missing"]}
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


@BOTH
@pytest.mark.parametrize("kind", [*LISTED.values(), *(f"{kind}_list" for kind in LISTED.values())])
def test_the_examples_of_the_description_are_answers_that_there_could_be(name: str, kind: str) -> None:
    shown = example(profile(name), kind)
    assert (faults(shown, kind, name), broken(shown, kind, name)) == ([], [])
    Listing.model_validate(entry()["listing"])
