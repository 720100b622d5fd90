import pytest

from support.house.personal import suspicious_fields
from towpath_contracts.event import EVENTS, Event, Stream

PUBLIC = {Stream.DIRECTORY}
"""Streams that speak of community services and their organisations, whose particulars are public."""
ABOUT_PEOPLE = sorted((event for event in EVENTS.values() if event.stream not in PUBLIC), key=lambda event: event.type)
MADE_BY_US = {
    "org.towpath.matching.options_proposed.v1: options[].reasons[].words": "made from a factor and its figures",
}
"""``type: field`` of texts that a service composes from codes and figures, with what it is made from."""


def test_particulars_and_free_text_are_found() -> None:
    schema = {
        "$defs": {"Inner": {"type": "object", "properties": {"date_of_birth": {"type": "string", "format": "date"}}}},
        "properties": {
            "inner": {"type": "array", "items": {"$ref": "#/$defs/Inner"}},
            "remark": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "reason": {"type": "string", "pattern": "^[a-z]+$"},
            "given_name": {"type": "string", "const": "x"},
        },
    }
    assert dict(suspicious_fields(schema)) == {
        "inner[].date_of_birth": "is named after a person's particulars",
        "remark": "is free text",
        "given_name": "is named after a person's particulars",
    }


def test_the_catalogue_speaks_of_people() -> None:
    assert len(ABOUT_PEOPLE) > 20


@pytest.mark.parametrize("event", ABOUT_PEOPLE, ids=lambda event: event.type)
def test_no_event_about_a_person_can_say_who_it_is(event: type[Event]) -> None:
    wrong = [
        f"{field} {reason}"
        for field, reason in suspicious_fields(event.model_json_schema())
        if f"{event.type}: {field}" not in MADE_BY_US
    ]
    assert not wrong, "\n".join(wrong)
