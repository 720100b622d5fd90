"""The form of a rule: days, said in full."""

from dataclasses import dataclass
from datetime import date

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0; ``nth`` of the month, negative from its end, 0 for every one."""

    number: int
    nth: int = 0

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.number]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Days, said in full. ``freq`` is WEEKLY, MONTHLY, or None for the single day ``first``.

    ``anchor`` is in a week or month that counts, where only every ``interval``-th does; weeks begin on ``begins``,
    Monday 0. ``first`` and ``last`` bound the days and count themselves, None where nothing does.
    """

    freq: str | None
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    monthdays: tuple[int, ...] = ()
    anchor: date | None = None
    first: date | None = None
    last: date | None = None
    begins: int = 0
