"""Hypothesis strategies for small directories that differ in what is searched, and for questions of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from support.search_questions import entry
from towpath_contracts.listing import Listing, Location, Organization, Schedule, TaxonomyTerm
from towpath_contracts.values import Area
from towpath_directory.search.asked import Of, Order, Place, SearchAsked

WORDS = ("garden", "gardening", "gardner", "choir", "singing", "dementia", "dimentia", "cafe", "food", "bank",
         "foodbank", "men's", "shed", "debt", "advice", "support")  # fmt: skip
NEEDS = ("debt", "loneliness", "gardening")
HERE = (53.59, -0.65)
DAYS = ("MO", "TU", "WE")


def identity(number: int) -> str:
    """The UUID of a number."""
    return str(UUID(int=number))


SERVICES = tuple(identity(number) for number in range(1, 25))
TERMS = tuple(TaxonomyTerm(id=identity(900 + n), name=name, taxonomy_id=identity(990)) for n, name in enumerate(NEEDS))
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
TIMES = st.none() | st.sampled_from([time(9), time(12, 30), time(18)])


@st.composite
def locations(draw: st.DrawFn) -> Location:
    """A location, some of them without a place."""
    north, east = draw(st.integers(-40, 40)), draw(st.integers(-3, 3))
    placed = draw(st.integers(0, 4)) > 0
    return Location(
        id=identity(draw(st.integers(100, 140))),
        latitude=HERE[0] + north / 100 if placed else None,
        longitude=HERE[1] + east / 100 if placed else None,
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A weekly schedule, some of them over."""
    days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=2, unique=True))
    return Schedule(
        id=identity(500),
        freq="WEEKLY",
        byday=",".join(days),
        opens_at=draw(TIMES),
        closes_at=draw(TIMES),
        valid_to=draw(st.none() | st.sampled_from([date(2025, 1, 1), date(2027, 1, 1)])),
    )


@st.composite
def listings(draw: st.DrawFn, service: str) -> Listing:
    """A listing with few words, so that questions find several."""
    return Listing(
        id=service,
        name=draw(TEXTS),
        description=draw(TEXTS),
        status=draw(st.sampled_from(["active", "active", "inactive"])),
        organization=Organization(id=identity(draw(st.integers(700, 702))), name=draw(TEXTS)),
        publisher=draw(st.sampled_from(["county", "town"])),
        needs=tuple(draw(st.lists(st.sampled_from(NEEDS), max_size=2, unique=True))),
        taxonomy_terms=tuple(draw(st.lists(st.sampled_from(TERMS), max_size=2, unique=True))),
        locations=tuple(draw(st.lists(locations(), max_size=2, unique_by=lambda place: place.id))),
        schedules=tuple(draw(st.lists(schedules(), max_size=2))),
        modes=draw(st.sampled_from([(), ("in-person",), ("online",), ("home-visit",)])),
        areas=draw(st.sampled_from([(), (), (Area(code="DN15"),), (Area(code="DN15 7"),), (Area(code="L8"),)])),
        reach_km=draw(st.sampled_from([None, None, 5.0])),
        nationwide=draw(st.integers(0, 5)) == 0,
        minimum_age=draw(st.sampled_from([None, 18, 50])),
        maximum_age=draw(st.sampled_from([None, 25])),
    )


PLACES = st.builds(
    Place,
    lat=st.just(HERE[0]),
    lon=st.just(HERE[1]),
    area=st.sampled_from([None, "DN15 7"]),
    metres=st.sampled_from([None, 2_000.0, 15_000.0]),
)
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "needs": st.lists(st.sampled_from(NEEDS), min_size=1, max_size=2).map(tuple),
    "taxonomy_terms": st.sampled_from(TERMS).map(lambda term: (term.id,)),
    "taxonomy": st.just(identity(990)),
    "minimum_age": st.just(18),
    "maximum_age": st.just(30),
    "age": st.just(40),
    "days": st.sampled_from([(0,), (1, 2)]),
    "start_time": st.sampled_from([time(9), time(10)]),
    "end_time": st.just(time(18)),
    "modified_after": st.just(datetime(1970, 1, 1, 0, 0, 0, 9, UTC)),
    "organisation": st.just(identity(700)),
    "publisher": st.just("town"),
    "statuses": st.sampled_from([("active",), ("active", "inactive")]),
}


@st.composite
def questions(draw: st.DrawFn) -> SearchAsked:
    """A question with words or a place or neither, and hardly ever more than two things beside."""
    names = draw(st.lists(st.sampled_from(sorted(FILTERS)), max_size=2, unique=True))
    return SearchAsked(
        search=draw(st.none() | TEXTS),
        place=draw(st.none() | PLACES),
        of=draw(st.sampled_from([Of.SERVICES, Of.SERVICES, Of.SERVICE_AT_LOCATIONS])),
        order=draw(st.sampled_from([Order.RANK, Order.RANK, Order.ID])),
        limit=draw(st.integers(1, 4)),
        **{name: draw(FILTERS[name]) for name in names},
    )


@st.composite
def entries(draw: st.DrawFn, service: str, version: int) -> dict[str, Any]:
    """An entry in the database: listed, one in four withdrawn, of any freshness."""
    listing = draw(listings(service)) if draw(st.integers(0, 3)) else None
    review = draw(st.sampled_from([{}, {}, {"review": {"rank": 0.5}}, {"review": {"rank": 0.95}}]))
    return entry(listing, version, service=service, **review)


@st.composite
def histories(draw: st.DrawFn, first: int = 1, most: int = 30) -> list[dict[str, Any]]:
    """Entries as they came to be, one after the other; versions grow."""
    services = draw(st.lists(st.sampled_from(SERVICES), min_size=8, max_size=most))
    return [draw(entries(service, first + number)) for number, service in enumerate(services)]
