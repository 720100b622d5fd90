"""The area that a service without a place of its own on the map serves."""

from towpath_contracts.values import Area
from towpath_directory.feeds.reach import Node, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.withheld.listing import of_district
from towpath_directory.withheld.record import DISTRICTS, SCRUBBED


def served(record: Node, covered: tuple[Area, ...], notes: Notes) -> tuple[Area, ...]:
    """Return the area that its publisher covers; for one whose place is confidential that place's district at most."""
    if record.get(SCRUBBED) is True:
        notes.mend("text-withheld", "description")
    districts = [word(one) for one in values(record.get(DISTRICTS))]
    if not districts:
        if covered:
            notes.mend("covered-area-assumed", "areas")
        return covered
    notes.mend("district-of-place-taken", "areas")
    inside = {area.code: area for district in districts for area in of_district(district)}
    if any(area.code in inside for area in covered):
        inside |= {area.code: area for area in covered}
    return tuple(inside[code] for code in sorted(inside))
