"""A document of ours as a profile has it: its fields alone, each in its form. Pure."""

from collections.abc import Mapping
from typing import Any

from towpath_directory.feeds.text import NOT_GIVEN
from towpath_directory.public.profiles import Profile
from towpath_directory.validator.facts import Field, Resource
from towpath_directory.validator.formats import FORMATS

Document = Mapping[str, Any]

FALLBACKS = {"status": "inactive", "location_type": "physical", "address_type": "physical"}
"""What a required word becomes that the standards do not know: nobody is sent to a service in a state of its own."""


OURS = {"location": ("confidential",)}
"""Fields of our own, by resource, that go with those of the standards."""


def shaped(document: Document, resource: Resource, profile: Profile) -> dict[str, Any] | None:
    """Return what a profile has of a document, None where something is missing that cannot be left out or said.

    What has not the form of its field, such as an address of the web without its scheme, is left out.
    """
    aliases = profile.names.get(resource.name, {})
    found: dict[str, Any] = {}
    for name, field in resource.fields.items():
        value = document.get(name)
        if value is not None and (kept := _kept(value, name, field, profile)) is not None:
            found[name] = kept
    for name, alias in aliases.items():
        if alias not in found and (text := document.get(name)):
            found[alias] = text
    for name in OURS.get(resource.name, ()):
        if name in document:
            found[name] = document[name]
    for name in resource.required:
        if name not in found:
            instead = _instead(name, resource.fields[name])
            if instead is None:
                return None
            found[name] = instead
    return found


def _kept(value: Any, name: str, field: Field, profile: Profile) -> Any:
    if field.of is not None:
        if field.form == "one":
            return shaped(value, field.of, profile)
        return [made for one in value if (made := shaped(one, field.of, profile)) is not None] or None
    if field.form == "number":
        return value
    if field.choices:
        return value if value in field.choices else None
    if field.form == "text":
        return value if value.strip() else None
    return value if FORMATS[field.form](value) else None


def _instead(name: str, field: Field) -> str | None:
    if field.choices:
        return FALLBACKS.get(name)
    return NOT_GIVEN if field.form == "text" else None
