"""Where a postcode is, as closely as an event may say: its sector.

``postcode_sectors.csv`` beside this file has the 10,846 postcode sectors of Great Britain: their centroid in degrees
(WGS 84), how many postcodes they have, and their local authority district (ONS code). Made from OS Code-Point Open of
May 2025 under the Open Government Licence v3.0. Contains OS data © Crown copyright and database right 2025; contains
Royal Mail data © Royal Mail copyright and database right 2025.
"""

import csv
import re
from functools import cache
from importlib.resources import files

from towpath_contracts.values import Area

OUTWARD = (
    r"[A-PR-UWYZ][0-9][0-9]?"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][0-9]?"
    r"|[A-PR-UWYZ][0-9][A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY]"
    r"|GIR"
)
POSTCODE = re.compile(rf"({OUTWARD})([0-9])[ABD-HJLNP-UW-Z]{{2}}")
"""The forms of BS 7666-2, without the space. The letters after the inward digit are none of C I K M O V."""

SECTOR = re.compile(rf"({OUTWARD}|ZZ99) ([0-9])")
PSEUDO = re.compile(r"(ZZ99)([0-9])[A-Z]{2}")
"""The NHS pseudo-postcodes, such as ZZ99 3VZ for no fixed abode: accepted, and never placed on a map."""


class NotAPostcode(ValueError):
    """What was given has no form of a postcode or of a sector. The message does not repeat it."""

    def __init__(self) -> None:
        super().__init__("neither a postcode, such as L8 5AA, nor a sector with its space, such as L8 5")


def area_of(postcode: str) -> Area:
    """Return the sector of a postcode, or the sector itself, with its place in degrees (WGS 84).

    Case and spacing of a postcode do not matter; a sector needs its space, since ``AB10`` is a district. A sector that
    is not in the table has no place: pseudo-postcodes, Northern Ireland, the Channel Islands, Man, and new ones.
    Raises ``NotAPostcode``.
    """
    words = postcode.upper().split()
    compact = "".join(words)
    found = POSTCODE.fullmatch(compact) or PSEUDO.fullmatch(compact) or SECTOR.fullmatch(" ".join(words))
    if found is None:
        raise NotAPostcode
    code = f"{found[1]} {found[2]}"
    lat, lon = sectors().get(code, (None, None))
    return Area(code=code, lat=lat, lon=lon)


@cache
def sectors() -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of every sector in the table, in degrees (WGS 84). Read at the first call."""
    table = files("towpath_contracts").joinpath("postcode_sectors.csv").read_text(encoding="utf-8")
    return {row["sector"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(table.splitlines())}
