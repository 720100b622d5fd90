"""No event has room for a person, and none can be given any: whatever field somebody may add is tried everywhere."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AnyUrl, ConfigDict, Field, StringConstraints, create_model

from towpath_contracts import EVENTS, Event, Stream
from towpath_contracts.codes import Code, Urgency, extensible
from towpath_contracts.events.referral import CaseEvent, Paused
from towpath_contracts.ledger import NOT_PERSONAL, Form, Held
from towpath_contracts.listing import Line
from towpath_contracts.personal import CLOSED_FORMS, personal_fields
from towpath_contracts.values import AREA_FORM, Age, Area, Count, Id, Language, OrganisationId, Score, Value


class Contact(Value):
    """How to reach somebody."""

    line: Annotated[str, StringConstraints(max_length=500)]


class Digits(Value):
    """One by one, each of a form that is too short for a number."""

    digits: tuple[Annotated[int, Field(ge=0, le=9)], ...]


class Anything(Value):
    """Takes whatever else is sent."""

    model_config = ConfigDict(extra="allow")

    count: Count = 0


UrgencyField = Annotated[Code, extensible(Urgency)]
OPEN: dict[str, Any] = {
    "a text": str,
    "a short text": Annotated[str, StringConstraints(max_length=9)],
    "a line": Line,
    "a text of any characters": Annotated[str, StringConstraints(pattern="^.*$")],
    "a text with known values and no form": Annotated[str, extensible(Urgency)],
    "a code of no list": Code,
    "a code of an empty list": Annotated[Code, Field(json_schema_extra={"x-extensible-enum": []})],
    "an organisation": OrganisationId,
    "a day": date,
    "a moment": datetime,
    "a time of day": time,
    "a whole number": int,
    "a number without an end": Annotated[int, Field(ge=0)],
    "a number without a beginning": Annotated[int, Field(le=100)],
    "a number of ten digits": Annotated[int, Field(ge=0, le=9_999_999_999)],
    "a number with a point": float,
    "a decimal": Decimal,
    "bytes": bytes,
    "an address on the web": AnyUrl,
    "another kind of id": UUID,
    "one of some words": Literal["margaret", "someone else"],
    "one thing or another": Annotated[str | int, extensible(Urgency)],
    "anything": Any,
    "texts": tuple[str, ...],
    "a pair": tuple[str, int],
    "texts by code": dict[UrgencyField, str],
    "yes or no by text": dict[str, bool],
    "anything by id": dict[Id, Any],
    "a value with a text": Contact,
    "values with a text": tuple[Contact, ...],
    "a value that takes anything": Anything,
}
CLOSED: dict[str, Any] = {
    "an id": Id,
    "the code of an area": Annotated[str, StringConstraints(pattern=AREA_FORM)],
    "a language": Language,
    "a code of a list": UrgencyField,
    "a word of a closed list": Annotated[str, StringConstraints(pattern="^(small|large)$")],
    "yes or no": bool,
    "an age": Age,
    "a count": Count,
    "a score": Score,
    "codes": tuple[UrgencyField, ...],
    "counts by code": dict[UrgencyField, Count],
}
TELLTALES = (
    "their_name,name_of_carer,carerName,first_name,firstname,forename,surnames,title,initials,nhs_number,nhsNumber,nhsno,"
    "birth_year,dateOfBirth,dob,home_address,addressLine,street,postcode,postal_code,phone,phone_number,telephone,"
    "mobileNumber,email,contact_email,sms,note,notes,comment,free_text,gender,ethnicity,religion,lat,lon,home_latitude,"
    "passport_number,national_insurance"
)
STREAMS = [event for event in EVENTS.values() if not event.tombstone]
EVERY = pytest.mark.parametrize("event", STREAMS, ids=lambda event: event.type)


def with_field(event: type[Event], name: str, form: Any) -> type[Event]:
    """The event with one more optional field, outside the catalogue."""
    fields: Any = {name: (form | None if form is not Any else form, None)}
    return create_model(event.__name__, __base__=event, __doc__=event.__doc__, **fields)


@EVERY
def test_no_event_has_room_for_a_person(event: type[Event]) -> None:
    assert personal_fields(event) == []


@EVERY
def test_no_event_can_be_given_a_field_with_room_for_a_person(event: type[Event]) -> None:
    path = f"{event.stream.value}.{event.name}.added"
    for kind, form in OPEN.items():
        found = personal_fields(with_field(event, "added", form))
        assert found, kind
        assert all(field.startswith(path) for field in found), kind


@EVERY
def test_no_event_can_be_given_a_field_that_is_called_after_something_of_a_person(event: type[Event]) -> None:
    for name in TELLTALES.split(","):
        path = f"{event.stream.value}.{event.name}.{name}"
        for form in (Score, UrgencyField, Language):
            assert personal_fields(with_field(event, name, form)) == [path]
        assert personal_fields(with_field(event, name, Digits)) == [f"{path}.digits[]"]


@EVERY
def test_an_event_can_be_given_every_field_that_has_no_room_for_a_person(event: type[Event]) -> None:
    for kind, form in CLOSED.items():
        assert personal_fields(with_field(event, "added", form)) == [], kind


def test_an_event_that_takes_whatever_is_sent_has_room() -> None:
    class Loose(CaseEvent):
        """Takes anything."""

        model_config = ConfigDict(extra="allow")

    Loose.stream, Loose.name, Loose.type = Stream.REFERRAL, "loose", "org.towpath.referral.loose.v1"
    assert personal_fields(Loose) == ["referral.loose{}"]


def test_a_field_passes_once_somebody_has_said_what_it_holds_and_in_which_form() -> None:
    planted = with_field(Paused, "words", Annotated[str, StringConstraints(max_length=200)])
    assert personal_fields(planted) == ["referral.paused.words"]
    held = dict(NOT_PERSONAL) | {"referral.*.words": Held("a sentence made of codes", Form.SENTENCE)}
    assert personal_fields(planted, held) == []
    assert personal_fields(with_field(Paused, "words", str), held) == ["referral.paused.words"]


def leaves(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"type": "string"}
    yield {"type": "integer"}
    yield part | {"type": "string", "format": "email"}


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.PUBLISHED])
def test_a_field_of_the_ledger_cannot_become_a_text_or_a_number(form: Form) -> None:
    assert not any(form.fits(part) for part in leaves({}))


@pytest.mark.parametrize("path", [path for path, held in NOT_PERSONAL.items() if held.form is Form.PUBLISHED])
def test_only_a_listing_may_hold_what_somebody_publishes(path: str) -> None:
    assert path.startswith("directory.service_published.listing.")


def test_only_a_partner_is_sent_what_is_encrypted() -> None:
    assert [path for path, held in NOT_PERSONAL.items() if held.form is Form.ENCRYPTED] == [
        "inbox.connection_offered.contact"
    ]


def test_a_date_of_the_ledger_that_becomes_a_text_is_found() -> None:
    assert personal_fields(with_field(Paused, "until", str)) == ["referral.paused.until"]
    assert personal_fields(with_field(Paused, "until", int)) == ["referral.paused.until"]


def test_the_ledger_has_no_line_for_a_field_that_is_not_there() -> None:
    asked = {path for event in EVENTS.values() for path in personal_fields(event, {})}
    starred = {".".join([path.split(".")[0], "*", *path.split(".")[2:]]) for path in asked}
    assert not NOT_PERSONAL.keys() - asked - starred


OF_A_PERSON = """L8 5AA|L85AA|SW1A 1AA|MARGARET OKAFOR|Margaret Okafor|margaret-okafor|okafor|9434765919|943 476 5919|
943-476-5919|NHS 9434765919|N9434765919|07700900123|+447700900123|14 CANNING STREET|FLAT 2|E14 CANNING ST 7|1954-03-02|
02031954|en-Margaret-Okafor|en-Canning-Street|en-9434765919|margaret@example.org"""


@pytest.mark.parametrize("said", OF_A_PERSON.replace("\n", "").split("|"))
def test_a_closed_form_cannot_be_a_postcode_a_name_a_number_or_an_address(said: str) -> None:
    assert not [form for form in CLOSED_FORMS if re.fullmatch(form, said)]
    with pytest.raises(ValueError, match="code"):
        Area(code=said)
