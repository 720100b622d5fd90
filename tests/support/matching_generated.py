"""Hypothesis strategies for directories and requests, dense enough that every rule both passes and fails."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from support.matching_story import NOW, YORK, id_of
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.referral import NeedsAssessed
from towpath_contracts.listing import CostOption, Listing, Location, Organization, Schedule
from towpath_contracts.values import Area, Circumstances, Need, Preferences

NEEDS = ("loneliness", "debt", "unpaid-carers", "bell-ringing")
CIRCUMSTANCES = ("woman", "man", "carer", "veteran", "low-income", "twin")
ACCESS = ("step-free", "bsl", "interpreter", "parking-for-boats")
LANGUAGES = ("en", "en-GB", "pl", "ur")
MODES = ("in-person", "online", "phone", "home-visit", "by-post")
AREAS = ("YO10 3", "YO10", "YO1", "LS1 1", "EC1A 1", "EC1")
STATES = ("capacity", "waitlist", "no-capacity", "closed", "additional-assessment-required", "moon-phase")
SERVICES = tuple(id_of(f"service {n}") for n in range(12))


def some(codes: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the codes, often none."""
    return st.lists(st.sampled_from(codes), max_size=most, unique=True).map(tuple)


KM = st.floats(min_value=-60, max_value=60).map(lambda km: round(km, 2))
POINTS = st.tuples(KM, KM).map(lambda km: (YORK[0] + km[0] / 111.2, YORK[1] + km[1] / 65.4))
OPT_REACH = st.none() | st.sampled_from([2.0, 20.0, 25.0, 26.0, 120.0])


@st.composite
def locations(draw: st.DrawFn) -> Location:
    """A location, some without a place."""
    kind = draw(st.sampled_from(["physical", "physical", "physical", "virtual", "postal"]))
    lat, lon = draw(POINTS) if draw(st.booleans()) else (None, None)
    return Location(id=id_of("location"), location_type=kind, latitude=lat, longitude=lon)


DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))
TIMES = st.none() | st.times(time(6), time(22)).map(lambda at: at.replace(second=0, microsecond=0))
BYDAY = st.lists(
    st.tuples(
        st.sampled_from(["", "", "1", "2", "5", "-1", "-2"]),
        st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
    ),
    min_size=1,
    max_size=3,
).map(lambda days: ",".join(nth + day for nth, day in days))
MONTHDAYS = st.lists(st.integers(-31, 31).filter(bool).map(str), min_size=1, max_size=2).map(",".join)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A rule of recurrence, sensible or not."""
    start = draw(st.none() | DAYS)
    return Schedule(
        id=id_of("schedule"),
        freq=draw(st.sampled_from(["WEEKLY", "MONTHLY", None])),
        interval=draw(st.sampled_from([1, 1, 1, 2, 3, 12])),
        byday=draw(st.none() | BYDAY),
        bymonthday=draw(st.none() | st.none() | MONTHDAYS),
        dtstart=start,
        valid_from=draw(st.none() | DAYS),
        valid_to=draw(st.none() | DAYS),
        opens_at=draw(TIMES),
        closes_at=draw(TIMES),
    )


COSTS = st.lists(st.sampled_from([None, 0.0, 3.5]), max_size=2).map(
    lambda amounts: tuple(CostOption(id=id_of("cost"), amount=amount, currency="GBP") for amount in amounts)
)


@st.composite
def listings(draw: st.DrawFn, service: str) -> Listing:
    """A listing, as the directories of the world have them."""
    return Listing(
        id=service,
        name=f"Service {service}",
        organization=Organization(id=id_of("organisation"), name="Organisation"),
        publisher="generated",
        status=draw(st.sampled_from(["active"] * 6 + ["inactive", "temporarily closed"])),
        needs=draw(some(NEEDS)),
        circumstances=draw(some(CIRCUMSTANCES)),
        access_features=draw(some(ACCESS)),
        languages=draw(some(LANGUAGES, 1)),
        modes=draw(some(MODES)),
        setting=draw(st.sampled_from(["either", "group", "one-to-one", "choir"])),
        locations=tuple(draw(st.lists(locations(), max_size=3))),
        areas=tuple(Area(code=code) for code in draw(st.just(()) | some(AREAS))),
        schedules=tuple(draw(st.lists(schedules(), max_size=2))),
        cost_options=draw(COSTS),
        free=draw(st.sampled_from([None, None, True, False])),
        minimum_age=draw(st.none() | st.sampled_from([0.5, 18, 50])),
        maximum_age=draw(st.none() | st.sampled_from([17.99, 25, 64])),
        nationwide=draw(st.sampled_from([False] * 5 + [True])),
        reach_km=draw(OPT_REACH),
        assured_date=draw(st.none() | DAYS),
    )


@st.composite
def rooms(draw: st.DrawFn, service: str) -> CapacityReported:
    """A report on a service's room."""
    count = st.none() | st.integers(0, 40)
    return CapacityReported(
        service=service,
        state=draw(st.sampled_from(STATES)),
        as_of=NOW - timedelta(days=draw(st.integers(-1, 400))),
        spaces=draw(count),
        wait_days=draw(count),
        offers_in_flight=draw(count),
    )


@st.composite
def requests(draw: st.DrawFn) -> NeedsAssessed:
    """A request for options."""
    lat, lon = draw(st.sampled_from([YORK, YORK, (None, None)]))
    return NeedsAssessed(
        assessment=id_of("assessment"),
        needs=tuple(
            Need(code=code, priority=priority)
            for code, priority in draw(
                st.lists(st.tuples(st.sampled_from((*NEEDS, "unheard-of")), st.integers(1, 4)), min_size=1, max_size=4)
            )
        ),
        circumstances=Circumstances(age=draw(st.sampled_from([0, 17, 25, 50, 80])), codes=draw(some(CIRCUMSTANCES))),
        area=Area(code=draw(st.sampled_from(["YO10 3", "EC1A 1", "ZZ99 3"])), lat=lat, lon=lon),
        preferences=Preferences(
            modes=draw(some((*MODES, "pigeon"))),
            days=draw(some(("mo", "tu", "sa", "market-day"))),
            times=draw(some(("morning", "evening", "dusk"))),
            max_km=draw(st.none() | st.sampled_from([1.0, 10.0, 40.0, 500.0])),
            setting=draw(st.sampled_from(["either", "group", "one-to-one", "choir"])),
            free_only=draw(st.booleans()),
        ),
        languages=draw(some((*LANGUAGES, "eo"))),
        access_needs=draw(some((*ACCESS, "hammock"))),
        excluded_services=draw(some(SERVICES)),
    )


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001

Change = tuple[str, str, Any]
"""What happened: publish, withdraw, report or forget; the service; the listing or the report."""


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One change of the directory or of capacity."""
    service = draw(st.sampled_from(SERVICES))
    match draw(st.sampled_from(["publish", "publish", "publish", "report", "withdraw", "forget"])):
        case "publish":
            return "publish", service, draw(listings(service))
        case "report":
            return "report", service, draw(rooms(service))
        case kind:
            return kind, service, None
