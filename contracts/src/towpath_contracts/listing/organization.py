"""Who runs a service."""

from typing import Annotated

from pydantic import Field

from towpath_contracts.listing.form import Described, Funding, Line, Text, Url
from towpath_contracts.listing.reaching import Contact, Phone
from towpath_contracts.values import Id, Value


class OrganizationIdentifier(Value):
    """A number under which a register knows an organisation, such as ``GB-CHC``."""

    id: Id
    identifier: Line
    identifier_type: Line
    identifier_scheme: Line | None = None


class Program(Value):
    """Several services under one name."""

    id: Id
    name: Line
    description: Text = ""
    alternate_name: Line | None = None


class Organization(Described):
    """The organisation that runs the service."""

    id: Id
    name: Line
    description: Text = ""
    website: Line | None = None
    email: Line | None = None
    alternate_name: Line | None = None
    legal_status: Line | None = None
    logo: Line | None = None
    uri: Line | None = None
    tax_status: Line | None = None
    tax_id: Line | None = None
    year_incorporated: Annotated[int, Field(ge=1, le=9999)] | None = None
    parent_organization_id: Id | None = None
    additional_websites: tuple[Url, ...] = ()
    funding: tuple[Funding, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    programs: tuple[Program, ...] = ()
    organization_identifiers: tuple[OrganizationIdentifier, ...] = ()
