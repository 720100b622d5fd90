"""Every kind of change that somebody may make to a schema, with documents that show for whom it breaks.

A change is made at one place of a schema whose references are resolved, so that a place of the schema is a place of a
document. ``sent`` is what a writer of the later revision may send there, ``kept`` what one of the earlier may have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from towpath_contracts.codes import CODE_FORM
from towpath_contracts.compatibility import BOTH, Reader

Schema = dict[str, Any]
Place = tuple[str, ...]

OLD, NEW = (Reader.OLD,), (Reader.NEW,)
NOBODY: tuple[Reader, ...] = ()


class Changed(NamedTuple):
    """A part of a schema after a change, and the values at its place that show what follows; None shows nothing."""

    part: Schema
    says: str = ""
    sent: Any = None
    kept: Any = None
    readers: tuple[Reader, ...] = NOBODY


class Mutant(NamedTuple):
    """A schema with one change."""

    row: str
    place: Place
    schema: Schema
    change: Changed


Change = Callable[[Schema, Any], Iterator[Changed]]


def add_optional_field(part: Schema, shown: Any) -> Iterator[Changed]:
    if "properties" in part:
        fields = part["properties"] | {"added": {"type": "string", "pattern": "^x$"}}
        yield Changed(part | {"properties": fields}, sent=shown | {"added": "x"})


def add_known_value(part: Schema, shown: Any) -> Iterator[Changed]:
    if "x-extensible-enum" in part:
        yield Changed(part | {"x-extensible-enum": [*part["x-extensible-enum"], "added"]}, sent="added")
    elif part.get("pattern") == CODE_FORM:
        yield Changed(part | {"x-extensible-enum": ["added"]}, sent="added")


def better_text(part: Schema, shown: Any) -> Iterator[Changed]:
    yield Changed(part | {"description": "Said better."})


def remove_field(part: Schema, shown: Any) -> Iterator[Changed]:
    asked = part.get("required", [])
    for name in part.get("properties", {}):
        gone = _without(part, name)
        left = {field: value for field, value in shown.items() if field != name}
        yield Changed(gone, f".{name} was removed", sent=left if name in asked else None, readers=OLD)
        renamed = gone | {"properties": gone["properties"] | {"renamed": part["properties"][name]}}
        yield Changed(renamed, f".{name} was removed", sent=left if name in asked else None, readers=OLD)


def add_required_field(part: Schema, shown: Any) -> Iterator[Changed]:
    if "properties" in part:
        fields, asked = part["properties"] | {"added": {"type": "boolean"}}, [*part.get("required", []), "added"]
        yield Changed(
            part | {"properties": fields, "required": asked}, ".added is new and required", kept=shown, readers=NEW
        )


def ask_for_optional_field(part: Schema, shown: Any) -> Iterator[Changed]:
    asked = part.get("required", [])
    for name in part.get("properties", {}).keys() - set(asked):
        left = {field: value for field, value in shown.items() if field != name}
        says = f".{name} was optional and is required"
        yield Changed(part | {"required": [*asked, name]}, says, kept=left, readers=NEW)


def ask_no_longer(part: Schema, shown: Any) -> Iterator[Changed]:
    for name in part.get("required", []):
        left = {field: value for field, value in shown.items() if field != name}
        asked = [other for other in part["required"] if other != name]
        yield Changed(part | {"required": asked}, f".{name} was required and is optional", sent=left, readers=OLD)


def narrower(part: Schema, shown: Any) -> Iterator[Changed]:
    if "maximum" in part:
        yield Changed(part | {"maximum": part["maximum"] - 1}, "maximum was", kept=part["maximum"], readers=NEW)
    if "minimum" in part:
        yield Changed(part | {"minimum": part["minimum"] + 1}, "minimum was", kept=part["minimum"], readers=NEW)
    if "maxLength" in part and "pattern" not in part:
        longest = "a" * part["maxLength"]
        yield Changed(part | {"maxLength": part["maxLength"] - 1}, "maxLength was", kept=longest, readers=NEW)
    if part.get("type") == "array":
        yield Changed(part | {"minItems": 2}, "minItems was", kept=shown[:1], readers=NEW)
    if "x-extensible-enum" in part:
        listed = part["x-extensible-enum"]
        yield Changed(part | {"enum": listed}, "enum was absent", kept="not-in-the-list", readers=NEW)


def wider(part: Schema, shown: Any) -> Iterator[Changed]:
    if "maximum" in part:
        above = part["maximum"] + 1
        yield Changed(part | {"maximum": above}, "maximum was", sent=above, readers=OLD)
        yield Changed(_less(part, "maximum"), "and is absent", sent=above, readers=OLD)
    if "minimum" in part:
        below = part["minimum"] - 1
        yield Changed(part | {"minimum": below}, "minimum was", sent=below, readers=OLD)
    if "exclusiveMinimum" in part:
        least = part["exclusiveMinimum"]
        yield Changed(part | {"exclusiveMinimum": least - 1}, "exclusiveMinimum was", sent=least, readers=OLD)
    if "maxLength" in part and "pattern" not in part:
        longer = "a" * (part["maxLength"] + 1)
        yield Changed(part | {"maxLength": len(longer)}, "maxLength was", sent=longer, readers=OLD)
    if part.get("minItems"):
        yield Changed(_less(part, "minItems"), "minItems was", sent=[], readers=OLD)
    for keyword in ("pattern", "format"):
        if keyword in part:
            yield Changed(_less(part, keyword), f"{keyword} was", sent="é", readers=OLD)


def other_form(part: Schema, shown: Any) -> Iterator[Changed]:
    match part:
        case {"type": "integer"}:
            yield Changed(part | {"type": "number"}, "is 'number'", sent=shown + 0.5, readers=OLD)
        case {"type": "number"}:
            least = part["minimum"] if "minimum" in part else part.get("exclusiveMinimum", 0)
            yield Changed(part | {"type": "integer"}, "is 'integer'", kept=least + 0.5, readers=NEW)
        case {"type": "array", "items": each}:
            yield Changed(each, "type was 'array'", sent=shown[0], kept=shown, readers=BOTH)
        case {"type": "boolean"}:
            yield Changed(part | {"type": "string"}, "type was 'boolean'", sent="yes", kept=True, readers=BOTH)
        case {"pattern": _}:
            yield Changed(part | {"pattern": "^é$"}, "pattern was", sent="é", kept=shown, readers=BOTH)
        case {"format": form}:
            other, now = ("date", "2026-03-03") if form == "date-time" else ("date-time", "2026-03-03T10:00:00Z")
            yield Changed(part | {"format": other}, "format was", sent=now, kept=shown, readers=BOTH)


def take_known_value(part: Schema, shown: Any) -> Iterator[Changed]:
    for known in part.get("x-extensible-enum", []):
        left = [other for other in part["x-extensible-enum"] if other != known]
        yield Changed(part | {"x-extensible-enum": left}, f"the known value {known} was taken away", readers=BOTH)


def other_default(part: Schema, shown: Any) -> Iterator[Changed]:
    if "default" in part:
        yield Changed(part | {"default": "another"}, "default was", readers=BOTH)
        yield Changed(_less(part, "default"), "default was", readers=BOTH)


def close(part: Schema, shown: Any) -> Iterator[Changed]:
    if "properties" in part:
        yield Changed(part | {"additionalProperties": False}, "additionalProperties was absent", readers=NEW)


ALLOWED: dict[str, Change] = {
    "add an optional field": add_optional_field,
    "name another known value": add_known_value,
    "say it better": better_text,
}
FORBIDDEN: dict[str, Change] = {
    "remove or rename a field": remove_field,
    "add a required field": add_required_field,
    "require an optional field": ask_for_optional_field,
    "make a required field optional": ask_no_longer,
    "narrow a form": narrower,
    "widen a form": wider,
    "change a type, pattern or format": other_form,
    "take a known value away": take_known_value,
    "change a default": other_default,
    "refuse unknown fields": close,
}
"""By the rows of the table in the README."""


def mutants(schema: Schema, example: Any, changes: dict[str, Change]) -> Iterator[Mutant]:
    """Yield the schema with each change at each place that it can be made at; the schema has no references."""
    for place, part, shown in _places(schema, example, ()):
        for row, change in changes.items():
            for changed in change(part, shown):
                yield Mutant(row, place, _put(schema, place, changed.part), changed)


def shown_at(example: Any, place: Place, value: Any) -> Any:
    """Return the example with another value at the place of a schema."""
    match place:
        case ():
            return value
        case ("properties", name, *rest):
            return example | {name: shown_at(example[name], tuple(rest), value)}
        case ("items", *rest):
            return [shown_at(example[0], tuple(rest), value)]
        case ("propertyNames", *rest):
            [(_, held), *_] = example.items()
            return {shown_at("", tuple(rest), value): held}
        case ("additionalProperties", *rest):
            [(name, held), *_] = example.items()
            return {name: shown_at(held, tuple(rest), value)}
    raise AssertionError(place)


def closed(schema: Any) -> Any:
    """Return the schema as a writer keeps it: no field but those that it names."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    within = {keyword: closed(each) for keyword, each in schema.items()}
    is_object = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    return within | {"additionalProperties": False} if is_object else within


def _places(part: Schema, shown: Any, place: Place) -> Iterator[tuple[Place, Schema, Any]]:
    yield place, part, shown
    for name, field in part.get("properties", {}).items():
        yield from _places(field, shown[name], (*place, "properties", name))
    if "items" in part:
        yield from _places(part["items"], shown[0], (*place, "items"))
    if "propertyNames" in part:
        [(name, value), *_] = shown.items()
        yield from _places(part["propertyNames"], name, (*place, "propertyNames"))
        yield from _places(part["additionalProperties"], value, (*place, "additionalProperties"))


def _put(schema: Schema, place: Place, part: Schema) -> Schema:
    if not place:
        return part
    return schema | {place[0]: _put(schema[place[0]], place[1:], part)}


def _less(part: Schema, keyword: str) -> Schema:
    return {name: value for name, value in part.items() if name != keyword}


def _without(part: Schema, field: str) -> Schema:
    gone = part | {"properties": _less(part["properties"], field)}
    return gone | {"required": [name for name in part["required"] if name != field]} if "required" in part else gone
