"""How often something meets, in words."""

from towpath_matching import names
from towpath_matching.index.rhythm import EVERY_DAY, MONTHLY, PART_STARTS, UNKNOWN_MINUTE, WEEKLY

WEEKDAYS = 0b1_1111


def how_often(freq: int, days: int, nth: int, interval: int, opens: int) -> str:
    """Say a rule of recurrence; nothing for one that people would not say."""
    part = "" if opens == UNKNOWN_MINUTE else " " + names.PARTS[sum(opens >= start for start in PART_STARTS) - 1]
    on = [name for number, name in enumerate(names.DAYS) if days >> number & 1]
    if freq == MONTHLY and nth in names.NTH and interval == 1 and len(on) == 1:
        return f"meets on the {names.NTH[nth]} {on[0]} of the month"
    if freq != WEEKLY or interval > 2:
        return ""
    if days == EVERY_DAY:
        return "open every day" if interval == 1 else ""
    if days == WEEKDAYS and interval == 1:
        return "open on weekdays"
    if interval == 2:
        return f"meets every other {names.listed(on)}{part}"
    return f"meets on {names.listed((f'{name}{part}s' for name in on), most=7)}"
