"""What is around a place, and what comes to it or is there for everybody."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from towpath_directory.search.asked import Place
from towpath_directory.search.filters import Flags, covered
from towpath_directory.search.index import Index
from towpath_directory.search.places import UNKNOWN, Metres, metres

AROUND = 25_000
"""Metres within which a service counts as local where no distance is asked for; beyond, nationwide ones come first."""

LOCAL, FOR_THIS_AREA, ANYWHERE, FAR = range(4)
"""The order of what is found around a place."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each of what was looked at: whether it is ``there`` at all, in which group, and how far away in metres."""

    there: Flags
    group: npt.NDArray[np.uint64]
    metres: Metres


def services_around(index: Index, place: Place, fits: Flags) -> Nearness:
    """Look at the services that fit: how far the nearest location is, and what reaches people there without one."""
    slots, owners = np.flatnonzero(fits), index.spots["owner"]
    rows = np.flatnonzero((owners >= 0) & fits[owners])
    nearest = np.full(index.columns.count, UNKNOWN, np.int64)
    np.minimum.at(nearest, owners[rows], _metres(index, place, rows))
    far = nearest[slots]
    columns = index.columns
    reached, here = _reached(index, place, slots, far)
    comes = columns["nationwide"][slots] | columns["at_home"][slots] | columns["visits"][slots]
    return _grouped(index, place, slots, far, reached, here, comes)


def spots_around(index: Index, place: Place, slots: npt.NDArray[np.intp], rows: npt.NDArray[np.intp]) -> Nearness:
    """Look at services at their locations: how far each location is. Nothing else stands in for it."""
    far = _metres(index, place, rows)
    reached, here = _reached(index, place, slots, far)
    comes = np.zeros(len(rows), np.bool_) if place.metres is not None else index.columns["nationwide"][slots]
    return _grouped(index, place, slots, far, reached, here & (place.metres is None), comes)


def _metres(index: Index, place: Place, rows: npt.NDArray[np.intp]) -> Metres:
    spots = index.spots
    return metres(place.lat, place.lon, spots["x"][rows], spots["y"][rows], spots["z"][rows])


def _reached(index: Index, place: Place, slots: npt.NDArray[np.intp], far: Metres) -> tuple[Flags, Flags]:
    """Say which services are for people of this place, and which say so by naming the area."""
    columns = index.columns
    here = covered(index, around(place.area))[slots] if place.area else np.zeros(len(slots), np.bool_)
    reached = here | (far <= columns["reach"][slots]) | ~columns["bounded"][slots] | columns["nationwide"][slots]
    if place.area is None:  # nobody knows in which area a mere point is
        reached |= np.isnan(columns["reach"][slots])
    return reached, here


def _grouped(
    index: Index, place: Place, slots: npt.NDArray[np.intp], far: Metres, reached: Flags, here: Flags, comes: Flags
) -> Nearness:
    local = (far <= (AROUND if place.metres is None else place.metres)) & ~index.columns["nationwide"][slots]
    group = np.select([local, here, comes], [LOCAL, FOR_THIS_AREA, ANYWHERE], FAR).astype(np.uint64)
    there = reached if place.metres is None else reached & (group != FAR)
    return Nearness(there, group, far)


def around(code: str) -> set[str]:
    """Return the area and those that hold it, as postcodes nest (BS 7666): ``EC1A 1`` is in ``EC1A`` and ``EC1``."""
    outward = code.split(" ")[0]
    district = re.match(r"[A-Z]+\d+", outward)
    return {code, outward, *([district.group()] if district else [])}
