"""Whether an event leaves room for what must never travel: a name, an address, a number or a text of a person.

Events carry pseudonymous ids, codes, ages and postcode sectors. A field of a form that can hold nothing else passes;
every other one has to stand in ``NOT_PERSONAL`` by its path, with what it holds instead. So a field that somebody adds
fails until somebody has thought about it.
"""

import re
from collections.abc import Iterator
from typing import Any

from towpath_contracts.event import Event
from towpath_contracts.json_schema import form_of
from towpath_contracts.ledger import NOT_PERSONAL
from towpath_contracts.values import AREA_FORM, LANGUAGE_FORM, ORGANISATION_FORM, UUID_FORM

Schema = dict[str, Any]

CLOSED_FORMS = frozenset({UUID_FORM, ORGANISATION_FORM, AREA_FORM, LANGUAGE_FORM})
"""An id that tells nothing, an organisation, an area and a language."""

CLOSED_LIST = re.compile(r"\^\([A-Za-z |]+\)\$")

LARGEST_QUANTITY = 1_000_000
"""A number that may be larger has room for an NHS number (ten digits) or a telephone number."""

TELLTALE = frozenset(
    {
        "name",
        "surname",
        "forename",
        "dob",
        "birth",
        "nhs",
        "address",
        "street",
        "postcode",
        "phone",
        "telephone",
        "mobile",
        "email",
        "note",
        "notes",
        "comment",
        "comments",
        "text",
        "gender",
        "sex",
        "ethnicity",
        "religion",
    }
)
"""Words in a field's name that say what it would hold, of whatever form it is."""


def personal_fields(event: type[Event], allowed: dict[str, str] | None = None) -> list[str]:
    """Return the paths of an event's fields that could hold something of a person, such as ``referral.received.note``.

    ``[]`` in a path stands for the entries of an array, ``{}`` for the names and values of a map.
    """
    ledger = NOT_PERSONAL if allowed is None else allowed
    schema = form_of(event)
    stream, name = event.stream.value, event.name
    open_paths = _open(schema, schema.get("$defs", {}), "", "")
    return sorted({f"{stream}.{name}{path}" for path in open_paths} - _expanded(ledger, stream, name))


def _expanded(ledger: dict[str, str], stream: str, name: str) -> set[str]:
    """Return the ledger's paths with the event's name in place of a star, which stands for every event of a stream."""
    return {path.replace(f"{stream}.*.", f"{stream}.{name}.", 1) for path in ledger}


def _open(schema: Schema, definitions: dict[str, Schema], path: str, field: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _open(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions, path, field)
    elif "properties" in schema:
        for name, part in schema["properties"].items():
            yield from _open(part, definitions, f"{path}.{name}", name)
    elif "items" in schema:
        yield from _open(schema["items"], definitions, f"{path}[]", field)
    elif "additionalProperties" in schema:
        for part in (schema["propertyNames"], schema["additionalProperties"]):
            yield from _open(part, definitions, f"{path}{{}}", field)
    elif TELLTALE.intersection(field.split("_")) or not _closed(schema):
        yield path


def _closed(schema: Schema) -> bool:
    """Return whether the form of a field leaves no room for a person: neither texts, nor dates, nor long numbers do."""
    match schema:
        case {"type": "boolean"} | {"type": "null"} | {"x-extensible-enum": _}:
            return True
        case {"type": "integer" | "number", "maximum": most}:
            return bool(most <= LARGEST_QUANTITY)
        case {"pattern": form}:
            return form in CLOSED_FORMS or CLOSED_LIST.fullmatch(form) is not None
    return False
