"""What of a listing is searched: pure, from its document in the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from towpath_directory.search.fields import FIELDS, SATURATION, scale
from towpath_directory.search.words import joined, stem, words

Document = Mapping[str, Any]

NOWHERE = float("nan")
EVERY_DAY = 0b111_1111
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()
UNKNOWN_MINUTE = -1
AT_HOME = frozenset(("online", "phone"))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Spot:
    """One location; degrees are not numbers where it has no place on the map, or one that is not told."""

    id: str
    lat: float = NOWHERE
    lon: float = NOWHERE


@dataclass(frozen=True, slots=True)
class Session:
    """When a schedule takes place: days of the week as bits, Monday lowest; minutes of the day; ordinals of dates."""

    days: int
    opens: int
    closes: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """``weights`` of stems, from 1 to 255; ``surfaces`` are words as they are written; ``keys`` what is filtered by.

    Ages in years, not a number where unknown. ``reach`` in metres. ``rank`` is 1 or, for what is not fresh, less.
    """

    weights: Mapping[str, int]
    surfaces: frozenset[str]
    keys: tuple[str, ...]
    spots: tuple[Spot, ...]
    sessions: tuple[Session, ...]
    minimum_age: float
    maximum_age: float
    modified: int
    rank: float
    nationwide: bool
    at_home: bool
    visits: bool
    bounded: bool
    reach: float


def sketch(document: Document) -> Sketch:
    """Return what is searched of an entry that is listed."""
    listing = document["listing"]
    weights, surfaces = _words(listing)
    modes = set(listing.get("modes", ()))
    spots = tuple(_spots(listing))
    virtual = bool(listing.get("locations")) and all(
        place.get("location_type") == "virtual" for place in listing["locations"]
    )
    reach = listing.get("reach_km")
    return Sketch(
        weights=weights,
        surfaces=surfaces,
        keys=tuple(dict.fromkeys(_keys(document))),
        spots=spots,
        sessions=tuple(_sessions(listing)),
        minimum_age=_number(listing.get("minimum_age")),
        maximum_age=_number(listing.get("maximum_age")),
        modified=document.get("stamp", 0),
        rank=rank(document),
        nationwide=bool(listing.get("nationwide", False)),
        at_home=bool(modes & AT_HOME) or virtual,
        visits="home-visit" in modes,
        bounded=bool(listing.get("areas")) or reach is not None,
        reach=NOWHERE if reach is None else reach * 1000,
    )


def rank(document: Document) -> float:
    """Return what the policy of freshness multiplies a listing's rank with: 1 for one that is fresh, or not judged."""
    found: float = document.get("review", {}).get("rank", 1.0)
    return found


def _words(listing: Document) -> tuple[dict[str, int], frozenset[str]]:
    """Return the weight of each stem, by BM25F (Robertson, Zaragoza 2009), and every word as it is written.

    Two neighbours in a short text are a stem together, too: ``food bank`` is also found as ``foodbank``.
    """
    counts: dict[str, float] = {}
    surfaces: set[str] = set()
    for field in FIELDS:
        texts = [words(text) for text in field.texts(listing)]
        found = [word for text in texts for word in text]
        if not found:
            continue
        surfaces.update(found)
        each = field.weight * scale(field, len(found))
        terms = [stem(word) for word in found]
        if field.joined:
            terms += {joined(one, other) for text in texts for one, other in pairwise(text)}
        for term in terms:
            counts[term] = counts.get(term, 0.0) + each
    weights = {term: max(1, round(255 * count / (SATURATION + count))) for term, count in counts.items()}
    return weights, frozenset(surfaces)


def _keys(document: Document) -> Iterator[str]:
    listing = document["listing"]
    yield f"state/{document.get('state', 'published')}"
    if "grade" in document:
        yield f"grade/{document['grade']['letter']}"
    yield f"status/{listing.get('status', 'active')}"
    yield f"publisher/{listing['publisher']}"
    yield f"organisation/{listing['organization']['id']}"
    for need in listing.get("needs", ()):
        yield f"need/{need}"
    for area in listing.get("areas", ()):
        yield f"area/{area['code']}"
    for taxonomy in listing.get("taxonomies", ()):
        yield f"taxonomy/{taxonomy['id']}"
    for term in terms(listing):
        yield f"term/{term['id']}"
        for taxonomy in (term.get("taxonomy_id"), term.get("taxonomy")):
            if taxonomy:
                yield f"taxonomy/{taxonomy}"
    for attribute in listing.get("attributes", ()):
        if attribute.get("taxonomy_term_id"):
            yield f"term/{attribute['taxonomy_term_id']}"


def terms(listing: Document) -> Iterable[Document]:
    """Return the taxonomy terms of a listing, those of its attributes included."""
    yield from listing.get("taxonomy_terms", ())
    yield from (one["term"] for one in listing.get("attributes", ()) if one.get("term"))


def _spots(listing: Document) -> Iterator[Spot]:
    for place in listing.get("locations", ()):
        lat, lon = place.get("latitude"), place.get("longitude")
        if lat is None or lon is None or place.get("confidential"):
            yield Spot(place["id"])
        else:
            yield Spot(place["id"], lat, lon)


def _sessions(listing: Document) -> Iterator[Session]:
    for schedule in listing.get("schedules", ()):
        days = _days(schedule)
        if not days:
            continue
        opens, closes = _minute(schedule.get("opens_at")), _minute(schedule.get("closes_at"))
        if closes != UNKNOWN_MINUTE and closes <= opens:
            closes += 24 * 60
        ends = [day for name in ("valid_to", "until") if (day := schedule.get(name))]
        once = schedule.get("freq") is None and schedule.get("dtstart")
        last = schedule["dtstart"] if once else min(ends, default=None)
        yield Session(
            days,
            opens,
            closes,
            _ordinal(schedule.get("valid_from"), FIRST_DAY),
            _ordinal(last, LAST_DAY),
        )


def _days(schedule: Document) -> int:
    """Return the days of the week on which a schedule can take place: of a rule by the month, every one of them."""
    named = schedule.get("byday")
    if named:
        return sum(1 << number for number, day in enumerate(WEEKDAYS) if day in named)
    if schedule.get("bymonthday"):
        return EVERY_DAY
    start = schedule.get("dtstart")
    if start is None:
        return 0
    return EVERY_DAY if schedule.get("freq") == "MONTHLY" else 1 << date.fromisoformat(start).weekday()


def _minute(at: str | None) -> int:
    return UNKNOWN_MINUTE if at is None else int(at[:2]) * 60 + int(at[3:5])


def _ordinal(day: str | None, unknown: int) -> int:
    return unknown if day is None else date.fromisoformat(day).toordinal()


def _number(value: float | None) -> float:
    return NOWHERE if value is None else value
