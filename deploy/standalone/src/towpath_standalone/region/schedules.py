"""When services meet: rules of recurrence (RFC 5545) with times of day in Europe/London."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

_WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
_WEEKEND = ["SA", "SU"]
_OPENS = {"mornings": (9, 11), "afternoons": (12, 15), "evenings": (17, 19), "weekends": (9, 14)}
"""First and last hour of opening."""


def make_schedules(chance: Random, when: str, ids: Callable[[str], str], as_of: date) -> list[dict[str, Any]]:
    """Return the schedules of a service; ``when`` as in kinds.toml."""
    if when == "none":
        return []
    start = date(as_of.year - 1, chance.randint(1, 12), chance.randint(1, 28))
    rule: dict[str, Any] = {
        "id": ids("schedule"),
        "service_id": ids("service"),
        "dtstart": start.isoformat(),
        "interval": 1,
    }
    match when:
        case "office":
            rule |= {"freq": "WEEKLY", "byday": ",".join(_WEEKDAYS), "opens_at": "09:00", "closes_at": "17:00"}
        case "monthly":
            rule |= {"freq": "MONTHLY", "byday": f"{chance.randint(1, 4)}{chance.choice(_WEEKDAYS)}"}
            rule |= {"opens_at": "14:00", "closes_at": "16:00"}
        case _:
            days = _WEEKEND if when == "weekends" else _WEEKDAYS
            first, last = _OPENS[when]
            opens = chance.randint(first, last)
            chosen = sorted(chance.sample(days, chance.choice([1, 1, 1, 2])), key=days.index)
            rule |= {"freq": "WEEKLY", "byday": ",".join(chosen), "opens_at": f"{opens:02d}:30"}
            rule |= {"closes_at": f"{opens + chance.randint(1, 2):02d}:45"}
    return [rule]
