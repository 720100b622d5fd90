"""Whether an event leaves room for what must never travel: a name, an address, a number or a text of a person.

Events carry pseudonymous ids, codes, ages and postcode sectors. A field of a form that can hold nothing else passes;
every other one has to stand in ``NOT_PERSONAL`` by its path, with what it holds instead and in which form. So a field
that somebody adds fails until somebody has thought about it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from towpath_contracts.codes import CODE_FORM
from towpath_contracts.event import Event
from towpath_contracts.json_schema import form_of
from towpath_contracts.ledger import NOT_PERSONAL, Held
from towpath_contracts.values import AREA_FORM, LANGUAGE_FORM, LARGEST_QUANTITY, UUID_FORM

Schema = dict[str, Any]

CLOSED_FORMS = frozenset({UUID_FORM, AREA_FORM, LANGUAGE_FORM})
"""An id that tells nothing, an area and a language."""

CLOSED_LIST = re.compile(r"\^\([A-Za-z |]+\)\$")

TEXTS = frozenset({"$schema", "$id", "$defs", "title", "description", "examples", "default"})
OBJECT = frozenset({"properties", "required", "additionalProperties", "propertyNames"})
LIST = frozenset({"items", "minItems", "maxItems"})
LEAF = frozenset({"pattern", "format", "minLength", "maxLength", "x-extensible-enum"})
NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
UNDERSTOOD = TEXTS | OBJECT | LIST | LEAF | NUMBER | {"type", "$ref"}
"""What the walk knows to look into. Whatever says something in another way counts as room for a person."""

WORDS = (
    "names?|surnames?|forenames?|initials|title|dob|nino|street|phone|mobile|fax|sms|email|notes?|comments?|text|message"
    "|words|gender|sex|ethnicity|religion|lat|lon|latitude|longitude|uprn|easting|northing"
)
PARTS = "nhs|birth|(sur|fore|first|last|full|given|maiden)name|address|postcode|postal|phone|email|passport|insurance"
TELLTALE = re.compile(rf"(?:^|_)(?:{WORDS})(?:_|$)|{PARTS}")
"""Words in a field's name, and parts of one, that say what it would hold, of whatever form it is."""


class _Leaf(NamedTuple):
    path: str
    schema: Schema


def personal_fields(event: type[Event], allowed: Mapping[str, Held] | None = None) -> list[str]:
    """Return the paths of an event's fields that could hold something of a person, such as ``referral.received.note``.

    ``[]`` in a path stands for the entries of an array, ``{}`` for the names and values of a map.
    """
    schema = form_of(event)
    stream, name = event.stream.value, event.name
    ledger = _expanded(NOT_PERSONAL if allowed is None else allowed, stream, name)
    leaves = _open(schema, schema.get("$defs", {}), f"{stream}.{name}", ())
    return sorted({path for path, part in leaves if path not in ledger or not ledger[path].form.fits(part)})


def _expanded(ledger: Mapping[str, Held], stream: str, name: str) -> dict[str, Held]:
    """Return the ledger with the event's name in place of a star, which stands for every event of a stream."""
    return {path.replace(f"{stream}.*.", f"{stream}.{name}.", 1): held for path, held in ledger.items()}


def _open(schema: Schema, definitions: dict[str, Schema], path: str, fields: tuple[str, ...]) -> Iterator[_Leaf]:
    """Yield the fields that leave room for a person; ``fields`` are the names on the way to this one."""
    if "$ref" in schema:
        yield from _open(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions, path, fields)
    elif schema.keys() - UNDERSTOOD:
        yield _Leaf(path, schema)
    elif "properties" in schema:
        if schema.get("additionalProperties", False) is not False:
            yield _Leaf(f"{path}{{}}", schema)
        for name, part in schema["properties"].items():
            yield from _open(part, definitions, f"{path}.{name}", (*fields, name))
    elif isinstance(schema.get("items"), dict):
        yield from _open(schema["items"], definitions, f"{path}[]", fields)
    elif isinstance(schema.get("propertyNames"), dict) and isinstance(schema.get("additionalProperties"), dict):
        for part in (schema["propertyNames"], schema["additionalProperties"]):
            yield from _open(part, definitions, f"{path}{{}}", fields)
    elif not _closed(schema) or _tells(fields, schema):
        yield _Leaf(path, schema)


def _tells(fields: tuple[str, ...], schema: Schema) -> bool:
    """Whether a field is called after something of a person, or what holds it is; an id tells nothing, wherever."""
    if not fields:
        return False
    tells_nothing = schema.get("type") == "boolean" or schema.get("pattern") == UUID_FORM
    return any(_telltale(name) for name in (fields[-1:] if tells_nothing else fields))


def _telltale(name: str) -> bool:
    return TELLTALE.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()) is not None


def _closed(schema: Schema) -> bool:
    """Return whether the form of a field leaves no room for a person: neither texts, nor dates, nor long numbers do."""
    match schema:
        case {"type": "boolean" | "null"}:
            return True
        case {"type": "integer" | "number"}:
            least = schema.get("minimum", schema.get("exclusiveMinimum"))
            most = schema.get("maximum", schema.get("exclusiveMaximum"))
            return least is not None and most is not None and -LARGEST_QUANTITY <= least <= most <= LARGEST_QUANTITY
        case {"type": "string", "pattern": form, "x-extensible-enum": [_, *_]} if form == CODE_FORM:
            return True
        case {"type": "string", "pattern": form}:
            return form in CLOSED_FORMS or CLOSED_LIST.fullmatch(form) is not None
    return False
