"""Postcodes and the areas that a publisher covers."""

import re

from towpath_contracts.areas import NotAPostcode, area_of, sectors
from towpath_contracts.values import Area
from towpath_directory.imports.refusals import AreaUnknown

MOST_AREAS = 400
"""The most sectors that one publisher may be said to cover: a large county has about 300."""


def placed(postcode: str) -> Area | None:
    """Return the sector of a postcode where its place is known."""
    try:
        area = area_of(postcode)
    except NotAPostcode:
        return None
    return None if area.lat is None else area


def covered(words: str) -> tuple[Area, ...]:
    """Return the sectors that a list of postcode districts and sectors covers, such as ``DN15,DN16 2``.

    Raises AreaUnknown where one of them is neither, or where they are more than `MOST_AREAS` sectors.
    """
    found: dict[str, Area] = {}
    for word in filter(None, (" ".join(part.upper().split()) for part in words.split(","))):
        matching = [code for code in sectors() if code == word or code.rpartition(" ")[0] == word]
        if not matching or not re.fullmatch(r"[A-Z0-9]{2,4}( \d)?", word):
            raise AreaUnknown("list postcode districts or sectors of Great Britain: DN15,DN16 2", field="covers")
        found |= {code: Area(code=code, lat=lat, lon=lon) for code in matching for lat, lon in [sectors()[code]]}
    if len(found) > MOST_AREAS:
        raise AreaUnknown(f"cover at most {MOST_AREAS} sectors", field="covers")
    return tuple(found[code] for code in sorted(found))
