"""Where the sessions of a schedule are, as far as a listing tells."""

import re

from towpath_contracts.codes import Mode
from towpath_contracts.listing import Address, Listing, Location, Schedule
from towpath_directory.feeds.vocabulary import vocabulary
from towpath_directory.sessions.unclear import Unclear


def place(listing: Listing, schedule: Schedule) -> Location | Unclear | None:
    """Return where one goes; None where nobody goes anywhere, as online; else why it is not known."""
    modes = _attending(schedule) or set(listing.modes)
    if modes and Mode.IN_PERSON.value not in modes:
        return None
    named = next((one for one in listing.locations if one.id == schedule.location_id), None)
    if named is not None and named.location_type == "physical":
        return named
    physical = [location for location in listing.locations if location.location_type == "physical"]
    if len(physical) == 1:
        return physical[0]
    return Unclear.SEVERAL_PLACES if physical else Unclear.PLACE_UNKNOWN


def address(location: Location) -> Address | None:
    """Return the address of a place. One that must stay confidential is in no listing: then there is none."""
    return next((one for one in location.addresses if one.address_type == "physical"), None)


def in_a_line(location: Location, found: Address) -> str:
    """Return a place as one line, as people and maps read it."""
    parts = (location.name, found.address_1, found.address_2, found.city, found.state_province, found.postal_code)
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))


def _attending(schedule: Schedule) -> set[str]:
    said = (schedule.attending_type or "").casefold()
    known = vocabulary().attending.items()
    return {mode for told, mode in known if re.search(rf"\b{re.escape(told)}\b", said)}
