"""A service, whole."""

from datetime import date
from typing import Annotated

from pydantic import Field

from towpath_contracts.codes import Code, ServiceStatus, Setting, StandardWord, extensible
from towpath_contracts.listing.form import Described, Funding, Line, Taxonomy, TaxonomyTerm, Text, Url
from towpath_contracts.listing.organization import Organization, Program
from towpath_contracts.listing.place import Location, ServiceArea, ServiceAtLocation
from towpath_contracts.listing.reaching import Contact, Phone, SpokenLanguage
from towpath_contracts.listing.times import CostOption, Schedule, ServiceCapacity
from towpath_contracts.values import AccessField, Area, CircumstanceField, Id, Language, ModeField, NeedField, Value


class RequiredDocument(Value):
    """What has to be brought."""

    id: Id
    document: Line | None = None
    uri: Line | None = None


class Listing(Described):
    """A service as a link worker sees it. Ages in years; ``reach_km`` is a radius around a location in kilometres.

    ``languages`` are tags that matching understands; ``spoken_languages`` what the publisher wrote of them.
    """

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
    alternate_name: Line | None = None
    additional_urls: tuple[Url, ...] = ()
    interpretation_services: Text | None = None
    application_process: Text | None = None
    fees_description: Text | None = None
    accreditations: Text | None = None
    licenses: Text | None = None
    alert: Text | None = None
    assurer_email: Line | None = None
    spoken_languages: tuple[SpokenLanguage, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    funding: tuple[Funding, ...] = ()
    program: Program | None = None
    required_documents: tuple[RequiredDocument, ...] = ()
    taxonomies: tuple[Taxonomy, ...] = ()
    capacities: tuple[ServiceCapacity, ...] = ()
