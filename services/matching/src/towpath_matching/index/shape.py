"""A listing as the numbers that the columns hold."""

import math
from collections.abc import Iterator
from datetime import date

from towpath_contracts.codes import CapacityState, Mode, Setting
from towpath_contracts.listing import Listing
from towpath_matching.index.rhythm import day_number

UNKNOWN = -1
UNKNOWN_DAY = -(2**31)
FREE, COSTS = 0, 1
SETTINGS = (Setting.EITHER.value, Setting.GROUP.value, Setting.ONE_TO_ONE.value)
STATES = tuple(state.value for state in CapacityState)
AT_HOME = frozenset({Mode.ONLINE.value, Mode.PHONE.value})
REMOTE = AT_HOME | {Mode.HOME_VISIT.value}


def points(listing: Listing) -> Iterator[tuple[float, float]]:
    """Yield the places to go to; a postal address is not one."""
    for location in listing.locations:
        if location.location_type == "physical" and location.latitude is not None and location.longitude is not None:
            yield location.latitude, location.longitude


def modes(listing: Listing) -> frozenset[str]:
    """Return how the service is given: as it says, else as its locations suggest, else nothing."""
    if listing.modes:
        return frozenset(listing.modes)
    kinds = {location.location_type for location in listing.locations}
    suggested = {"physical": Mode.IN_PERSON.value, "virtual": Mode.ONLINE.value}
    return frozenset(mode for kind, mode in suggested.items() if kind in kinds)


def language(tag: str) -> str:
    """Return the language itself: a person who speaks ``en`` is at home in ``en-GB``."""
    return tag.split("-")[0]


def cost(listing: Listing) -> int:
    """Return whether it is free, costs something, or nobody has said; no cost option at all does not mean free."""
    amounts = [option.amount for option in listing.cost_options]
    if listing.free is not None:
        return FREE if listing.free else COSTS
    if any(amounts):
        return COSTS
    return FREE if amounts and None not in amounts else UNKNOWN


def price(listing: Listing) -> float:
    """Return the lowest price above nothing in pounds, or NaN."""
    return min((o.amount for o in listing.cost_options if o.amount and o.currency in (None, "GBP")), default=math.nan)


def checked(listing: Listing) -> int:
    """Return the day on which somebody last checked the listing, or at least changed it; days since 1970-01-01."""
    day: date | None = listing.assured_date or listing.last_modified
    return UNKNOWN_DAY if day is None else day_number(day)


def position(value: str, known: tuple[str, ...]) -> int:
    """Return the number of a code, or -1 for one that is not known here."""
    return known.index(value) if value in known else UNKNOWN
