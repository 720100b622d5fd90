"""One realistic example of every event, put together from its schema and the table below. No such person exists."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from towpath_contracts.values import AREA_FORM, ORGANISATION_FORM, UUID_FORM

DATE = "2026-03-03"
MOMENT = "2026-03-03T10:00:00Z"

BY_PLACE: dict[str, Any] = {
    "accessibility.description": "Step-free entrance",
    "accessibility.details": "A ramp at the side door.",
    "accreditations": "Investors in Volunteers",
    "address_1": "12 Example Road",
    "address_2": "First floor",
    "age": 71,
    "alert": "No walk on bank holidays.",
    "alternate_name": "The Walkers",
    "amount": 2.5,
    "amount_description": "Tea is included",
    "application_process": "Come along, or ring first.",
    "assurer_email": "directory@liverpool.example",
    "attempts": 3,
    "attending_type": "face_to_face",
    "attributes.label": "Who it suits",
    "attributes.link_type": "eligibility",
    "attributes.value": "beginners",
    "available": 4.0,
    "byday": "TU",
    "bymonthday": "1,15",
    "byweekno": "10",
    "byyearday": "62",
    "capacities.description": "Places on the Tuesday walk",
    "city": "Liverpool",
    "closes_at": "12:00:00",
    "confidential": False,
    "considered": 214,
    "contact": "eyJhbGciOiJFQ0RILUVTIn0..aXY.Y2lwaGVydGV4dA.dGFn",
    "cost_options.option": "Per session",
    "count": 10,
    "counts": {"referrals": 2, "contacts": 5},
    "currency": "GBP",
    "department": "Walks",
    "description": "A gentle walk of about an hour, with tea afterwards.",
    "document": "A bus pass",
    "effect": 0.2,
    "eligibility_description": "Adults who can walk for half an hour.",
    "email": "hello@walkers.example",
    "erasure_confirmed.service": "referral",
    "expected_wait_days": 14,
    "extension": 12,
    "extent": "E08000012",
    "extent_type": "ons",
    "external_identifier": "100012345678",
    "external_identifier_type": "UPRN",
    "factor": "distance",
    "fees_description": "Pay what you can.",
    "goals": 2,
    "identifier": "1234567",
    "identifier_scheme": "https://register-of-charities.example",
    "identifier_type": "GB-CHC",
    "interpretation_services": "British Sign Language by arrangement",
    "km": 1.3,
    "label": "On the map",
    "language": "en",
    "languages": "en",
    "languages.code": "en",
    "languages.name": "English",
    "languages.note": "Some of the volunteers",
    "lat": 53.39183,
    "latitude": 53.39183,
    "legal_status": "charity",
    "licenses": "None needed",
    "link_type": "topic",
    "locations.name": "Riverside Hall",
    "logo": "https://riverside.example/logo.png",
    "lon": -2.97657,
    "longitude": -2.97657,
    "max_km": 5.0,
    "maximum": 12.0,
    "maximum_age": 99.0,
    "measure": "ons4",
    "minimum_age": 18.0,
    "name": "Tuesday Walkers",
    "note": "Some of the volunteers",
    "notes": "Meet at the gate.",
    "number": "0151 496 0000",
    "offers_in_flight": 2,
    "opens_at": "10:00:00",
    "options": 3,
    "organization.description": "A charity that runs groups for neighbours.",
    "organization.name": "Riverside Trust",
    "people_waiting": 7,
    "phones.description": "Weekdays from nine to five",
    "policy": "default-1",
    "postal_code": "L8 5AA",
    "program.name": "Walk Liverpool",
    "programs.name": "Walk Liverpool",
    "publisher": "liverpool-directory",
    "purpose": "share-with-provider",
    "reach_km": 8.0,
    "region": "North West",
    "schedule_link": "https://walkers.example/times",
    "schedules.description": "Every Tuesday morning",
    "scheme": "https://units.example",
    "score": 0.82,
    "scores": {"life-satisfaction": 6.0, "anxiety": 4.0},
    "service_areas.name": "Liverpool",
    "service_at_locations.description": "The walk that starts here",
    "source": "A grant of the council",
    "spaces": 4,
    "spoken_languages.code": "en",
    "spoken_languages.name": "English",
    "state_province": "Merseyside",
    "tax_id": "GB123456789",
    "tax_status": "charity",
    "taxonomies.description": "What people do together",
    "taxonomies.name": "Activities",
    "taxonomy": "activities",
    "taxonomy_terms.code": "walking",
    "taxonomy_terms.description": "Walks with others",
    "taxonomy_terms.name": "Walking groups",
    "taxonomy_terms.taxonomy": "activities",
    "term.code": "walking",
    "term.description": "Walks with others",
    "term.name": "Walking groups",
    "term.taxonomy": "activities",
    "term_uri": "https://terms.example/walking",
    "title": "Organiser",
    "transportation": "Bus 82 stops at the door.",
    "type": "voice",
    "unit.identifier": "places",
    "unit.name": "places",
    "updated": "2026-03-03T10:00:00Z",
    "uri": "https://register.example/riverside",
    "url": "https://walkers.example/tuesday",
    "value": "beginners",
    "version": "1.0",
    "wait_days": 14,
    "wait_time": "About two weeks",
    "website": "https://riverside.example",
    "wkst": "MO",
    "words": "0.8 miles away",
    "year_incorporated": 1998,
}
"""Examples by the name of the field, or by the names of the field and of what holds it."""

BY_FORM: dict[str, Any] = {ORGANISATION_FORM: "riverside-trust", AREA_FORM: "L8 5"}
BY_FORMAT = {"date": DATE, "date-time": MOMENT}


class NoExample(LookupError):
    """A field has no example: give it one in ``examples.BY_PLACE``."""


def example_of(schema: dict[str, Any], name: str) -> Any:
    """Return an example of all that the schema of the event ``name`` describes, optional fields included."""
    return _example(schema, schema.get("$defs", {}), (name,))


def _example(schema: dict[str, Any], definitions: dict[str, Any], place: tuple[str, ...]) -> Any:
    if "$ref" in schema:
        return _example(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions, place)
    if "properties" in schema:
        return {name: _example(part, definitions, (*place, name)) for name, part in schema["properties"].items()}
    if "items" in schema:
        return [_example(schema["items"], definitions, place)]
    for name in (".".join(place[-2:]), place[-1]):
        if name in BY_PLACE:
            return BY_PLACE[name]
    if "additionalProperties" in schema:
        return {_leaf(schema["propertyNames"], place): _leaf(schema["additionalProperties"], place)}
    return _leaf(schema, place)


def _leaf(schema: dict[str, Any], place: tuple[str, ...]) -> Any:
    match schema:
        case {"pattern": form} if form == UUID_FORM:
            return str(uuid5(NAMESPACE_URL, f"urn:towpath:example:{place[-1]}"))
        case {"pattern": form} if form in BY_FORM:
            return BY_FORM[form]
        case {"x-extensible-enum": [known, *_]}:
            return known
        case {"format": form}:
            return BY_FORMAT[form]
        case {"default": value} | {"minimum": value}:
            return value
        case {"type": "boolean"}:
            return True
        case {"pattern": str() as form} if form.startswith("^("):
            return form.removeprefix("^(").partition("|")[0]
    raise NoExample(".".join(place))
