"""The nation of a place, by its address, and the bank holidays of a nation."""

import re
from datetime import date
from functools import cache
from typing import Literal

from holidays import country_holidays

from towpath_contracts.areas import OUTWARD
from towpath_contracts.listing import Address

Nation = Literal["ENG", "WLS", "SCT", "NIR", "IM", "JE", "GG"]
"""Parts of the United Kingdom as the ``holidays`` library has them, and the Crown Dependencies as ISO 3166-1 has."""

_HOME = frozenset(("", "gb", "uk", "im", "je", "gg", "united kingdom", "great britain"))

_NAMES: dict[str, Nation] = {
    "england": "ENG", "wales": "WLS", "cymru": "WLS", "scotland": "SCT", "northern ireland": "NIR",
    "isle of man": "IM", "im": "IM", "jersey": "JE", "je": "JE", "guernsey": "GG", "gg": "GG",
}  # fmt: skip
_AREAS: dict[str, Nation] = {
    "BT": "NIR", "IM": "IM", "JE": "JE", "GY": "GG", "CF": "WLS", "LL": "WLS", "NP": "WLS", "SA": "WLS",
    "AB": "SCT", "DD": "SCT", "EH": "SCT", "FK": "SCT", "G": "SCT", "HS": "SCT", "IV": "SCT", "KA": "SCT", "KW": "SCT",
    "KY": "SCT", "ML": "SCT", "PA": "SCT", "PH": "SCT", "ZE": "SCT",
}  # fmt: skip
"""Postcode areas of one nation. All others but two are of England or of England and Wales, which have the same bank
holidays (Banking and Financial Dealings Act 1971)."""
_ACROSS_THE_BORDER = frozenset(("DG", "TD"))
"""Postcode areas on both sides of the Scottish border: their addresses tell no nation."""

_POSTCODE = re.compile(rf"((?:{OUTWARD})) ?[0-9][A-Z]{{2}}")


def keeps_london_time(address: Address) -> bool:
    """Tell whether an address is in the United Kingdom or a Crown Dependency, whose clocks are those of London."""
    country = address.country.strip().casefold()
    return country in _HOME or country in _NAMES


def nation(address: Address) -> Nation | None:
    """Return the nation of an address by its region, country or postcode; None where none of these tells it."""
    for told in (address.state_province, address.country):
        if (named := _NAMES.get(told.strip().casefold())) is not None:
            return named
    if not keeps_london_time(address):
        return None
    found = _POSTCODE.fullmatch(address.postal_code.strip().upper())
    if found is None or (area := re.sub(r"[0-9].*", "", found[1])) in _ACROSS_THE_BORDER:
        return None
    return _AREAS.get(area, "ENG")


@cache
def _bank_holidays(year: int, nation: Nation) -> dict[date, str]:
    if nation in ("IM", "JE", "GG"):
        return dict(country_holidays(nation, years=year))
    return dict(country_holidays("GB", subdiv=nation, years=year))


def bank_holiday(day: date, nation: Nation) -> str | None:
    """Return the name of the bank holiday that a day is, as gov.uk lists them and the library ``holidays`` keeps."""
    return _bank_holidays(day.year, nation).get(day)
