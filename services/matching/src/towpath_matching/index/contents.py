"""What the index holds of each slot: columns, code bits, places, schedules, and the sets by which slots are found."""

import numpy as np

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.listing import Listing
from towpath_matching.index import shape
from towpath_matching.index.bits import CodeBits
from towpath_matching.index.columns import Blocks, Columns
from towpath_matching.index.places import Bag, Grid, on_sphere
from towpath_matching.index.rhythm import KINDS, day_number, rules
from towpath_matching.index.slotsets import SlotSet, count

GRID_REACH_KM = 25.0
"""Listings that reach further than this are not looked for around the person but one by one."""

SLOT_KINDS = {
    "high": "u8", "low": "u8", "listed": "?", "active": "?", "minimum_age": "f8", "maximum_age": "f8", "reach": "f8",
    "has_areas": "?", "nationwide": "?", "cost": "i1", "price": "f8", "setting": "i1", "checked": "i4",
    "state": "i1", "capacity_day": "i4", "spaces": "i4", "wait_days": "i4", "in_flight": "i4",
}  # fmt: skip
PLACE_KINDS = {"x": "f8", "y": "f8", "z": "f8", "lat": "f8", "lon": "f8"}
LARGEST = 2**31 - 1


class Contents:
    """Rows of numbers and the sets of slots that go with them, kept true together by ``write`` and ``clear``."""

    def __init__(self) -> None:
        self.columns = Columns(SLOT_KINDS)
        self.needs, self.circumstances, self.access = CodeBits(), CodeBits(), CodeBits()
        self.languages, self.modes = CodeBits(), CodeBits()
        self.places, self.rhythms = Blocks(PLACE_KINDS), Blocks(KINDS)
        self.organisations: list[str] = []
        self.grid = Grid()
        self.in_area: dict[str, Bag] = {}
        self.with_need: dict[str, SlotSet] = {}
        self.anywhere = SlotSet()
        self.longest_reach = 0.0
        self._areas: dict[int, tuple[str, ...]] = {}

    @property
    def nbytes(self) -> int:
        """Bytes of the columns; ids, organisations and area lists beside them are Python objects and not counted."""
        bits = (self.needs, self.circumstances, self.access, self.languages, self.modes)
        return sum(part.nbytes for part in (self.columns, self.places, self.rhythms, *bits))

    def active_by_need(self) -> dict[str, int]:
        """Return how many active listings there are for each need that any of them names."""
        counts = {code: count(slots.packed) for code, slots in sorted(self.with_need.items())}
        return {code: number for code, number in counts.items() if number}

    def reserve(self, slots: int) -> None:
        """Make room for at least ``slots`` slots."""
        self.columns.reserve(slots)
        for bits in (self.needs, self.circumstances, self.access, self.languages, self.modes):
            bits.reserve(slots)
        self.places.reserve(slots)
        self.rhythms.reserve(slots)
        self.organisations.extend([""] * (slots - len(self.organisations)))

    def write(self, slot: int, listing: Listing) -> None:
        """Put a listing into a slot that holds none."""
        for name, number in numbers(listing).items():
            self.columns[name][slot] = number
        modes = shape.modes(listing)
        self.needs.put(slot, listing.needs)
        self.circumstances.put(slot, listing.circumstances)
        self.access.put(slot, listing.access_features)
        self.languages.put(slot, [shape.language(tag) for tag in listing.languages])
        self.modes.put(slot, modes)
        self.organisations[slot] = listing.organization.id
        if listing.status == "active":
            for code in listing.needs:
                self.with_need.setdefault(code, SlotSet()).put(slot, True)
        reach = listing.reach_km
        unbounded = not listing.areas and reach is None and bool(modes & shape.AT_HOME)
        self.anywhere.put(slot, listing.nationwide or unbounded or (reach or 0.0) > GRID_REACH_KM)
        if reach is not None and reach <= GRID_REACH_KM:
            self.longest_reach = max(self.longest_reach, reach)
        self._put_areas(slot, listing)
        self._put_places(slot, listing)
        self._put_rhythms(slot, listing)

    def clear(self, slot: int) -> None:
        """Take the listing out of a slot."""
        for code in self.needs.codes(slot) & self.with_need.keys():
            self.with_need[code].put(slot, False)
        for code in self._areas.pop(slot, ()):
            self.in_area[code].discard(slot)
            if not len(self.in_area[code]):
                del self.in_area[code]
        for row in self.places.rows(slot):
            self.grid.discard(row, float(self.places["lat"][row]), float(self.places["lon"][row]))
        self.anywhere.put(slot, False)
        self.places.free(slot)
        self.rhythms.free(slot)
        self.columns["listed"][slot] = self.columns["active"][slot] = False
        self.organisations[slot] = ""

    def write_capacity(self, slot: int, capacity: CapacityReported | None) -> None:
        """Put the last word on a service's room into a slot, or take it out."""
        state, day = shape.UNKNOWN, shape.UNKNOWN_DAY
        figures: tuple[int | None, ...] = (None, None, None)
        if capacity is not None:
            state, day = shape.position(capacity.state, shape.STATES), day_number(capacity.as_of.date())
            figures = (capacity.spaces, capacity.wait_days, capacity.offers_in_flight)
        self.columns["state"][slot], self.columns["capacity_day"][slot] = state, day
        for name, figure in zip(("spaces", "wait_days", "in_flight"), figures, strict=True):
            self.columns[name][slot] = shape.UNKNOWN if figure is None else min(figure, LARGEST)

    def _put_areas(self, slot: int, listing: Listing) -> None:
        areas = tuple({area.code: None for area in listing.areas})
        for code in areas:
            self.in_area.setdefault(code, Bag()).add(slot)
        if areas:
            self._areas[slot] = areas

    def _put_places(self, slot: int, listing: Listing) -> None:
        points = sorted(set(shape.points(listing)))
        for row, (lat, lon) in zip(self.places.put(slot, len(points)), points, strict=True):
            for name, figure in zip(PLACE_KINDS, (*on_sphere(lat, lon), lat, lon), strict=True):
                self.places[name][row] = figure
            self.grid.add(row, lat, lon)

    def _put_rhythms(self, slot: int, listing: Listing) -> None:
        found = [rule for schedule in listing.schedules for rule in rules(schedule)]
        for row, rule in zip(self.rhythms.put(slot, len(found)), found, strict=True):
            for name, figure in zip(KINDS, rule, strict=True):
                self.rhythms[name][row] = figure


def numbers(listing: Listing) -> dict[str, float]:
    """Return the columns of a listing that are one number each."""
    return {
        "listed": True,
        "active": listing.status == "active",
        "minimum_age": 0.0 if listing.minimum_age is None else listing.minimum_age,
        "maximum_age": np.inf if listing.maximum_age is None else listing.maximum_age,
        "reach": np.nan if listing.reach_km is None else listing.reach_km,
        "has_areas": bool(listing.areas),
        "nationwide": listing.nationwide,
        "cost": shape.cost(listing),
        "price": shape.price(listing),
        "setting": shape.position(listing.setting, shape.SETTINGS),
        "checked": shape.checked(listing),
    }
