"""What may be asked of the search, and what it answers."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class Of(StrEnum):
    """What is looked for: services, or each service at each of its locations (``service_at_locations`` of ORUK)."""

    SERVICES = "services"
    SERVICE_AT_LOCATIONS = "service-at-locations"


class Order(StrEnum):
    """By rank: relevance, distance, freshness. By id: for who reads everything, whatever changes meanwhile."""

    RANK = "rank"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody looks; degrees WGS 84.

    ``area`` is the postcode sector, where a postcode was given: then services for people of other areas are left out.
    ``metres`` is how far a location may be, None for any distance.
    """

    lat: float
    lon: float
    area: str | None = None
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """One question; what is None or empty is not asked. All that is asked has to hold.

    ``search`` are words. Of several ``needs``, ``taxonomy_terms`` (ids), ``statuses``, ``states`` (of curation) or
    ``grades`` one is enough. ``minimum_age`` and ``maximum_age`` are bounds on what a listing names as such (ORUK 3.0),
    ``age`` is a person's, in years. ``days`` are days of the week, Monday 0. ``start_time`` and ``end_time`` bound a
    session on such a day, in Europe/London. ``modified_after`` is aware, and about when our record changed. ``cursor``
    is the ``next`` of a page of the same question; with it ``offset`` counts from there.
    """

    search: str | None = None
    needs: tuple[str, ...] = ()
    taxonomy_terms: tuple[str, ...] = ()
    taxonomy: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    age: float | None = None
    days: tuple[int, ...] = ()
    start_time: time | None = None
    end_time: time | None = None
    modified_after: datetime | None = None
    organisation: str | None = None
    publisher: str | None = None
    statuses: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    place: Place | None = None
    of: Of = Of.SERVICES
    order: Order = Order.RANK
    cursor: str | None = None
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found, and at which location where that was asked; ``metres`` away, where that is known."""

    service: str
    location: str | None = None
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, in order.

    ``total`` counts all pages. ``generation`` counts the changes that this process has seen: the same question at the
    same generation has the same answer. ``next`` is the cursor of the following page, None after the last one.
    """

    contents: tuple[Hit, ...]
    total: int
    generation: int
    next: str | None = None
