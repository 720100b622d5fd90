"""Listings rendered for the public API without a database."""

from __future__ import annotations

from typing import Any

from support.directory_records import body
from towpath_contracts.listing import Address, Listing, Location
from towpath_directory.public import render
from towpath_directory.public.profiles import profile

ID = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a{:02d}"
STAMP = 1_772_442_600_000_000
"""2026-03-02 09:10 in microseconds."""


def entry(of: Listing, **beside: Any) -> dict[str, Any]:
    """An entry as the database keeps it."""
    return {"listing": body(of), "stamp": STAMP, **beside}


def served(of: Listing, name: str = "oruk-3.0", *, full: bool = True, **beside: Any) -> dict[str, Any]:
    """A service as a profile has it."""
    return render.service(entry(of, **beside), profile(name), full=full)


def at_places(of: Listing, name: str = "oruk-3.0", *, full: bool = True) -> list[dict[str, Any]]:
    """A service at each of its locations."""
    found = [render.service_at_location(entry(of), one.id, profile(name), full=full) for one in of.locations]
    return [one for one in found if one is not None]


def house(**changes: Any) -> Location:
    """A location with an address."""
    address = Address(id=ID.format(11), address_1="1 Lock Lane", city="Liverpool", postal_code="L8 5TF")
    return Location.model_validate({"id": ID.format(10), "name": "Lock house", "addresses": (address,)} | changes)
