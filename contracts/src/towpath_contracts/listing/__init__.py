"""A service of the directory in the shape of Open Referral UK 3.0 (a profile of HSDS 3.0), with HSDS 3.1 capacity.

Names, spelling included, are those of the standards. Beyond them: ``needs``, ``circumstances``, ``access_features``,
``modes``, ``setting``, ``nationwide``, ``reach_km`` and ``areas`` for matching; ``confidential`` of a location; ids of
locations beside what holds at one place only.
"""

from towpath_contracts.listing.form import Attribute, Described, Funding, Line, Taxonomy, TaxonomyTerm, Text, Url
from towpath_contracts.listing.organization import Organization, OrganizationIdentifier, Program
from towpath_contracts.listing.place import Location, ServiceArea, ServiceAtLocation
from towpath_contracts.listing.reaching import Accessibility, Address, Contact, Phone, SpokenLanguage
from towpath_contracts.listing.service import Listing, RequiredDocument
from towpath_contracts.listing.times import CostOption, Schedule, ServiceCapacity, Unit

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Contact",
    "CostOption",
    "Described",
    "Funding",
    "Line",
    "Listing",
    "Location",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "RequiredDocument",
    "Schedule",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "SpokenLanguage",
    "Taxonomy",
    "TaxonomyTerm",
    "Text",
    "Unit",
    "Url",
]
