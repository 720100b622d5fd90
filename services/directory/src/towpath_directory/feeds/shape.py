"""Telling the shapes of records apart."""

from enum import StrEnum

from towpath_directory.feeds.reach import Node, names, node, word

OWN = "towpath"
"""Where a record of an export of ours keeps what the standards have no place for."""


class Shape(StrEnum):
    """The shapes that are read."""

    ORUK_1 = "oruk-1"
    HSDS_3 = "hsds-3"
    DOCUMENT = "hsds-document"
    TOWPATH = "towpath"
    TABLE = "csv"
    UNKNOWN = "unknown"


_ORUK_1 = frozenset(
    ("regular_schedules", "holiday_schedules", "eligibilitys", "deliverable_type", "attending_access",
     "service_taxonomys", "link_taxonomies", "pc_metadata", "pc_targetAudience")
)  # fmt: skip
_HSDS_3 = frozenset(
    ("service_at_locations", "schedules", "cost_options", "attributes", "minimum_age", "maximum_age", "last_modified",
     "assurer_email", "eligibility_description", "service_areas", "fees_description", "organization_id", "status",
     "description")
)  # fmt: skip
_ORGANISATION = frozenset(("addresses", "phones", "locations", "nickname"))


def is_ours(record: Node) -> bool:
    """Tell whether a record is one of an export of ours."""
    own = node(record.get(OWN))
    return own is not None and "version" in own and node(own.get("listing")) is not None


def shape_of(record: object) -> Shape:
    """Return the shape of one member of a feed.

    ORUK 1 and HSDS 3 (ORUK 3 is a profile of it) are services with an organisation inside; a document holds an
    organisation and its services beside each other. One of our own exports says so itself.
    """
    found = node(record)
    if found is None or not found:
        return Shape.UNKNOWN
    if is_ours(found):
        return Shape.TOWPATH
    if found.keys() & _ORUK_1:
        return Shape.ORUK_1
    holds = any(name in found for name in names("document", "services"))
    organised = any(name in found for name in names("document", "organizations"))
    wrapped = any(name in found for name in names("document", "wrappers"))
    named = bool(word(found.get("name")))
    if holds or wrapped or "organizations" in found or (organised and not named):
        return Shape.DOCUMENT
    of_an_organisation = found.keys() & _ORGANISATION
    if organised or (named and found.keys() & _HSDS_3 and not of_an_organisation):
        return Shape.HSDS_3
    return Shape.DOCUMENT if named and of_an_organisation else Shape.UNKNOWN
