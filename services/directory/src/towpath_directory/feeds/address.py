"""Addresses of services, in the parts that a listing has."""

import re

from towpath_contracts.areas import OUTWARD, POSTCODE
from towpath_contracts.listing import Address
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, given, look, names, nodes, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import LINE, line

_MENTIONED = re.compile(rf"(?<![A-Za-z0-9])({OUTWARD}) ?([0-9][ABD-HJLNP-UW-Z]{{2}})(?![A-Za-z0-9])")

KINDS = ("physical", "postal", "virtual")
_PLACING = ("street", "city", "postcode")
_COUNTRIES = {
    "uk": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "usa": "US", "united states": "US", "united states of america": "US", "ireland": "IE",
}  # fmt: skip


def raw_addresses(place: Node) -> list[Node]:
    """Return the objects that hold the address of a place: those inside it, or itself."""
    inside = [found for name in names("location", "addresses") for found in nodes(place.get(name)) if found]
    if spoken := word(place.get("address")):
        inside.append({**place, "address_1": spoken})
    if any(map(names_a_place, inside)):
        return inside
    own = any(given(place, "address", part)[0] for part in (*_PLACING, "region"))
    return [*inside, place] if own else inside


def names_a_place(raw: Node) -> bool:
    """Tell whether an address says more than its region and country."""
    return any(_part(raw, part) for part in _PLACING)


def address(raw: Node, ids: Ids, notes: Notes) -> Address | None:
    """Return the address, or None where it names no place."""
    if not names_a_place(raw):
        return None
    first, second = _part(raw, "street"), _part(raw, "street_2")
    street = ", ".join(filter(None, (first, second)))
    city, postcode = _part(raw, "city"), _part(raw, "postcode")
    if not (street and city):
        notes.mend("address-incomplete", "locations.addresses")
    country = _country(_part(raw, "country"), postcode)
    if country == "GB" and postcode:
        postcode = _postcode(postcode, notes)
    if look(raw, "address", "attention"):
        notes.mend("person-not-named", "locations.addresses.attention")
    kind = look(raw, "address", "type").lower()
    return Address(
        id=ids.part("addresses", raw.get("id"), f"{street}|{city}|{postcode}"),
        address_1=first or second,
        address_2=(second if first else "") or None,
        city=city,
        region=_region(raw),
        state_province=_part(raw, "region"),
        postal_code=postcode,
        country=country,
        address_type=kind if kind in KINDS else "physical",
    )


def _part(raw: Node, part: str) -> str:
    found = (line(word(value), "locations.addresses", Notes()) for value in values(given(raw, "address", part)[1]))
    return ", ".join(filter(None, found))[:LINE]


def _region(raw: Node) -> str | None:
    """Return the region where it is not what was taken for the county."""
    found = _part(raw, "area")
    return found if found and found != _part(raw, "region") else None


def in_a_line(found: Address) -> str:
    """Return street and house of an address on one line: what stays the same however they were cut in two."""
    return ", ".join(filter(None, (found.address_1, found.address_2)))[:LINE]


def _country(spoken: str, postcode: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", spoken):
        return "GB" if spoken.upper() == "UK" else spoken.upper()
    if not spoken:
        return "US" if re.fullmatch(r"\d{5}(-\d{4})?", postcode) else "GB"
    return _COUNTRIES.get(spoken.lower(), spoken)


def _postcode(spoken: str, notes: Notes) -> str:
    compact = "".join(spoken.upper().split())
    if POSTCODE.fullmatch(compact) is None:
        notes.mend("postcode-unreadable", "locations.addresses.postal_code")
        return spoken
    return f"{compact[:-3]} {compact[-3:]}"


def mentioned(text: str) -> str | None:
    """Return the one postcode that a text mentions, in capitals; None where there is none or more than one."""
    found = {f"{outward} {inward}" for outward, inward in _MENTIONED.findall(text)}
    return found.pop() if len(found) == 1 else None
