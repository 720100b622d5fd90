"""What an API of Open Referral UK answers: documents of our own, each with every field that both standards name."""

from __future__ import annotations

import copy
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Document = dict[str, Any]

PLAIN_KINDS = ("service", "organization", "service_at_location", "taxonomy", "taxonomy_term")
KINDS = ("api", *PLAIN_KINDS, *(f"{kind}_list" for kind in PLAIN_KINDS))


def an_id(name: str) -> str:
    """The id of something by what we call it."""
    return str(uuid5(NAMESPACE_URL, f"https://towline.example/{name}"))


def api(version: str = "HSDS-UK-3.0") -> Document:
    """What `/` says."""
    return {
        "version": version,
        "profile": "https://towline.example/profile",
        "openapi_url": "https://towline.example/openapi.json",
    }


def term(name: str = "gardening") -> Document:
    """A taxonomy term."""
    return {
        "id": an_id(name),
        "name": name,
        "description": f"Groups for {name}.",
        "parent_id": an_id("outdoors"),
        "taxonomy": "Towline",
        "taxonomy_id": an_id("taxonomy"),
        "term_uri": f"https://towline.example/terms/{name}",
    }


def taxonomy() -> Document:
    """A taxonomy."""
    return {
        "id": an_id("taxonomy"),
        "name": "Towline",
        "description": "What people do along the water.",
        "uri": "https://towline.example/terms",
        "version": "1",
    }


def attributes(what: str) -> list[Document]:
    """What something is classified by."""
    return [{"id": an_id(f"{what} attribute"), "link_id": an_id(what), "link_type": "theme", "taxonomy_term": term()}]


def organization() -> Document:
    """An organisation, without its services."""
    return {
        "id": an_id("trust"),
        "name": "Towline Trust",
        "description": "Looks after three miles of water and the people beside it.",
        "email": "trust@towline.example",
        "website": "https://towline.example/",
        "logo": "https://towline.example/logo.svg",
        "uri": "https://towline.example/trust",
        "parent_organization_id": an_id("federation"),
        "organization_identifiers": [
            {
                "id": an_id("charity number"),
                "identifier_scheme": "GB-CHC",
                "identifier_type": "Charity number",
                "identifier": "0000000",
            }
        ],
        "attributes": attributes("trust"),
    }


def location() -> Document:
    """A place with an address."""
    return {
        "id": an_id("boathouse"),
        "location_type": "physical",
        "name": "The boathouse",
        "description": "Beside the lower lock.",
        "latitude": 53.41,
        "longitude": -2.98,
        "external_identifier": "000000000000",
        "external_identifier_type": "UPRN",
        "addresses": [
            {
                "id": an_id("address"),
                "address_1": "1 Lock Lane",
                "city": "Liverpool",
                "state_province": "Merseyside",
                "postal_code": "L1 1AA",
                "country": "GB",
                "address_type": "physical",
            }
        ],
        "accessibility": [
            {
                "id": an_id("ramp"),
                "description": "A ramp.",
                "details": "At the back.",
                "url": "https://towline.example/in",
            }
        ],
    }


def schedule() -> Document:
    """Every Tuesday morning."""
    return {
        "id": an_id("tuesdays"),
        "valid_from": "2026-01-06",
        "valid_to": "2026-12-15",
        "dtstart": "2026-01-06",
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "TU",
        "opens_at": "10:00",
        "closes_at": "12:00:00",
        "schedule_link": "https://towline.example/tuesdays",
        "attending_type": "in person",
    }


def service(name: str = "Canal gardeners") -> Document:
    """A service with all of its parts."""
    return {
        "id": an_id(name),
        "name": name,
        "description": "We plant the banks together.",
        "url": "https://towline.example/gardeners",
        "email": "gardeners@towline.example",
        "status": "active",
        "fees": "Nothing to pay.",
        "minimum_age": 18,
        "maximum_age": 120,
        "assured_date": "2026-02-01",
        "assurer_email": "desk@towline.example",
        "last_modified": "2026-02-01T09:30:00.5+00:00",
        "schedules": [schedule()],
        "service_areas": [{"id": an_id("area"), "name": "Merseyside", "extent": "L", "extent_type": "postcodes"}],
        "service_at_locations": [{"id": an_id(f"{name} there"), "location": location()}],
        "languages": [{"id": an_id("welsh"), "service_id": an_id(name)}],
        "organization": organization(),
        "funding": [{"id": an_id("lottery"), "source": "A lottery"}],
        "cost_options": [{"id": an_id("tea"), "option": "Tea", "amount": 0.5, "valid_from": "2026-01-01"}],
        "contacts": [{"id": an_id("desk"), "name": "The desk", "title": "Front of house"}],
        "attributes": attributes(name),
    }


def service_at_location(name: str = "Canal gardeners") -> Document:
    """A service where it takes place."""
    without = {field: value for field, value in service(name).items() if field != "service_at_locations"}
    return {"id": an_id(f"{name} there"), "location": location(), "service": without}


def listed(document: Document) -> Document:
    """A document as lists have it: without what it has many of."""
    return {
        name: listed(value) if isinstance(value, dict) else copy.deepcopy(value)
        for name, value in document.items()
        if not isinstance(value, list)
    }


def page(entries: list[Document], number: int = 1, pages: int = 1, total: int | None = None) -> Document:
    """A page of entries."""
    return {
        "total_items": len(entries) if total is None else total,
        "total_pages": pages,
        "page_number": number,
        "size": len(entries),
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": not entries,
        "contents": entries,
    }


def of_kind(kind: str) -> Document:
    """A document of a kind, without fault."""
    made = {
        "api": api,
        "service": service,
        "organization": lambda: organization() | {"services": [service()]},
        "service_at_location": service_at_location,
        "taxonomy": taxonomy,
        "taxonomy_term": term,
    }
    plain = made[kind.removesuffix("_list")]()
    return page([listed(plain)]) if kind.endswith("_list") else plain
