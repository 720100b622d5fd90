"""Small values that several events carry."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from towpath_contracts.codes import (
    AccessNeed,
    Circumstance,
    Code,
    Day,
    Mode,
    NeedCode,
    PartOfDay,
    ReferrerKind,
    Setting,
    Step,
    extensible,
)
from towpath_contracts.codes import Channel as ChannelCode

UUID_FORM = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
ORGANISATION_FORM = r"^[a-z0-9][a-z0-9-]{0,39}$"
LANGUAGE_FORM = r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"
AREA_FORM = r"^([A-Z]{1,2}[0-9][0-9A-Z]?|GIR)( [0-9])?$"
"""A postcode's sector or district: no full postcode, name, NHS number or telephone number has this form."""
LARGEST_QUANTITY = 1_000_000
"""A number that may be larger has room for a telephone number or an NHS number (ten digits)."""

Id = Annotated[str, StringConstraints(pattern=UUID_FORM)]
"""A UUID in its lower-case text form (RFC 9562). It names a thing or, pseudonymously, a person; it tells nothing."""

OrganisationId = Annotated[str, StringConstraints(pattern=ORGANISATION_FORM)]
"""An organisation: lower-case letters, digits and hyphens, 40 at most, so that it fits into a topic's name."""

Language = Annotated[str, StringConstraints(pattern=LANGUAGE_FORM)]
"""A language tag (BCP 47) of language, script and region, such as ``en-GB``, or ``bfi`` for British Sign Language."""

Age = Annotated[int, Field(ge=0, le=130)]
"""Whole years."""

Count = Annotated[int, Field(ge=0, le=LARGEST_QUANTITY)]
CountFromOne = Annotated[int, Field(ge=1, le=LARGEST_QUANTITY)]
Distance = Annotated[float, Field(ge=0, le=25_000)]
"""In kilometres; no two places on Earth are farther from each other."""

Score = Annotated[float, Field(ge=0, le=1)]
NeedField = Annotated[Code, extensible(NeedCode)]
AccessField = Annotated[Code, extensible(AccessNeed)]
CircumstanceField = Annotated[Code, extensible(Circumstance)]
ModeField = Annotated[Code, extensible(Mode)]
Moment = AwareDatetime


class Value(BaseModel):
    """A frozen value; a reader ignores the fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)


class Area(Value):
    """A small area, never an address: a postcode sector (about 3,000 addresses) and the middle of it.

    ``lat`` and ``lon`` are the centroid of the area in degrees (WGS 84), absent when nobody knows where it is, as for
    the NHS pseudo-postcodes ZZ99.
    """

    code: Annotated[str, StringConstraints(pattern=AREA_FORM)]
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


class Referrer(Value):
    """Who referred, as an organisation and a kind of role, never as a person."""

    organisation: OrganisationId
    kind: Annotated[Code, extensible(ReferrerKind)]
    channel: Annotated[Code, extensible(ChannelCode)]


class Need(Value):
    """A need and how much it matters to the person: 1 matters most."""

    code: NeedField
    priority: Annotated[int, Field(ge=1, le=99)] = 1


class Preferences(Value):
    """What the person would like. An empty list means that anything is fine; ``max_km`` is in kilometres."""

    modes: tuple[ModeField, ...] = ()
    days: tuple[Annotated[Code, extensible(Day)], ...] = ()
    times: tuple[Annotated[Code, extensible(PartOfDay)], ...] = ()
    max_km: Annotated[float, Field(gt=0, le=2000)] | None = None
    setting: Annotated[Code, extensible(Setting)] = Setting.EITHER.value
    free_only: bool = False


class Circumstances(Value):
    """What is true of the person and decides who may take part: age in whole years, and codes."""

    age: Age
    codes: tuple[CircumstanceField, ...] = ()


class NextStep(Value):
    """What the owner of a case sees to next, and by which day (Europe/London) at the latest."""

    what: Annotated[Code, extensible(Step)]
    by: date
