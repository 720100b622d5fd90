"""Three towns on their real postcodes (OS Code-Point Open; see ATTRIBUTION.md)."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from importlib.resources import files

from towpath_standalone.region.model import Place, Postcode

_TOWNS = {
    "E08000012": ("Liverpool", "Merseyside", 1.3),
    "E08000025": ("Birmingham", "West Midlands", 1.5),
    "E06000034": ("Thurrock", "Essex", 1.0),
}
"""By the code of the local authority (ONS): name, county, and how many services beside the smallest."""


@cache
def places() -> tuple[Place, ...]:
    """Return the towns of every region, with all their postcodes."""
    found: dict[str, list[Postcode]] = {code: [] for code in _TOWNS}
    packed = files(__package__).joinpath("postcodes.csv.gz").read_bytes()
    for row in csv.DictReader(gzip.decompress(packed).decode("utf-8").splitlines()):
        found[row["lad"]].append(Postcode(row["postcode"], float(row["lat"]), float(row["lon"])))
    return tuple(Place(name, county, size, tuple(found[code])) for code, (name, county, size) in _TOWNS.items())
