"""Fields of an event that could carry who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_PERSONAL_WORDS = frozenset(
    [
        "address",
        "birth",
        "dob",
        "email",
        "firstname",
        "forename",
        "gender",
        "lastname",
        "mobile",
        "nhs",
        "note",
        "notes",
        "phone",
        "postcode",
        "surname",
        "telephone",
        "text",
        "title",
    ]
)
_PERSONAL_NAMES = re.compile(r"(?:^|_)(?:full|given|family|first|last|person|patient|preferred)_?name$")
_BOUNDED = ("pattern", "format", "enum", "const", "x-extensible-enum")

Schema = dict[str, Any]


def suspicious_fields(schema: Schema) -> Iterator[tuple[str, str]]:
    """Path and reason of every field of a JSON Schema that is named after a person's particulars or is free text.

    A string is free text unless its schema bounds what it can say: a pattern, a format, a list of values.
    """
    yield from _walk(schema, schema.get("$defs", {}), "", frozenset())


def _walk(schema: Schema, definitions: Schema, path: str, above: frozenset[str]) -> Iterator[tuple[str, str]]:
    if (reference := schema.get("$ref")) is not None:
        name = str(reference).rpartition("/")[2]
        if name not in above:
            yield from _walk(definitions[name], definitions, path, above | {name})
        return
    if schema.get("type") == "string" and not any(bound in schema for bound in _BOUNDED):
        yield path, "is free text"
    for field, inner in schema.get("properties", {}).items():
        here = f"{path}.{field}" if path else field
        if set(field.split("_")) & _PERSONAL_WORDS or _PERSONAL_NAMES.search(field):
            yield here, "is named after a person's particulars"
        yield from _walk(inner, definitions, here, above)
    for key in ("items", "additionalProperties"):
        if isinstance(inner := schema.get(key), dict):
            yield from _walk(inner, definitions, f"{path}[]", above)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for inner in schema.get(key, ()):
            yield from _walk(inner, definitions, path, above)
