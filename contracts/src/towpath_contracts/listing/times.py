"""When a service is given, what it costs, and how much room it has."""

from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints

from towpath_contracts.codes import Frequency, StandardWord, extensible
from towpath_contracts.listing.form import Amount, Described, Line, Text
from towpath_contracts.values import Id, Moment, Value

WEEKDAY = "[+-]?[0-9]?(MO|TU|WE|TH|FR|SA|SU)"


class Schedule(Described):
    """A rule of recurrence (RFC 5545) with times of day in Europe/London.

    ``byday`` as in the standard: ``TU,TH``, ``2MO`` or ``-1FR``. ``location_id`` where it holds for one place.
    """

    id: Id
    freq: Annotated[StandardWord, extensible(Frequency)] | None = None
    interval: Annotated[int, Field(ge=1, le=366)] = 1
    byday: Annotated[str, StringConstraints(pattern=rf"^{WEEKDAY}(,{WEEKDAY})*$")] | None = None
    bymonthday: Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,2}(,-?[0-9]{1,2})*$")] | None = None
    dtstart: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    attending_type: Line | None = None
    description: Line | None = None
    until: date | None = None
    count: Annotated[int, Field(ge=1, le=10_000)] | None = None
    wkst: Annotated[str, StringConstraints(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)$")] | None = None
    byweekno: Line | None = None
    byyearday: Line | None = None
    schedule_link: Line | None = None
    notes: Text | None = None
    location_id: Id | None = None


class CostOption(Described):
    """What it costs; ``amount`` in ``currency`` (ISO 4217). No option at all does not mean free."""

    id: Id
    option: Line = ""
    amount: Amount | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    amount_description: Line | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Unit(Value):
    """What a capacity counts, such as beds or places."""

    id: Id
    name: Line
    scheme: Line | None = None
    identifier: Line | None = None
    uri: Line | None = None


class ServiceCapacity(Value):
    """How many units were free at ``updated``, of how many at most (HSDS 3.1)."""

    id: Id
    unit: Unit
    available: Amount
    maximum: Amount | None = None
    description: Line | None = None
    updated: Moment
