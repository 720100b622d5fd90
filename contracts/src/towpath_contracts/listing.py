"""A service of the directory in the shape of Open Referral UK 3.0 (a profile of HSDS 3.0), with what matching needs.

Names, spelling included, are those of the standard. Beyond it: ``needs``, ``circumstances``, ``access_features``,
``modes``, ``setting``, ``nationwide`` and ``reach_km``.
"""

from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints

from towpath_contracts.codes import Code, Frequency, Placing, ServiceStatus, Setting, StandardWord, extensible
from towpath_contracts.values import AccessField, Area, CircumstanceField, Id, Language, ModeField, NeedField, Value

Text = Annotated[str, StringConstraints(max_length=10_000)]
Line = Annotated[str, StringConstraints(max_length=500)]
WEEKDAY = "[+-]?[0-9]?(MO|TU|WE|TH|FR|SA|SU)"
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Organization(Value):
    """The organisation that runs the service."""

    id: Id
    name: Line
    description: Text = ""
    website: Line | None = None
    email: Line | None = None


class Phone(Value):
    """A public telephone number."""

    id: Id
    number: Line
    description: Line | None = None


class Address(Value):
    """A published address of a service, never of a person."""

    id: Id
    address_1: Line
    city: Line
    state_province: Line = ""
    postal_code: Line = ""
    country: Line = "GB"
    address_type: Annotated[StandardWord, extensible(Placing)] = Placing.PHYSICAL.value


class Location(Value):
    """Where a service is given; degrees are WGS 84."""

    id: Id
    location_type: Annotated[StandardWord, extensible(Placing)] = Placing.PHYSICAL.value
    name: Line = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    addresses: tuple[Address, ...] = ()


class Schedule(Value):
    """A rule of recurrence (RFC 5545) with times of day in Europe/London.

    ``byday`` as in the standard: ``TU,TH``, ``2MO`` or ``-1FR``.
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


class ServiceArea(Value):
    """Whom a service is for by where they live; ``extent`` names an area code where the publisher gave one."""

    id: Id
    name: Line
    extent: Line | None = None


class CostOption(Value):
    """What it costs; ``amount`` in ``currency`` (ISO 4217). No option at all does not mean free."""

    id: Id
    option: Line = ""
    amount: Annotated[float, Field(ge=0)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


class TaxonomyTerm(Value):
    """A term of a taxonomy, as the publisher named it."""

    id: Id
    name: Line
    taxonomy: Line = ""
    code: Line | None = None


class Listing(Value):
    """A service as a link worker sees it. Ages in years; ``reach_km`` is a radius around a location in kilometres."""

    id: Id
    name: Line
    description: Text = ""
    status: Annotated[StandardWord, extensible(ServiceStatus)] = ServiceStatus.ACTIVE.value
    organization: Organization
    publisher: Code
    url: Line | None = None
    email: Line | None = None
    locations: tuple[Location, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    cost_options: tuple[CostOption, ...] = ()
    free: bool | None = None
    languages: tuple[Language, ...] = ()
    taxonomy_terms: tuple[TaxonomyTerm, ...] = ()
    minimum_age: Annotated[float, Field(ge=0, le=130)] | None = None
    maximum_age: Annotated[float, Field(ge=0, le=130)] | None = None
    eligibility_description: Text | None = None
    wait_time: Line | None = None
    assured_date: date | None = None
    last_modified: date | None = None
    needs: tuple[NeedField, ...] = ()
    circumstances: tuple[CircumstanceField, ...] = ()
    access_features: tuple[AccessField, ...] = ()
    modes: tuple[ModeField, ...] = ()
    setting: Annotated[Code, extensible(Setting)] = Setting.EITHER.value
    nationwide: bool = False
    reach_km: Annotated[float, Field(gt=0, le=2000)] | None = None
    areas: tuple[Area, ...] = ()
