"""Feeds of any size, made up from the postcode sectors of Great Britain; the same for the same seed."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from towpath_contracts.areas import sectors

KINDS = (
    "Walking group",
    "Repair cafe",
    "Choir",
    "Debt advice",
    "Carers' meeting",
    "Lunch club",
    "Allotment",
    "Art class",
)
PLACES = ("Lock House", "Mill Hall", "Old Library", "Chapel Rooms", "Wharf Centre", "Station Hut")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA")


def service(number: int, seed: int = 1) -> dict[str, Any]:
    """A service of ORUK 3 with an organisation, a place, a schedule and what a publisher usually says."""
    chance = random.Random(f"{seed}/{number}")
    sector, (lat, lon) = chance.choice(_SECTORS)
    kind, place = chance.choice(KINDS), chance.choice(PLACES)
    name = f"{kind} {number} at {place}"
    key = f"{seed}/{number}"
    return {
        "id": _id(key, "service"),
        "name": name,
        "description": f"<p>{kind} in {place}. Everybody is welcome, whoever they are, and the first time is free of "
        f"charge. We meet by the door; ask for group {number}.</p>",
        "status": "active",
        "email": f"group{number}@feeds.example",
        "assured_date": f"202{chance.randint(3, 5)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        "last_modified": "2026-02-01T12:00:00Z",
        "organization": {"id": _id(f"{seed}/{number // 4}", "organisation"), "name": f"Trust {number // 4}"},
        "schedules": [
            {
                "id": _id(key, "schedule"),
                "freq": "WEEKLY",
                "byday": chance.choice(DAYS),
                "opens_at": "10:00",
                "closes_at": "12:00",
            }
        ],
        "service_at_locations": [
            {
                "id": _id(key, "at"),
                "location": {
                    "id": _id(key, "location"),
                    "location_type": "physical",
                    "latitude": lat,
                    "longitude": lon,
                    "addresses": [
                        {
                            "id": _id(key, "address"),
                            "address_1": f"{chance.randint(1, 200)} {place}",
                            "city": "Towpath",
                            "postal_code": f"{sector}AA",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "phones": [{"id": _id(key, "phone"), "number": f"0151 496 {number % 10_000:04d}"}],
    }


def feed(size: int, seed: int = 1, *, without: range = range(0)) -> Iterator[bytes]:
    """Yield a feed of so many services as JSON, a list, piece by piece; ``without`` some of them."""
    yield b"["
    first = True
    for number in range(size):
        if number not in without:
            yield (b"" if first else b",\n") + json.dumps(service(number, seed)).encode()
            first = False
    yield b"]"


def _id(key: str, kind: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"made/{kind}/{key}"))


_SECTORS = sorted(sectors().items())
