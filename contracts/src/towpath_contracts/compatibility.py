"""Whether a schema still means what an earlier revision of it meant, and for whom it does not.

A writer is closed: it sends only what its schema names. A reader is open: it ignores what it does not know. Old readers
meet new events and new readers meet old events, so nothing that constrains a value may change: a narrower form refuses
what was sent before, a wider one lets through what readers already running refuse. What remains is to add optional
fields, to name more known values, and to write a better text.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

Schema = dict[str, Any]

IDENTITY = frozenset({"$id", "$schema", "$defs"})
TEXTS = frozenset({"title", "description", "examples"})
INSIDE = ("items", "propertyNames", "additionalProperties")
COMPARED_APART = IDENTITY | TEXTS | {"properties", "required", "x-extensible-enum", *INSIDE}
LEAST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
MOST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})


class Reader(StrEnum):
    """Who reads what an event no longer fits."""

    OLD = "old readers of new events"
    NEW = "new readers of old events"


BOTH = (Reader.OLD, Reader.NEW)
LEAVE_FORM = "leave the form and add an optional field beside it"
KEEP_FIELD = "keep it as it was"
LEAVE_OPTIONAL = "make it optional"
KEEP_VALUE = "leave it in the list and stop sending it"
KEEP_DEFAULT = "leave it and say the other value in every event"


class Break(NamedTuple):
    """One change that breaks: where, what, for whom, and what to do instead of a new event of the next version."""

    place: str
    change: str
    readers: tuple[Reader, ...]
    instead: str

    def __str__(self) -> str:
        """Say it in one sentence."""
        return f"{self.place}{self.change}: breaks {' and '.join(self.readers)}; {self.instead}"


def breaking_changes(earlier: Schema, later: Schema) -> list[Break]:
    """Return what breaks between two revisions, with the field's place; nothing where the change is compatible."""
    return list(_changes(resolved(earlier), resolved(later), "the event"))


def resolved(schema: Schema) -> Schema:
    """Return the schema with its references replaced by what they stand for: moving a definition is no change."""
    whole: Schema = _resolved(schema, schema)
    return whole


def _resolved(part: Any, root: Schema) -> Any:
    if isinstance(part, list):
        return [_resolved(each, root) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        aside = {keyword: part[keyword] for keyword in part if keyword != "$ref"}
        return _resolved(root["$defs"][part["$ref"].removeprefix("#/$defs/")] | aside, root)
    return {name: _resolved(each, root) for name, each in part.items() if name != "$defs"}


def _changes(earlier: Schema, later: Schema, place: str) -> Iterator[Break]:
    for keyword in sorted((earlier.keys() | later.keys()) - COMPARED_APART):
        if earlier.get(keyword) != later.get(keyword):
            instead = KEEP_DEFAULT if keyword == "default" else LEAVE_FORM
            yield Break(place, _was(earlier, later, keyword), _refused(earlier, later, keyword), instead)
    for known in earlier.get("x-extensible-enum", []):
        if known not in later.get("x-extensible-enum", []):
            yield Break(place, f": the known value {known} was taken away", BOTH, KEEP_VALUE)
    for inside in INSIDE:
        before, after = earlier.get(inside), later.get(inside)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _changes(before, after, f"{place}[]")
        elif before != after:
            yield Break(place, _was(earlier, later, inside), _refused(earlier, later, inside), LEAVE_FORM)
    yield from _field_changes(earlier, later, place)


def _field_changes(earlier: Schema, later: Schema, place: str) -> Iterator[Break]:
    before, after = earlier.get("properties", {}), later.get("properties", {})
    asked_before, asked_after = set(earlier.get("required", [])), set(later.get("required", []))
    for name in before:
        field = f"{place}.{name}"
        if name not in after:
            yield Break(field, " was removed", (Reader.OLD,), KEEP_FIELD)
            continue
        if name in asked_after - asked_before:
            yield Break(field, " was optional and is required", (Reader.NEW,), LEAVE_OPTIONAL)
        if name in asked_before - asked_after:
            yield Break(field, " was required and is optional", (Reader.OLD,), KEEP_FIELD)
        yield from _changes(before[name], after[name], field)
    for name in sorted(asked_after - before.keys()):
        yield Break(f"{place}.{name}", " is new and required", (Reader.NEW,), LEAVE_OPTIONAL)


def _refused(earlier: Schema, later: Schema, keyword: str) -> tuple[Reader, ...]:
    """Return who refuses what: new readers where the form became narrower, old ones where wider, else either may."""
    if keyword == "default":
        return BOTH
    if keyword not in earlier:
        return (Reader.NEW,)
    if keyword not in later:
        return (Reader.OLD,)
    before, after = earlier[keyword], later[keyword]
    if keyword in LEAST | MOST:
        return (Reader.NEW,) if (after > before) is (keyword in LEAST) else (Reader.OLD,)
    if (keyword == "enum" and set(before) < set(after)) or (before, after) == ("integer", "number"):
        return (Reader.OLD,)
    if (keyword == "enum" and set(after) < set(before)) or (before, after) == ("number", "integer"):
        return (Reader.NEW,)
    return BOTH


def _was(earlier: Schema, later: Schema, keyword: str) -> str:
    return f": {keyword} was {_said(earlier, keyword)} and is {_said(later, keyword)}"


def _said(schema: Schema, keyword: str) -> str:
    return repr(schema[keyword]) if keyword in schema else "absent"
