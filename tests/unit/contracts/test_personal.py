from datetime import date
from typing import Annotated

import pytest
from pydantic import Field, StringConstraints

from towpath_contracts import EVENTS, Event, Stream
from towpath_contracts.codes import Code, Urgency, extensible
from towpath_contracts.ledger import NOT_PERSONAL
from towpath_contracts.personal import personal_fields
from towpath_contracts.values import Age, Area, Id, Language, OrganisationId, Value


class Contact(Value):
    """How to reach somebody."""

    number: Annotated[str, StringConstraints(max_length=500)]


class Planted(Event):
    """Fields of every kind, the personal ones first."""

    name_of_carer: Annotated[Code, extensible(Urgency)] = "urgent"
    words: Annotated[str, StringConstraints(max_length=200)] = ""
    anything: str = ""
    purpose: Code = "any"
    nhs_number: Annotated[int, Field(ge=0, le=100)] | None = None
    count: Annotated[int, Field(ge=0)] = 0
    born: date | None = None
    contacts: tuple[Contact, ...] = ()
    scores: dict[Id, Annotated[str, StringConstraints(max_length=9)]] = Field(default_factory=dict)
    loose: dict[str, bool] = Field(default_factory=dict)
    person: Id | None = None
    team: OrganisationId | None = None
    area: Area | None = None
    languages: tuple[Language, ...] = ()
    urgency: Annotated[Code, extensible(Urgency)] = "urgent"
    size: Annotated[str, StringConstraints(pattern="^(small|large)$")] = "small"
    attended: bool = True
    age: Age = 71


Planted.stream, Planted.name, Planted.type = Stream.REFERRAL, "planted", "org.towpath.referral.planted.v1"


def test_every_field_that_could_hold_something_of_a_person_is_found_and_no_other() -> None:
    assert personal_fields(Planted) == [
        "referral.planted.anything",
        "referral.planted.born",
        "referral.planted.contacts[].number",
        "referral.planted.count",
        "referral.planted.loose{}",
        "referral.planted.name_of_carer",
        "referral.planted.nhs_number",
        "referral.planted.purpose",
        "referral.planted.scores{}",
        "referral.planted.words",
    ]


def test_a_field_passes_once_somebody_has_said_what_it_holds() -> None:
    held = {"referral.planted.words": "a sentence made of codes", "referral.*.contacts[].number": "a hotline"}
    found = personal_fields(Planted, held)
    assert "referral.planted.words" not in found
    assert "referral.planted.contacts[].number" not in found
    assert "referral.planted.count" in found


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_no_event_has_room_for_a_person(event: type[Event]) -> None:
    assert personal_fields(event) == []


def test_the_ledger_has_no_line_for_a_field_that_is_not_there() -> None:
    asked = {path for event in EVENTS.values() for path in personal_fields(event, {})}
    starred = {".".join([path.split(".")[0], "*", *path.split(".")[2:]]) for path in asked}
    assert not NOT_PERSONAL.keys() - asked - starred


@pytest.mark.parametrize(
    "code", ["L8 5AA", "L85AA", "MARGARET OKAFOR", "9434765919", "07700900123", "14 CANNING STREET"]
)
def test_an_area_cannot_be_a_postcode_a_name_or_a_number(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        Area(code=code)
