"""Working days: Monday to Friday without bank holidays, in local time across clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays


class WorkingDays:
    """The calendar of one part of the United Kingdom.

    ``subdivision`` is that of the ``holidays`` library: ENG, WLS, SCT or NIR; England and Wales have the same bank
    holidays (Banking and Financial Dealings Act 1971). The day on which something happens never counts.
    """

    def __init__(self, subdivision: str = "ENG", zone: str = "Europe/London") -> None:
        self._zone = ZoneInfo(zone)
        self._holidays = country_holidays("GB", subdiv=subdivision)

    def is_working(self, day: date) -> bool:
        """Return whether offices are open on a day."""
        return self._holidays.is_working_day(day)

    def after(self, start: datetime, days: int, at: time) -> datetime:
        """Return the ``days``-th working day after the local day of ``start``, at the local time ``at``, in UTC."""
        return self.moment(self._holidays.get_nth_working_day(self._local(start), days), at)

    def on_or_after(self, start: datetime, days: int, at: time) -> datetime:
        """Return the first working day ``days`` calendar days after ``start`` or later, at the local ``at``, in UTC."""
        before = self._local(start) + timedelta(days=days - 1)
        return self.moment(self._holidays.get_nth_working_day(before, 1), at)

    def moment(self, day: date, at: time) -> datetime:
        """Return a local time of a day in UTC.

        A time that the clock shows twice is meant the second time, one that it leaves out is meant as much later as the
        clock jumps: whoever reads a local clock finds the moment never early.
        """
        readings = (datetime.combine(day, at, self._zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return max(readings)

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()
