"""Whether a schema still means what its released form means, to old readers of new events and to new readers of old.

A writer sends only what its schema names; a reader ignores what it does not know. Under both directions at once,
nothing that constrains a value may change: a narrower form refuses old events, a wider one sends new events that old
readers refuse. What remains is to add optional fields, to add known values to an extensible list, and to write a better
text.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

TEXTS = frozenset({"$id", "$schema", "$defs", "title", "description", "examples"})
INSIDE = ("items", "propertyNames", "additionalProperties")
COMPARED_APART = frozenset({"properties", "required", "x-extensible-enum", *INSIDE})


def breaking_changes(released: Schema, current: Schema) -> list[str]:
    """Return what breaks, one sentence each with the field's place; nothing where the change is compatible."""
    return list(_changes(_resolved(released, released), _resolved(current, current), "the event"))


def _resolved(part: Any, root: Schema) -> Any:
    """Return the schema with its references replaced by what they stand for: moving a definition is no change."""
    if isinstance(part, list):
        return [_resolved(each, root) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _resolved(
            root["$defs"][part["$ref"].removeprefix("#/$defs/")] | {k: part[k] for k in part if k != "$ref"}, root
        )
    return {name: _resolved(each, root) for name, each in part.items() if name != "$defs"}


def _changes(released: Schema, current: Schema, place: str) -> Iterator[str]:
    for keyword in sorted((released.keys() | current.keys()) - TEXTS - COMPARED_APART):
        if released.get(keyword) != current.get(keyword):
            yield f"{place}: {keyword} was {_said(released, keyword)} and is {_said(current, keyword)}"
    for value in released.get("x-extensible-enum", []):
        if value not in current.get("x-extensible-enum", []):
            yield f"{place}: the known value {value} was taken away"
    for inside in INSIDE:
        if (inside in released) != (inside in current):
            yield f"{place}: {inside} was {_said(released, inside)} and is {_said(current, inside)}"
        elif inside in released:
            yield from _changes(released[inside], current[inside], f"{place}[]")
    yield from _field_changes(released, current, place)


def _field_changes(released: Schema, current: Schema, place: str) -> Iterator[str]:
    before, after = released.get("properties", {}), current.get("properties", {})
    asked_before, asked_after = set(released.get("required", [])), set(current.get("required", []))
    for name in before:
        field = f"{place}.{name}"
        if name not in after:
            yield f"{field} was removed"
            continue
        if name in asked_after - asked_before:
            yield f"{field} was optional and is required: events already sent may lack it"
        if name in asked_before - asked_after:
            yield f"{field} was required and is optional: readers already running ask for it"
        yield from _changes(before[name], after[name], field)
    for name in sorted(asked_after - before.keys()):
        yield f"{place}.{name} is new and required: events already sent lack it"


def _said(schema: Schema, keyword: str) -> str:
    return repr(schema[keyword]) if keyword in schema else "absent"
