"""Listings as rows of the simple table: what it has room for. Pure.

It has none for ids of parts, contacts, taxonomies, links, funding, degrees, holidays or bounds of a schedule by number,
times at one place alone, several prices, or words about a place or an organisation; the lossless export has.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from towpath_directory.exchange.disclosed import disclosed
from towpath_directory.tables.columns import columns
from towpath_directory.tables.when import worded

Document = Mapping[str, Any]

_FORMULA = re.compile(r"[=@\t\r]|[+-](?!\s?[\d(])")
"""How a cell begins that a spreadsheet would run; "+44 151" is a number to call."""


def heading_line() -> bytes:
    """Return the first line of a table, with the mark by which Excel knows UTF-8."""
    return b"\xef\xbb\xbf" + _lines([[column.title for column in columns()]])


def template() -> bytes:
    """Return a table with an example."""
    return heading_line() + _lines([[column.example for column in columns()]])


def lines_of(listings: Iterable[Document]) -> bytes:
    """Return listings, as they are kept, as lines of a table: one for each, and one for each further place."""
    order = [column.name for column in columns()]
    rows = (row for listing in listings for row in rows_of(listing))
    return _lines([_safe(row.get(name, "")) for name in order] for row in rows)


def rows_of(listing: Document) -> Iterator[dict[str, str]]:
    """Yield the rows of a listing by column."""
    shown = disclosed(listing)
    same = {"id": shown["id"], "name": shown["name"], "organisation": shown["organization"]["name"]}
    places = list(_places(shown)) or [{}]
    yield same | _once(shown) | places[0]
    for further in places[1:]:
        yield same | further


def _once(listing: Document) -> dict[str, str]:
    spoken = [one.get("name") or one.get("code") for one in listing.get("spoken_languages", ())]
    return {
        "description": listing.get("description", ""),
        "phone": _several(one["number"] for one in listing.get("phones", ())),
        "email": listing.get("email") or "",
        "website": listing.get("url") or "",
        "when": _several(filter(None, map(worded, listing.get("schedules", ())))),
        "cost": _cost(listing),
        "ages": _ages(listing.get("minimum_age"), listing.get("maximum_age")),
        "needs": _several(listing.get("needs", ())),
        "circumstances": _several(listing.get("circumstances", ())),
        "languages": _several(filter(None, spoken or listing.get("languages", ()))),
        "area": _several(one["name"] for one in listing.get("service_areas", ())),
        "how": _several(listing.get("modes", ())),
        "status": listing.get("status", "active"),
        "last_checked": listing.get("assured_date") or "",
        "publisher": listing["publisher"],
    }


def _places(listing: Document) -> Iterator[dict[str, str]]:
    for place in listing.get("locations", ()):
        access = _several(one["description"] for one in place.get("accessibility", ()) if one.get("description"))
        for address in place.get("addresses", ()):
            street = ", ".join(filter(None, (address["address_1"], address.get("address_2"))))
            town, postcode = address["city"], address.get("postal_code", "")
            yield {"address": street, "town": town, "postcode": postcode, "access": access}


def _cost(listing: Document) -> str:
    if listing.get("free"):
        return "free"
    for option in listing.get("cost_options", ())[:1]:
        words, amount = option.get("option", ""), option.get("amount")
        if amount is None or "£" in words or option.get("currency", "GBP") != "GBP":
            return str(words)
        return f"{words} (£{amount:.2f})" if words else f"£{amount:.2f}"
    return listing.get("fees_description") or ""


def _ages(low: float | None, high: float | None) -> str:
    """Return the ages in whole years; the table has no half years."""
    if any(age is not None and age != int(age) for age in (low, high)):
        return ""
    if low is not None and high is not None:
        return f"{low:.0f}-{high:.0f}"
    return f"{low:.0f}+" if low is not None else f"up to {high:.0f}" if high is not None else ""


def _several(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part.replace(";", ",") for part in parts))


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: with the mark for a text before it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8", "replace")
