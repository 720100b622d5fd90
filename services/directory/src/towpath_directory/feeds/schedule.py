"""Schedules as the standard has them, from what was gathered: RFC 5545 where it can be, else single dates."""

from dataclasses import dataclass, replace
from datetime import date

from towpath_contracts.listing import Schedule
from towpath_directory.feeds.days import DAYS, Day, in_words, of_date
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.recurring import Beside, beside
from towpath_directory.feeds.session import FREQUENCIES, ONCE, Said, said
from towpath_directory.feeds.text import line

MOST_DATES = 60
"""The most single dates that are kept of one listing: some feeds expand a weekly group into every date of years."""

_WHERE = "schedules"


@dataclass(slots=True)
class _Session:
    """One session on its way to a schedule."""

    said: Said
    freq: str | None
    interval: int
    days: tuple[Day, ...]
    anchor: date | None


@dataclass(frozen=True, slots=True)
class Source:
    """An object that holds a schedule: the id that it has, and the location that it is of, if it is of one alone."""

    given: str
    node: Node
    place: str | None = None


def schedules(sources: list[Source], about: str, ids: Ids, notes: Notes) -> tuple[Schedule, ...]:
    """Return the schedules in these objects, each with its own id; ``about`` is the service's description."""
    found: dict[tuple[object, ...], Schedule] = {}
    single = 0
    for source in sources:
        given, rest = source.given, beside(source.node, ids, notes)
        ends = any(source.node.get(name) for name in ("valid_to",))
        sessions = said({name: one for name, one in source.node.items() if not (ends and name == "until")}, notes)
        if not sessions:
            notes.mend("schedule-empty", _WHERE)
        for index, session in enumerate(sessions):
            for read in _schedules(_checked(session, notes), given if not index else "", about, ids, notes):
                schedule = _whole(read, rest, source.place, notes)
                single += schedule.freq is None
                if schedule.freq is None and single > MOST_DATES:
                    notes.mend("dates-cut", _WHERE)
                    continue
                _keep(found, schedule, ids, notes)
    return tuple(found.values())


def _whole(read: Schedule, rest: Beside, place: str | None, notes: Notes) -> Schedule:
    """Return a schedule with what was said beside its days and hours; its notes are not told twice."""
    noted = line(rest.notes or "", "schedules.notes", notes)
    words = " ".join((read.description or "").replace(noted, " ").split()) if noted else read.description
    changes = rest.of(read.freq) | {"location_id": place, "description": words or None}
    return read.model_copy(update=changes)


def _keep(found: dict[tuple[object, ...], Schedule], schedule: Schedule, ids: Ids, notes: Notes) -> None:
    """Keep a schedule once; of two that differ in their beginning alone, the earlier beginning.

    One that holds everywhere and again at one place is that place's; at two places it is two, with an id each.
    """
    dated = schedule.dtstart if schedule.freq is None or schedule.interval > 1 else None
    rule = (schedule.freq, schedule.interval, schedule.byday, schedule.bymonthday)
    counted = (schedule.until, schedule.count, schedule.wkst, schedule.byweekno, schedule.byyearday)
    span = (schedule.opens_at, schedule.closes_at, schedule.valid_from, schedule.valid_to, dated)
    same: tuple[object, ...] = (*rule, *counted, *span)
    before = found.get(same)
    if before is not None and schedule.location_id is not None and before.location_id != schedule.location_id:
        if before.location_id is None:
            found[same] = before.model_copy(update={"location_id": schedule.location_id})
            return
        same = (*same, schedule.location_id)
        before = found.get(same)
    if before is None:
        if any(one.id == schedule.id for one in found.values()):
            own = ids.part(_WHERE, None, f"{schedule.id}|{schedule.location_id}|{same}")
            schedule = schedule.model_copy(update={"id": own})
        found[same] = schedule
        return
    notes.mend("schedule-repeated", _WHERE)
    if schedule.dtstart and before.dtstart and schedule.dtstart < before.dtstart:
        found[same] = before.model_copy(update={"dtstart": schedule.dtstart})


def _checked(session: Said, notes: Notes) -> Said:
    if session.start and session.end and session.start > session.end:
        notes.mend("dates-swapped", _WHERE)
        return replace(session, start=session.end, end=session.start)
    return session


def _schedules(session: Said, given: str, about: str, ids: Ids, notes: Notes) -> list[Schedule]:
    freq, interval = _frequency(session, notes)
    dates = tuple(sorted(session.dates))
    if session.start and session.start == session.end:
        dates, freq = (session.start,), None
        if session.freq not in ONCE:
            notes.mend("sessions-dated", _WHERE)
    if freq is None:
        return _dated(session, dates, given, ids, notes)
    made = _Session(session, freq, interval, session.days, dates[0] if dates else None)
    if freq == "WEEKLY":
        _weekly(made, dates, notes)
    else:
        _monthly(made, dates, about, notes)
    return [_repeated(made, given, ids, notes)]


