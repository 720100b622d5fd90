"""How to reach a service: by telephone, by letter, by the names that it gives to the public."""

from typing import Annotated

from pydantic import Field

from towpath_contracts.codes import Placing, StandardWord, extensible
from towpath_contracts.listing.form import Line, Text
from towpath_contracts.values import Id, Value


class SpokenLanguage(Value):
    """A language that is spoken somewhere, as the publisher wrote it; ``code`` is that of ISO 639, if any."""

    id: Id
    name: Line | None = None
    code: Line | None = None
    note: Line | None = None


class Phone(Value):
    """A public telephone number; ``location_id`` where it is that of one place."""

    id: Id
    number: Line
    description: Line | None = None
    extension: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    type: Line | None = None
    languages: tuple[SpokenLanguage, ...] = ()
    location_id: Id | None = None


class Contact(Value):
    """Whom to turn to, by a role. The standard's ``name`` has no place here: people's names travel in no event."""

    id: Id
    title: Line | None = None
    department: Line | None = None
    email: Line | None = None
    phones: tuple[Phone, ...] = ()
    location_id: Id | None = None


class Address(Value):
    """A published address of a service, never of a person; so the standard's ``attention`` has no place here."""

    id: Id
    address_1: Line
    address_2: Line | None = None
    city: Line
    region: Line | None = None
    state_province: Line = ""
    postal_code: Line = ""
    country: Line = "GB"
    address_type: Annotated[StandardWord, extensible(Placing)] = Placing.PHYSICAL.value


class Accessibility(Value):
    """What a place has for people who need it."""

    id: Id
    description: Line | None = None
    details: Text | None = None
    url: Line | None = None
