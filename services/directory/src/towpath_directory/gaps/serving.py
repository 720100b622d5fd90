"""Whether a listing meets a need for people who live in an area: pure, as matching looks at areas and ways."""

import math
import re

from towpath_contracts.codes import Mode
from towpath_contracts.listing import Listing
from towpath_contracts.values import Area

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""

AT_HOME = frozenset((Mode.ONLINE.value, Mode.PHONE.value))


def serves(listing: Listing, need: str, area: Area, far_km: float) -> bool:
    """Say whether somebody in the area could take part. ``far_km`` is how far they go where the listing names no area.

    Not whether everybody could: age, access and the like are of a person, and matching looks at them.
    """
    if listing.status != "active" or need not in listing.needs:
        return False
    if listing.nationwide:
        return True
    km = _km(listing, area)
    catchment = not {known.code for known in listing.areas}.isdisjoint(_around(area.code))
    local = catchment or (km is not None and listing.reach_km is not None and km <= listing.reach_km)
    bounded = bool(listing.areas) or listing.reach_km is not None
    if bounded:
        return local
    comes = not AT_HOME.isdisjoint(listing.modes)
    return comes or (km is not None and km <= far_km)


def opens_more(before: Listing | None, after: Listing) -> bool:
    """Say whether a change of a listing could let in somebody who was left out before."""
    if after.status != "active" or not after.needs:
        return False
    return before is None or _lets_in(before) != _lets_in(after)


def _lets_in(listing: Listing) -> tuple[object, ...]:
    """What rules who can take part; its words, telephone numbers and the like do not."""
    return (
        listing.status,
        listing.needs,
        listing.areas,
        listing.nationwide,
        listing.reach_km,
        [(place.latitude, place.longitude) for place in listing.locations],
        listing.modes,
        (listing.minimum_age, listing.maximum_age),
        listing.circumstances,
        listing.access_features,
        listing.languages,
        listing.free,
        listing.cost_options,
    )


def _around(code: str) -> set[str]:
    """Return the area and those that hold it, as postcodes nest (BS 7666): ``EC1A 1`` is in ``EC1A`` and ``EC1``."""
    outward = code.split(" ")[0]
    district = re.match(r"[A-Z]+\d+", outward)
    return {code, outward, *([district.group()] if district else [])}


def _km(listing: Listing, area: Area) -> float | None:
    if area.lat is None or area.lon is None:
        return None
    return min(
        (
            _distance(area.lat, area.lon, place.latitude, place.longitude)
            for place in listing.locations
            if place.latitude is not None and place.longitude is not None
        ),
        default=None,
    )


def _distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return kilometres along the surface between two points in degrees (haversine)."""
    phi, other = math.radians(lat), math.radians(other_lat)
    half = math.radians(other_lon - lon) / 2
    chord = math.sin((other - phi) / 2) ** 2 + math.cos(phi) * math.cos(other) * math.sin(half) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
