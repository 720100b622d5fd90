"""What of a listing is compared: a small copy, kept beside it, so that no whole listing is read to compare two."""

import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from towpath_contracts.areas import sectors
from towpath_contracts.listing import Address, Listing, Location
from towpath_directory.duplicates.tokens import Tokens, tokens
from towpath_directory.duplicates.weights import Weights

TEXT = 240
"""Characters of the description that are compared: who copies one copies its beginning."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A listing as it is compared. ``points`` in degrees (WGS 84), ``phones`` as digits, ``ages`` in years."""

    id: str
    publisher: str
    name: Tokens
    organisation: Tokens
    runs: str
    places: Tokens = ()
    streets: tuple[Tokens, ...] = ()
    postcodes: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    ages: tuple[float, float] = (0.0, 130.0)
    text: str = ""


def sketch(listing: Listing, weights: Weights) -> Sketch:
    """Return what of a listing is compared; the same listing gives the same."""
    physical = [place for place in listing.locations if place.location_type != "virtual"]
    addresses = [address for place in physical for address in place.addresses]
    postcodes = tuple(dict.fromkeys(code for one in addresses if (code := one.postal_code.upper().strip())))
    named = " ".join([*(place.name for place in physical), *(f"{one.city} {_street(one)}" for one in addresses)])
    emails = filter(None, (listing.email, listing.organization.email))
    urls = filter(None, (listing.url, listing.organization.website))
    days = {day[-2:] for rule in listing.schedules for day in (rule.byday or "").split(",") if day}
    return Sketch(
        id=listing.id,
        publisher=listing.publisher,
        name=tokens(listing.name, weights),
        organisation=tokens(listing.organization.name, weights),
        runs=listing.organization.id,
        places=tokens(named, weights),
        streets=tuple(tokens(_street(one), weights) for one in addresses if _street(one)),
        postcodes=postcodes,
        points=tuple(dict.fromkeys(point for place in physical for point in _points(place))),
        phones=tuple(dict.fromkeys(filter(None, (digits(phone.number) for phone in listing.phones)))),
        emails=tuple(dict.fromkeys(email.casefold() for email in emails)),
        pages=tuple(dict.fromkeys(filter(None, map(page, urls)))),
        days=tuple(sorted(days)),
        ages=(listing.minimum_age or 0.0, 130.0 if listing.maximum_age is None else listing.maximum_age),
        text=" ".join(listing.description[:TEXT].casefold().split()),
    )


def _street(address: Address) -> str:
    return ", ".join(filter(None, (address.address_1, address.address_2)))


def _points(place: Location) -> list[Point]:
    if place.latitude is not None and place.longitude is not None:
        return [(round(place.latitude, 5), round(place.longitude, 5))]
    codes = [one.postal_code.upper().split() for one in place.addresses]
    found = (sectors().get(f"{code[0]} {code[1][0]}") for code in codes if len(code) == 2)
    return [point for point in found if point is not None]


def digits(number: str) -> str:
    """Return a telephone number as its national digits, empty for one that is too short to tell anybody apart."""
    found = re.sub(r"\D", "", re.sub(r"(?i)\s*(ext|x)\.?\s*\d+$", "", number.replace("(0)", "")))
    found = re.sub(r"^(0044|44|0|1(?=\d{10}$))", "", found)
    return found if len(found) >= 6 else ""


def page(url: str) -> str:
    """Return host and path of a web address, without what is the same for all; nothing of what is no address."""
    try:
        parts = urlsplit(url.casefold())
    except ValueError:
        return ""
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def host(page: str) -> str:
    """Return the host of what `page` gave."""
    return page.partition("/")[0]


def to_document(sketch: Sketch) -> dict[str, Any]:
    """Return what is kept of a sketch, without its id."""
    return {name: value for name, value in asdict(sketch).items() if name != "id"}


def from_document(kept: dict[str, Any], service: str) -> Sketch:
    """Read a sketch."""
    return Sketch(
        id=service,
        publisher=kept["publisher"],
        runs=kept["runs"],
        text=kept["text"],
        ages=(kept["ages"][0], kept["ages"][1]),
        streets=tuple(map(tuple, kept["streets"])),
        points=tuple((point[0], point[1]) for point in kept["points"]),
        name=tuple(kept["name"]),
        organisation=tuple(kept["organisation"]),
        places=tuple(kept["places"]),
        postcodes=tuple(kept["postcodes"]),
        phones=tuple(kept["phones"]),
        emails=tuple(kept["emails"]),
        pages=tuple(kept["pages"]),
        days=tuple(kept["days"]),
    )
