"""What a schedule leaves open, as codes: what was not understood is named and never guessed."""

from enum import StrEnum
from types import MappingProxyType


class Unclear(StrEnum):
    """Why a schedule gives no sessions, or sessions of which something is not known."""

    DAY_UNKNOWN = "which-day-unknown"
    FREQUENCY_MISSING = "frequency-missing"
    FREQUENCY_UNKNOWN = "frequency-unknown"
    PERIOD_WITHOUT_DAYS = "period-without-days"
    INTERVAL_WITHOUT_START = "interval-without-start"
    ORDINAL_IN_A_WEEK = "ordinal-in-weekly-rule"
    MONTHDAY_IN_A_WEEK = "monthday-in-weekly-rule"
    NO_SUCH_DAY = "no-such-day"
    PART_OF_A_YEAR = "week-or-day-of-the-year"
    COUNT_WITHOUT_START = "count-without-start"
    ENDS_BEFORE_IT_BEGINS = "ends-before-it-begins"
    TIME_UNKNOWN = "time-unknown"
    TIME_WITH_OFFSET = "time-with-offset"
    OTHER_ZONE = "other-time-zone"
    END_UNKNOWN = "end-unknown"
    CLOSES_AS_IT_OPENS = "closes-as-it-opens"
    WORDS_OF_EXCEPTION = "exceptions-in-words"
    PLACE_UNKNOWN = "place-unknown"
    SEVERAL_PLACES = "several-places"

    @property
    def blocks(self) -> bool:
        """Whether no session can be told at all."""
        return self in BLOCKING

    @property
    def mend(self) -> str:
        """What a publisher can do about it."""
        return MENDS[self]


BLOCKING = frozenset(
    (
        Unclear.DAY_UNKNOWN,
        Unclear.FREQUENCY_MISSING,
        Unclear.FREQUENCY_UNKNOWN,
        Unclear.PERIOD_WITHOUT_DAYS,
        Unclear.INTERVAL_WITHOUT_START,
        Unclear.ORDINAL_IN_A_WEEK,
        Unclear.MONTHDAY_IN_A_WEEK,
        Unclear.NO_SUCH_DAY,
        Unclear.PART_OF_A_YEAR,
        Unclear.COUNT_WITHOUT_START,
        Unclear.ENDS_BEFORE_IT_BEGINS,
    )
)

MENDS = MappingProxyType(
    {
        Unclear.DAY_UNKNOWN: "say on which days: byday, bymonthday, or dtstart for the first session",
        Unclear.FREQUENCY_MISSING: "say how often these days come: freq WEEKLY or MONTHLY",
        Unclear.FREQUENCY_UNKNOWN: "say it as freq WEEKLY or MONTHLY, which the standard has, with an interval",
        Unclear.PERIOD_WITHOUT_DAYS: "say on which days of this time, or dtstart alone for a single day",
        Unclear.INTERVAL_WITHOUT_START: "give dtstart, a day with a session: it tells which weeks or months count",
        Unclear.ORDINAL_IN_A_WEEK: "use freq MONTHLY for days such as 2MO, or leave the number out",
        Unclear.MONTHDAY_IN_A_WEEK: "use freq MONTHLY with bymonthday, or byday instead (RFC 5545, 3.3.10)",
        Unclear.NO_SUCH_DAY: "number days of the month 1 to 31 and weekdays 1 to 5, from the end with a minus",
        Unclear.PART_OF_A_YEAR: "leave byweekno and byyearday out: they are for rules by the year (RFC 5545, 3.3.10)",
        Unclear.COUNT_WITHOUT_START: "give dtstart, the first session: a count begins there",
        Unclear.ENDS_BEFORE_IT_BEGINS: "give a valid_to or until that is not before valid_from and dtstart",
        Unclear.TIME_UNKNOWN: "give opens_at",
        Unclear.TIME_WITH_OFFSET: "give times of day as clocks in the United Kingdom show them, without an offset",
        Unclear.OTHER_ZONE: "this place is not in the time zone Europe/London, which is that of every schedule here",
        Unclear.END_UNKNOWN: "give closes_at",
        Unclear.CLOSES_AS_IT_OPENS: "give another closes_at: a session that ends as it begins tells no end",
        Unclear.WORDS_OF_EXCEPTION: "the description names exceptions that no rule holds: ask before going",
        Unclear.PLACE_UNKNOWN: "give a physical location, or an attending_type such as online",
        Unclear.SEVERAL_PLACES: "the service has several locations, and the schedule does not say which is meant",
    }
)
