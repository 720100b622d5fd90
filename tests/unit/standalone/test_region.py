"""The generated region."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from nhs_number.validate import is_valid

from towpath_contracts.codes import AccessNeed, Circumstance, Mode, NeedCode, Setting
from towpath_contracts.values import Id, OrganisationId
from towpath_standalone.region import Region, export, make_region
from towpath_standalone.region.nhs_number import check_digit, numbers_for_tests

AS_OF = date(2026, 11, 1)


@pytest.fixture(scope="module")
def region() -> Region:
    return make_region(7, people=400, as_of=AS_OF)


def ids_in(document: Any) -> list[str]:
    match document:
        case dict():
            own = [document["id"]] if "id" in document and "taxonomy" not in document else []
            return own + [found for part in document.values() for found in ids_in(part)]
        case list():
            return [found for part in document for found in ids_in(part)]
    return []


def test_the_same_seed_makes_the_same_region_and_another_seed_another(region: Region) -> None:
    assert make_region(7, people=400, as_of=AS_OF) == region
    other = make_region(8, people=400, as_of=AS_OF)
    assert not {service["id"] for service in other.services} & {service["id"] for service in region.services}
    assert [person.postcode for person in other.people] != [person.postcode for person in region.people]


def test_more_people_leave_the_people_before_them_as_they_are(region: Region) -> None:
    assert [person.needs for person in make_region(7, people=400, as_of=AS_OF).people[:50]] == [
        person.needs for person in region.people[:50]
    ]


def test_a_region_has_the_size_of_three_towns(region: Region) -> None:
    assert 300 <= len(region.services) <= 400
    assert 38 <= len(region.partners) <= 46
    assert len(region.surgeries) >= 50
    assert {place.name for place in region.places} == {team.place for team in region.teams}


def test_every_need_is_answered_in_every_town(region: Region) -> None:
    for place in region.places:
        answered = {
            need
            for service in region.services
            if service["service_areas"][0]["name"] == place.name
            for need in service["needs"]
        }
        assert answered == {need.value for need in NeedCode}


def test_every_need_is_somebodys(region: Region) -> None:
    assert {need for person in region.people for need in person.needs} == {need.value for need in NeedCode}


def test_every_code_is_one_that_the_contracts_know(region: Region) -> None:
    known: dict[str, set[Any]] = {
        "needs": set(NeedCode),
        "circumstances": set(Circumstance),
        "access_features": set(AccessNeed),
        "modes": set(Mode),
    }
    for service in region.services:
        for field, codes in known.items():
            assert set(service[field]) <= codes, (service["name"], field)
        assert service["setting"] in set(Setting)
    for person in region.people:
        assert set(person.circumstances) <= set(Circumstance)
        assert set(person.access_needs) <= set(AccessNeed)


def test_some_services_are_for_some_people_only_and_some_are_nowhere_in_particular(region: Region) -> None:
    only = Counter(code for service in region.services for code in service["circumstances"])
    assert {"woman", "man", "carer", "parent", "veteran", "lgbt"} <= only.keys()
    assert any(service["nationwide"] for service in region.services)
    assert any(service["modes"] == ["online"] for service in region.services)
    assert any("bfi" in {tongue["code"] for tongue in service["languages"]} for service in region.services)


def test_no_two_parts_of_the_feed_share_an_id_but_shared_organisations_and_terms(region: Region) -> None:
    shared = {service["organization"]["id"] for service in region.services}
    shared |= {service["service_capacity"][0]["unit"]["id"] for service in region.services}
    counted = Counter(ids_in(list(region.services)))
    assert {found for found, times in counted.items() if times > 1} <= shared


def test_no_two_services_share_a_name(region: Region) -> None:
    assert len({service["name"] for service in region.services}) == len(region.services)


def test_every_service_lies_on_a_real_postcode_of_its_town(region: Region) -> None:
    postcodes = {place.name: {postcode.text for postcode in place.postcodes} for place in region.places}
    visited = [service for service in region.services if service["service_at_locations"]]
    assert len(visited) > 250
    for service in visited:
        address = service["service_at_locations"][0]["location"]["addresses"][0]
        assert address["postal_code"] in postcodes[address["city"]]


def test_every_nhs_number_is_valid_and_of_the_test_range(region: Region) -> None:
    numbers = [person.nhs_number for person in region.people if person.nhs_number is not None]
    assert len(set(numbers)) == len(numbers) > 250
    assert all(is_valid(number) and number.startswith("999") for number in numbers)
    assert any(person.nhs_number is None for person in region.people), "nobody needs a number to be referred"


def test_the_first_numbers_of_the_test_range_are_those_that_the_field_names() -> None:
    assert numbers_for_tests(3) == ["9990000018", "9990000026", "9990000034"]


def test_a_number_whose_check_digit_would_be_ten_is_never_given_out() -> None:
    assert check_digit("999000000") is None


def test_ages_are_those_of_the_lives_that_people_lead(region: Region) -> None:
    ages = [(AS_OF - person.date_of_birth).days / 365.25 for person in region.people]
    assert min(ages) >= 11
    assert max(ages) < 95


def test_organisations_fit_into_a_topics_name(region: Region) -> None:
    from pydantic import TypeAdapter

    organisation, identifier = TypeAdapter(OrganisationId), TypeAdapter(Id)
    for partner in region.partners:
        organisation.validate_python(partner.id)
        identifier.validate_python(partner.id)
    for name in [*(surgery.id for surgery in region.surgeries), *(team.id for team in region.teams)]:
        organisation.validate_python(name)
    assert len({surgery.id for surgery in region.surgeries}) == len(region.surgeries)


def test_an_exported_region_reads_back_as_json(region: Region, tmp_path: Path) -> None:
    written = export(region, tmp_path / "out")
    read = {path.name: json.loads(path.read_text("utf-8")) for path in written}
    assert len(read["services.json"]["contents"]) == read["services.json"]["total_items"] == len(region.services)
    assert len(read["people.json"]) == len(region.people)
