"""The rows of one service as a record of HSDS, which the readers of feeds then take like any other."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from towpath_contracts.codes import Circumstance, Mode, NeedCode
from towpath_directory.feeds.vocabulary import vocabulary
from towpath_directory.tables.rows import Row
from towpath_directory.tables.when import sessions

PLACE = ("address", "town", "postcode")

_LOWEST = re.compile(
    r"(?:over|from|aged?)?\s*(\d{1,3})\s*(?:\+|and over|or over|plus|and above|years and over)", re.IGNORECASE
)
_HIGHEST = re.compile(r"(under|below|up to|to)\s*(\d{1,3})", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})")
_PRICE = re.compile(r"£\s*(\d+(?:\.\d{1,2})?)")
_WAYS = {"in person": "in-person", "telephone": "phone", "by telephone": "phone", "home visits": "home-visit"}


def services(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each service: those next to each other with one id, or one name and organisation.

    A row that cannot be read is alone.
    """
    for _, together in groupby(rows, _identity()):
        yield list(together)


def _identity() -> Callable[[Row], object]:
    def key(row: Row) -> object:
        if row.wrong:
            return row.line
        cells = row.cells
        named = (cells.get("name", "").casefold(), cells.get("organisation", "").casefold())
        return cells.get("id", "").casefold() or named if any(named) else (cells.get("id") or row.line)

    return key


def record(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the record of a service: what its rows say; of what it has once, the first of them."""

    def first(column: str) -> str:
        return next((cell for row in rows if (cell := row.cells.get(column, ""))), "")

    def every(column: str) -> list[str]:
        told = (part.strip() for row in rows for part in row.cells.get(column, "").split(";"))
        return list(dict.fromkeys(filter(None, told)))

    low, high = _ages(first("ages"))
    found: dict[str, Any] = {
        "id": first("id"),
        "name": first("name"),
        "description": first("description"),
        "organization": {"name": first("organisation")},
        "status": first("status") or "active",
        "url": first("website"),
        "email": first("email"),
        "phones": [{"number": number} for number in every("phone")],
        "locations": list(_places(rows)),
        "schedules": [one for row in rows for one in sessions(row.cells.get("when", ""))],
        "minimum_age": low,
        "maximum_age": high,
        "eligibility_description": "" if (low, high) != (None, None) else first("ages"),
        "languages": [{"name": language} for language in every("languages")],
        "service_areas": [{"name": area} for area in every("area")],
        "assured_date": first("last_checked"),
        "publisher": first("publisher"),
        **_cost(first("cost")),
    }
    words: list[str] = []
    for column, codes in (("needs", set(NeedCode)), ("circumstances", set(Circumstance))):
        told = every(column)
        words += [one for one in told if one not in codes]
        meant = (code for one in told for code in ([one] if one in codes else _meant(one, column)))
        found[column] = list(dict.fromkeys(meant))
    ways = [_WAYS.get(way.casefold(), way.casefold()) for way in every("how")]
    if ways and all(way in set(Mode) for way in ways):
        found["modes"] = ways
    else:
        found["attending_type"] = ways
    found["tags"] = words
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}


def _meant(words: str, column: str) -> list[str]:
    return [code for table, code in vocabulary().phrases.find(words) if table == column]


def _places(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    seen = set()
    access = next((cell for row in rows if (cell := row.cells.get("access", ""))), "")
    for row in rows:
        street, town, postcode = place = tuple(row.cells.get(column, "") for column in PLACE)
        if not any(place) or place in seen:
            continue
        seen.add(place)
        address = {"address_1": street, "city": town, "postal_code": postcode, "country": "GB"}
        told = [{"description": row.cells.get("access") or access}] if access else []
        yield {"location_type": "physical", "addresses": [address], "accessibility": told}


def _ages(words: str) -> tuple[int | None, int | None]:
    """Return the lowest and the highest age, in years; "under 18" is at most 17."""
    if both := _RANGE.search(words):
        return int(both[1]), int(both[2])
    low, high = _LOWEST.search(words), _HIGHEST.search(words)
    highest = None if high is None else int(high[2]) - (high[1].casefold() in ("under", "below"))
    return None if low is None else int(low[1]), highest


def _cost(words: str) -> dict[str, Any]:
    """Return what a service costs; yes and no answer the heading "free"."""
    plain = words.casefold().strip(" .!")
    if plain in ("free", "yes", "y", "true", "free of charge", "no charge"):
        return {"fees_description": "free"}
    if not plain or plain in ("no", "n", "false"):
        return {}
    option: dict[str, Any] = {"option": words}
    if price := _PRICE.search(words):
        option |= {"amount": float(price[1]), "currency": "GBP"}
    return {"cost_options": [option]}
