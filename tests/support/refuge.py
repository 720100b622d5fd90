"""A refuge whose place must not be found, in the shapes that publishers use, and what would find it."""

from __future__ import annotations

from typing import Any

from support.directory_records import hsds_3, listing, oruk_1
from towpath_contracts.listing import Listing

STREET, SECOND, POSTCODE, HOUSE = "17 Marigold Rise", "Wisteria Annexe", "L8 5UD", "Juniper Lodge"
DEGREES = (53.38117, -2.95113)
PHONE = "0151 496 0777"
FINDS_IT = (STREET, "Marigold Rise", SECOND, HOUSE, "L8 5UD", "L85UD", "53.3811", "2.9511", PHONE, "bus 82 stops")
"""What must be nowhere."""

PLACE_ID = "5c1f1f1e-3333-4444-8888-aaaaaaaaaaaa"
WORDS = (
    f"Ring us first. We are at {STREET}, {POSTCODE.lower()} (near L85UD). Ask for Juniper  Lodge at 53.3811,-2.9511."
)


def place(**changes: Any) -> dict[str, Any]:
    """The place as HSDS 3 has it."""
    address = {
        "id": "5c1f1f1e-3333-4444-8888-bbbbbbbbbbbb",
        "address_1": STREET,
        "address_2": SECOND,
        "city": "Liverpool",
        "postal_code": POSTCODE,
        "country": "GB",
        "address_type": "physical",
    }
    found: dict[str, Any] = {
        "id": PLACE_ID,
        "location_type": "physical",
        "name": HOUSE,
        "description": "Bus 82 stops at the gate.",
        "transportation": "Bus 82 stops outside.",
        "latitude": DEGREES[0],
        "longitude": DEGREES[1],
        "addresses": [address],
        "phones": [{"id": "5c1f1f1e-3333-4444-8888-cccccccccccc", "number": PHONE}],
    }
    return found | changes


def of_hsds(where: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A record of HSDS 3 or ORUK 3 with the refuge."""
    site = {"id": "1a2b3c4d-0000-4000-8000-000000000004", "location": where, "phones": [{"number": PHONE}]}
    return hsds_3(description=WORDS, service_at_locations=[site]) | changes


def of_oruk_1(where: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A record of ORUK 1 with the refuge."""
    told = {name: value for name, value in where.items() if name != "addresses"}
    told["physical_addresses"] = where["addresses"]
    return oruk_1(description=WORDS, service_at_locations=[{"location": told}]) | changes


def of_document(where: dict[str, Any]) -> dict[str, Any]:
    """A document with the refuge beside the service, which refers to it."""
    service = {"id": "svc_1", "location_id": PLACE_ID, "name": "Safe house", "description": WORDS}
    organization = {"id": "org_1", "name": "Haven", "description": WORDS, "locations": [where]}
    return {"organization": organization, "services": [service], "locations": [where]}


def as_listing(**changes: Any) -> Listing:
    """The refuge as it is sent over HTTP."""
    where = place(confidential=True)
    schedule = {"id": where["addresses"][0]["id"], "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00"}
    fields: dict[str, Any] = {
        "name": "Safe house",
        "description": WORDS,
        "locations": [where],
        "phones": [{"id": PLACE_ID, "number": PHONE, "location_id": PLACE_ID}],
        "schedules": [schedule | {"location_id": PLACE_ID, "description": "At the back door"}],
        "areas": [{"code": "L8 5", "lat": 53.38, "lon": -2.95}],
    }
    return listing(**(fields | changes))


def found_in(text: str) -> list[str]:
    """What of the place stands in a text."""
    return [secret for secret in FINDS_IT if secret.casefold() in text.casefold()]