def _frequency(session: Said, notes: Notes) -> tuple[str | None, int]:
    """Return WEEKLY, MONTHLY or None for single dates, and the interval."""
    interval = session.interval or 1
    if session.freq in ONCE:
        return None, 1
    if session.freq in FREQUENCIES:
        if session.freq == "DAILY":
            notes.mend("daily-as-weekly", _WHERE)
        if session.freq != "MONTHLY" and _counted(session):
            notes.mend("monthly-by-its-days", _WHERE)
            return "MONTHLY", 1
        if FREQUENCIES[session.freq] > 1:
            notes.mend("fortnight-as-interval", _WHERE)
        return ("MONTHLY" if session.freq == "MONTHLY" else "WEEKLY"), interval * FREQUENCIES[session.freq]
    if session.freq and in_words(session.words):
        notes.mend("monthly-by-its-days", _WHERE)
        return "MONTHLY", 1
    if session.freq:
        notes.mend("bad-frequency-dropped", _WHERE)
    elif session.days and not session.dates:
        notes.mend("frequency-assumed", _WHERE)
        return ("MONTHLY" if _counted(session) else "WEEKLY"), interval
    return None, 1


def _counted(session: Said) -> bool:
    """Tell whether a session names days of the month, as the second Tuesday, whatever its frequency says."""
    if session.ordinals or any(number for number, _ in session.days):
        return True
    return not (session.days or session.dates or session.start) and bool(in_words(session.words))


def _weekly(made: _Session, dates: tuple[date, ...], notes: Notes) -> None:
    days = tuple(dict.fromkeys((0, day) for _, day in made.days))
    if made.said.freq == "DAILY" and not days:
        days = tuple((0, day) for day in DAYS)
    if not days and dates:
        notes.mend("weekday-from-date", _WHERE)
        days = tuple((0, day) for day in DAYS if any(of_date(one)[1] == day for one in dates))
    if not days and made.said.start:
        notes.mend("weekday-from-date", _WHERE)
        days = ((0, of_date(made.said.start)[1]),)
    if not days:
        notes.mend("which-day-unknown", _WHERE)
    made.days = days


def _monthly(made: _Session, dates: tuple[date, ...], about: str, notes: Notes) -> None:
    names = tuple(dict.fromkeys(day for _, day in made.days))
    counted = tuple(day for day in made.days if day[0])
    spoken = tuple(day for day in in_words(f"{made.said.words} {about}") if not names or day[1] in names)
    by_date = tuple(dict.fromkeys(of_date(day) for day in dates if not names or of_date(day)[1] in names))
    if counted:
        made.days = counted
    elif names and made.said.ordinals:
        made.days = tuple((number, day) for number in made.said.ordinals for day in names)
    elif spoken:
        notes.mend("week-of-month-from-text", _WHERE)
        made.days = spoken
    elif made.said.monthdays:
        made.days = ()
    elif by_date:
        notes.mend("week-of-month-from-date", _WHERE)
        made.days = by_date
    else:
        notes.mend("week-of-month-unknown" if names else "which-day-unknown", _WHERE)
        made.days, made.anchor = (), None


def _repeated(made: _Session, given: str, ids: Ids, notes: Notes) -> Schedule:
    said = made.said
    monthdays = said.monthdays if made.freq == "MONTHLY" and not made.days else ()
    if said.monthdays and not monthdays:
        notes.mend("month-days-set-aside", _WHERE)
    unplaced = made.freq == "MONTHLY" and not made.days and not monthdays
    order = sorted(made.days, key=lambda day: (day[0], DAYS.index(day[1])))
    byday = ",".join(f"{number or ''}{day}" for number, day in order) or None
    missing = ",".join(dict.fromkeys(day for _, day in said.days)) if unplaced else ""
    words = " ".join(filter(None, (line(said.words, "schedules.description", notes), missing)))
    content = repr((made.freq, made.interval, byday, monthdays, said.opens, said.closes, said.start, said.end))
    return Schedule(
        id=ids.part(_WHERE, given, content),
        freq=made.freq,
        interval=min(made.interval, 366),
        byday=byday,
        bymonthday=",".join(map(str, monthdays)) or None,
        dtstart=made.anchor,
        valid_from=None if unplaced else said.start,
        valid_to=said.end,
        opens_at=said.opens,
        closes_at=said.closes,
        attending_type=line(said.attending, "schedules.attending_type", notes) or None,
        description=words[:500] or None,
    )


def _dated(session: Said, dates: tuple[date, ...], given: str, ids: Ids, notes: Notes) -> list[Schedule]:
    """Return a schedule per date, or one over the time from the first to the last day where only these are known."""
    if session.freq in ONCE and session.start:
        dates = dates or (session.start,)
    if dates:
        return [_single(session, (day, day), given if len(dates) == 1 else "", ids, notes) for day in dates]
    if session.start:
        return [_single(session, (session.start, session.end), given, ids, notes)]
    notes.mend("which-day-unknown", _WHERE)
    if not (session.opens or session.words or session.days):
        return []
    return [_single(session, (None, session.end), given, ids, notes)]


def _single(said: Said, span: tuple[date | None, date | None], given: str, ids: Ids, notes: Notes) -> Schedule:
    content = repr((given, span, said.opens, said.closes))
    words = filter(
        None, (line(said.words, "schedules.description", notes), ",".join(dict.fromkeys(day for _, day in said.days)))
    )
    return Schedule(
        id=ids.part(_WHERE, given, content),
        dtstart=span[0],
        valid_from=span[0],
        valid_to=span[1],
        opens_at=said.opens,
        closes_at=said.closes,
        attending_type=line(said.attending, "schedules.attending_type", notes) or None,
        description=" ".join(words)[:500] or None,
    )
