"""Where a service is given, and for whom by where they live."""

from typing import Annotated

from towpath_contracts.codes import Placing, StandardWord, extensible
from towpath_contracts.listing.form import Described, Latitude, Line, Longitude, Text
from towpath_contracts.listing.reaching import Accessibility, Address, Contact, Phone, SpokenLanguage
from towpath_contracts.values import Id


class Location(Described):
    """Where a service is given; degrees are WGS 84.

    A ``confidential`` one, such as a refuge, carries nothing from which the place could be found: no address, no
    degrees, no name.
    """

    id: Id
    location_type: Annotated[StandardWord, extensible(Placing)] = Placing.PHYSICAL.value
    name: Line = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    addresses: tuple[Address, ...] = ()
    confidential: bool = False
    alternate_name: Line | None = None
    description: Text | None = None
    transportation: Text | None = None
    url: Line | None = None
    external_identifier: Line | None = None
    external_identifier_type: Line | None = None
    languages: tuple[SpokenLanguage, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()


class ServiceAtLocation(Described):
    """A service at one of its locations, under the id that its publisher gave to the two together."""

    id: Id
    location_id: Id
    description: Text | None = None


class ServiceArea(Described):
    """Whom a service is for by where they live; ``extent`` names an area code where the publisher gave one."""

    id: Id
    name: Line
    extent: Line | None = None
    description: Text | None = None
    extent_type: Line | None = None
    uri: Line | None = None
    location_id: Id | None = None
