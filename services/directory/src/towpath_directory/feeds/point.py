"""Coordinates as publishers write them: WGS 84 degrees, mostly."""

import math
from dataclasses import dataclass

from towpath_directory.feeds.reach import Node, given, names, node, nodes, values
from towpath_directory.feeds.reasons import Notes

FIELD = "locations.coordinates"
_BRITAIN = ((49.0, 61.5), (-9.0, 2.5))  # degrees north and east, Shetland and Scilly included

Where = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Point:
    """A pair as it was given, not yet checked."""

    lat: object
    lon: object

    def checked(self, notes: Notes, country: str) -> Where | None:
        """Return the pair as degrees on the Earth, or None where it is none."""
        lat, lon = _number(self.lat), _number(self.lon)
        if lat is None or lon is None:
            notes.mend("bad-coordinates-dropped", FIELD)
            return None
        if country == "GB" and not _in_britain(lat, lon) and _in_britain(lon, lat):
            notes.mend("coordinates-swapped", FIELD)
            lat, lon = lon, lat
        if not -90 <= lat <= 90:
            notes.mend("bad-latitude-dropped", FIELD)
            return None
        if not -180 <= lon <= 180:
            notes.mend("bad-longitude-dropped", FIELD)
            return None
        if abs(lat) < 0.01 and abs(lon) < 0.01:
            notes.mend("coordinates-zero-dropped", FIELD)
            return None
        return lat, lon


def point(place: Node) -> Point | None:
    """Return the coordinates that an object has itself, or under one of the names for them."""
    for holder in (place, *(found for name in names("location", "coordinates") for found in nodes(place.get(name)))):
        lat, lon = given(holder, "location", "latitude")[1], given(holder, "location", "longitude")[1]
        if lat is not None or lon is not None:
            return Point(lat, lon)
    pair = values(place.get("coordinates"))
    if len(pair) == 2 and not any(map(node, pair)):
        return Point(*pair)
    return None


def apart_km(a: Where, b: Where) -> float:
    """Return the distance in km; equirectangular, exact enough to find a mistake."""
    lat = math.radians((a[0] + b[0]) / 2)
    return 111.32 * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(lat))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _in_britain(lat: float, lon: float) -> bool:
    (south, north), (west, east) = _BRITAIN
    return south <= lat <= north and west <= lon <= east
