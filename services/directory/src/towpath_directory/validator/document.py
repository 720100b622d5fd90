"""One document against the facts of its resource, down to the last part of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath_directory.validator.facts import Field, Resource
from towpath_directory.validator.finding import Fault
from towpath_directory.validator.formats import ADVISED, FORMATS, described

TYPES: Mapping[str, str] = {
    "dict": "an object",
    "list": "a list",
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "NoneType": "null",
}


def faults(document: object, resource: Resource, path: str = "$") -> Iterator[Fault]:
    """Yield what is wrong with a document, in the order of its fields, those that are missing first."""
    if not isinstance(document, dict):
        yield wrong_type(document, "one", resource.name, path)
        return
    for name in resource.required:
        if name not in document:
            yield Fault("required-missing", path, _words(resource.fields[name], name))
    for name, value in document.items():
        if name in resource.fields:
            yield from _field(value, resource.fields[name], name, f"{path}.{name}")


def wrong_type(found: object, form: str, name: str, path: str) -> Fault:
    """Return the fault of a value that is of another type than its form."""
    said = TYPES.get(type(found).__name__, "something else")
    return Fault("wrong-type", path, {"field": name, "found": said} | described(form))


def _words(field: Field, name: str) -> dict[str, str]:
    one_of = {"expected": f"one of {', '.join(field.choices)}"} if field.choices else {}
    return {"field": name} | described(field.form) | one_of


def _field(value: Any, field: Field, name: str, path: str) -> Iterator[Fault]:
    words = _words(field, name)
    if value is None:
        yield Fault("null", path, words)
    elif field.form == "one" and field.of:
        yield from faults(value, field.of, path)
    elif field.form == "many" and field.of:
        yield from _many(value, field.of, name, path)
    elif field.form == "number":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield wrong_type(value, "number", name, path)
    elif not isinstance(value, str):
        yield wrong_type(value, "text", name, path)
    elif field.choices:
        if value not in field.choices:
            yield Fault("unknown-choice", path, words)
    elif field.form in FORMATS and not FORMATS[field.form](value):
        yield Fault("not-a-date" if field.form in ADVISED else "wrong-format", path, words)


def _many(value: Any, of: Resource, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield wrong_type(value, "many", name, path)
        return
    for place, one in enumerate(value):
        yield from faults(one, of, f"{path}[{place}]")
