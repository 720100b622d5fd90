"""What the texts of a listing hold: what an organisation publishes about itself, part by part and field by field."""

from collections.abc import Iterator

LISTING = "directory.service_published.listing"

PLACES = (
    ("", "name alternate_name description url email status wait_time eligibility_description alert accreditations"),
    ("", "application_process fees_description interpretation_services licenses assurer_email"),
    ("organization", "name alternate_name description website email legal_status logo tax_id tax_status uri"),
    ("organization.programs[] program", "name alternate_name description"),
    ("organization.organization_identifiers[]", "identifier identifier_scheme identifier_type"),
    ("organization.funding[] funding[]", "source"),
    ("organization.additional_websites[] additional_urls[]", "label url"),
    ("organization.contacts[] contacts[] locations[].contacts[]", "title department email"),
    ("phones[] organization.phones[] locations[].phones[]", "number description extension type"),
    ("contacts[].phones[] organization.contacts[].phones[]", "number description extension type"),
    ("locations[].contacts[].phones[]", "number description extension type"),
    ("spoken_languages[] locations[].languages[]", "code name note"),
    ("phones[].languages[] organization.phones[].languages[] locations[].phones[].languages[]", "code name note"),
    ("contacts[].phones[].languages[] organization.contacts[].phones[].languages[]", "code name note"),
    ("locations[].contacts[].phones[].languages[]", "code name note"),
    ("locations[]", "name alternate_name description location_type transportation url external_identifier"),
    ("locations[]", "external_identifier_type"),
    ("locations[].addresses[]", "address_1 address_2 city region state_province"),
    ("locations[].addresses[]", "postal_code country address_type"),
    ("locations[].accessibility[]", "description details url"),
    ("service_at_locations[]", "description"),
    ("service_areas[]", "name description extent extent_type uri"),
    ("cost_options[]", "option amount amount_description currency valid_from valid_to"),
    ("required_documents[]", "document uri"),
    ("capacities[]", "available maximum description updated"),
    ("capacities[].unit", "name scheme identifier uri"),
    ("taxonomies[]", "name description uri version"),
    ("taxonomy_terms[]", "name taxonomy code description language term_uri"),
    ("attributes[] organization.attributes[] locations[].attributes[] service_at_locations[].attributes[]", "="),
    ("schedules[].attributes[] service_areas[].attributes[] cost_options[].attributes[]", "="),
)
"""Where a part stands in a listing, and which of its fields could hold anything; ``=`` for an attribute."""

ATTRIBUTE = "label link_type value term.name term.taxonomy term.code term.description term.language term.term_uri"


def published() -> Iterator[str]:
    """Yield the paths of what an organisation publishes about a service of its own."""
    for places, fields in PLACES:
        for place in places.split() or [""]:
            for field in (ATTRIBUTE if fields == "=" else fields).split():
                yield ".".join(filter(None, (LISTING, place, field)))
