"""Records as publishers send them, in each of the shapes that the directory reads, and listings of our own."""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from support.sources import REPOSITORY
from towpath_contracts.listing import Listing, Organization
from towpath_contracts.values import Area
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reasons import Refusal
from towpath_directory.feeds.records import records
from towpath_directory.imports.areas import placed

SHARED = Path(os.environ.get("TOWPATH_SHARED", REPOSITORY.parent / "shared" / "data"))
LINCOLNSHIRE = SHARED / "feeds" / "oruk_v1_north_lincolnshire.json"
PANTRIES = SHARED / "feeds" / "hsds_haarrrvest_us_food_cc0.json"
"""The real feeds, where they lie beside the repository or where TOWPATH_SHARED says."""

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
PUBLISHER = "willowbank"


def listing(**changes: Any) -> Listing:
    """A listing that says little, with a new id."""
    organization = Organization(id=str(uuid.uuid4()), name="Willowbank Trust")
    fields = {"id": str(uuid.uuid4()), "name": "Tuesday table", "organization": organization, "publisher": PUBLISHER}
    return Listing.model_validate(fields | changes)


def body(listing: Listing) -> dict[str, Any]:
    """A listing as it is sent."""
    return listing.model_dump(mode="json", exclude_defaults=True)


def oruk_1(**changes: Any) -> dict[str, Any]:
    """A record of ORUK 1."""
    record: dict[str, Any] = {
        "id": "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a01",
        "name": "Canal walkers",
        "description": "We walk along the water at an easy pace.",
        "url": "https://walkers.example/",
        "email": "hello@walkers.example",
        "status": "active",
        "fees": "",
        "deliverable_type": "Physical activity",
        "attending_type": "Venue",
        "assured_date": "2026-01-20",
        "organization": {"id": "7b8c1a34-2f6e-4c8f-8f0e-1b2c3d4e5f60", "name": "Walkers of the Cut"},
        "contacts": [
            {
                "id": "7b8c1a34-2f6e-4c8f-8f0e-1b2c3d4e5f61",
                "phones": [{"number": "0151 496 0000"}],
            }
        ],
        "service_at_locations": [
            {
                "location": {
                    "id": "5c1f1f1e-2222-4444-8888-aaaaaaaaaaaa",
                    "name": "Lock house",
                    "latitude": "53.3811",
                    "longitude": "-2.9511",
                    "physical_addresses": [
                        {"address_1": "1 Lock Lane", "city": "Liverpool", "postal_code": "L8 5TF", "country": "GB"}
                    ],
                }
            }
        ],
        "regular_schedules": [
            {"freq": "WEEKLY", "byday": "TU", "interval": 1, "opens_at": "10:00", "closes_at": "11:30"}
        ],
        "eligibilitys": [{"minimum_age": 18, "maximum_age": 99, "eligibility": "Adults who can walk a mile"}],
        "pc_targetAudience": [],
    }
    return record | changes


def hsds_3(**changes: Any) -> dict[str, Any]:
    """A service of ORUK 3, which is a profile of HSDS 3."""
    record: dict[str, Any] = {
        "id": "1a2b3c4d-0000-4000-8000-000000000001",
        "name": "Repair cafe",
        "description": "Mend what is broken, over a cup of tea.",
        "status": "active",
        "minimum_age": 16,
        "last_modified": "2026-02-01T12:00:00Z",
        "organization": {
            "id": "1a2b3c4d-0000-4000-8000-000000000002",
            "name": "Menders",
            "description": "People who mend.",
            "website": "https://menders.example/",
        },
        "schedules": [
            {
                "id": "1a2b3c4d-0000-4000-8000-000000000003",
                "freq": "MONTHLY",
                "byday": "-1SA",
                "interval": 1,
                "dtstart": "2026-01-31",
                "opens_at": "13:00",
                "closes_at": "16:00",
            }
        ],
        "service_at_locations": [
            {
                "id": "1a2b3c4d-0000-4000-8000-000000000004",
                "location": {
                    "id": "1a2b3c4d-0000-4000-8000-000000000005",
                    "location_type": "physical",
                    "latitude": 53.3811,
                    "longitude": -2.9511,
                    "addresses": [
                        {
                            "id": "1a2b3c4d-0000-4000-8000-000000000006",
                            "address_1": "2 Lock Lane",
                            "city": "Liverpool",
                            "state_province": "Merseyside",
                            "postal_code": "L8 5TF",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                    "accessibility": [{"description": "Step-free, with a hearing loop."}],
                },
            }
        ],
        "cost_options": [
            {"id": "1a2b3c4d-0000-4000-8000-000000000007", "option": "Donation", "amount": 0, "currency": "GBP"}
        ],
        "languages": [{"id": "1a2b3c4d-0000-4000-8000-000000000008", "name": "Polish", "code": "pl"}],
        "phones": [{"id": "1a2b3c4d-0000-4000-8000-000000000009", "number": "+44 151 496 0001"}],
    }
    return record | changes


def document(**changes: Any) -> dict[str, Any]:
    """A document with an organisation and its services beside each other."""
    found: dict[str, Any] = {
        "organization": {
            "id": "org_1",
            "name": "Orchard Street Kitchen",
            "description": "Neighbours who cook.",
            "addresses": [
                {
                    "id": "loc_1",
                    "address_type": "physical",
                    "street": "12 Orchard St",
                    "city": "Akron",
                    "state_province": "OH",
                    "postal_code": "44301",
                    "country": "US",
                    "coordinates": {"latitude": 41.05, "longitude": -81.52},
                }
            ],
            "phones": [{"number": "330-555-0100", "type": "voice"}],
        },
        "services": [
            {
                "id": "svc_1",
                "organization_id": "org_1",
                "location_id": "loc_1",
                "name": "Food Pantry",
                "description": "Groceries for whoever comes.",
                "status": "active",
                "schedules": [
                    {"freq": "WEEKLY", "days": ["WE"], "times": [{"start_time": "10:00", "end_time": "12:00"}]}
                ],
            }
        ],
        "metadata": {"last_action_date": "2026-02-10"},
    }
    return found | changes


def read(
    member: object, *, publisher: str = PUBLISHER, today: date = TODAY, covered: tuple[Area, ...] = ()
) -> list[Taken | Refusal]:
    """Read one member of a feed as an import does."""
    found: list[Taken | Refusal] = []
    for record in records([json.dumps([member]).encode()]):
        feed = Feed(publisher, record.shape, today, placed, covered)
        found.append(record.refusal or normalise(Part.from_text(record.text), feed))
    return found


def taken(member: object, **options: Any) -> Taken:
    """Read a member that gives one listing."""
    (found,) = read(member, **options)
    assert isinstance(found, Taken), found
    return found


def codes(found: Taken) -> set[str]:
    """The codes of what was mended."""
    return {mend.code for mend in found.mends}
