"""Where the person can be served: the listings that the area leaves over, and how far they are."""

from dataclasses import dataclass, replace

import numpy as np

from towpath_contracts.codes import Mode
from towpath_matching.index import Index
from towpath_matching.index.columns import Flags, Floats, Ints
from towpath_matching.index.places import km_of
from towpath_matching.index.shape import AT_HOME
from towpath_matching.index.slotsets import Packed, both, has, slots_of
from towpath_matching.question import Question


@dataclass(frozen=True, slots=True)
class Candidates:
    """Listings side by side: their slots, kilometres to the nearest place (infinite where nobody knows), whether the
    person can stay at home, and whether where the person lives lets them in.
    """

    slots: Ints
    km: Floats
    at_home: Flags
    in_area: Flags

    def __len__(self) -> int:
        return len(self.slots)

    def take(self, chosen: Flags | Ints) -> "Candidates":
        """Return those that are chosen, by flags or by positions."""
        return replace(
            self,
            slots=self.slots[chosen],
            km=self.km[chosen],
            at_home=self.at_home[chosen],
            in_area=self.in_area[chosen],
        )


def around(index: Index, question: Question, wanted: Packed) -> Ints:
    """Return slots of the packed set ``wanted`` that could serve where the person lives: too many, never too few."""
    rows = np.zeros(0, np.int64)
    area, wish = question.request.area, question.request.preferences
    if area.lat is not None and area.lon is not None:
        far = max(wish.max_km or question.policy.area.default_max_km, index.longest_reach)
        rows = index.grid.near(area.lat, area.lon, far)
    near = index.places["owner"][rows].astype(np.int64)
    named = [index.in_area[code].rows for code in question.areas if code in index.in_area]
    looked_up = np.concatenate([near, *named]).astype(np.int64)
    found = [looked_up[has(wanted, looked_up)], slots_of(both(wanted, index.anywhere.packed))]
    return np.unique(np.concatenate(found))


def placed(index: Index, question: Question, slots: Ints) -> Candidates:
    """Say of each slot how far it is and whether the person's area lets them in.

    A nationwide service takes anyone. Otherwise there are two sides. Whom the service is for: those in its areas or
    within its reach, or anyone where it names neither. How far the person goes: not at all where the service comes to
    them; else as far as they said, or as the service's reach or area says, or as the policy says.
    """
    nationwide, reach = index.columns["nationwide"][slots], index.columns["reach"][slots]
    km = np.where(nationwide, np.inf, distances(index, question, slots))
    known = np.isfinite(km)
    catchment = in_catchment(index, question, slots)
    with np.errstate(invalid="ignore"):  # NaN is a reach that is not named: nothing is within it
        within = known & (km <= reach)
    local = catchment | within
    bounded = index.columns["has_areas"][slots] | ~np.isnan(reach)
    at_home, visited = ways(index, question, slots)
    at_home |= visited & bounded
    policy_km = question.policy.area.default_max_km
    limit = question.request.preferences.max_km or np.where(local, np.inf, policy_km)
    travels = np.where(known, km <= limit, catchment)
    return Candidates(slots, km, at_home, nationwide | ((~bounded | local) & (at_home | travels)))


def distances(index: Index, question: Question, slots: Ints) -> Floats:
    """Return kilometres from the middle of the person's area to the nearest place of each listing, or infinity."""
    nearest = np.full(len(slots), np.inf)
    if question.point is None:
        return nearest
    rows, where = index.places.of(slots)
    x, y, z = question.point
    places = index.places
    squared = (places["x"][rows] - x) ** 2 + (places["y"][rows] - y) ** 2 + (places["z"][rows] - z) ** 2
    np.minimum.at(nearest, where, squared)
    return km_of(nearest)


def in_catchment(index: Index, question: Question, slots: Ints) -> Flags:
    """Say of each listing whether it names an area in which the person lives."""
    named = [index.in_area[code].rows for code in question.areas if code in index.in_area]
    return np.isin(slots, np.concatenate(named)) if named else np.zeros(len(slots), np.bool_)


def ways(index: Index, question: Question, slots: Ints) -> tuple[Flags, Flags]:
    """Say of each listing whether it can be had online or by phone, and whether it visits.

    Only modes that the person wants count; where a listing has none of them it is judged by those it has, so that it
    is left out for its mode and not for its area.
    """
    modes, wanted = index.modes, question.request.preferences.modes
    by_wire, visits = AT_HOME, frozenset({Mode.HOME_VISIT.value})
    every = modes.any_of(slots, modes.mask(by_wire)), modes.any_of(slots, modes.mask(visits))
    if not wanted:
        return every
    fits = modes.any_of(slots, modes.mask(wanted))
    wished = (
        modes.any_of(slots, modes.mask(by_wire & set(wanted))),
        modes.any_of(slots, modes.mask(visits & set(wanted))),
    )
    return np.where(fits, wished[0], every[0]), np.where(fits, wished[1], every[1])
