"""The fields of an event in words: what form they have, whether they are needed and what they say."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from towpath_contracts.codes import CODE_FORM
from towpath_contracts.event import Event
from towpath_contracts.json_schema import TIME_OF_DAY, Schema, schema_of
from towpath_contracts.values import AREA_FORM, LANGUAGE_FORM, ORGANISATION_FORM, UUID_FORM

BY_FORM = {
    UUID_FORM: "id (UUID)",
    ORGANISATION_FORM: "organisation id",
    AREA_FORM: "postcode sector",
    LANGUAGE_FORM: "language tag (BCP 47)",
    CODE_FORM: "code",
    TIME_OF_DAY: "time of day, hh:mm:ss",
}
BY_FORMAT = {"date": "date", "date-time": "moment, with its zone"}


class NoMeaning(LookupError):
    """A field says nothing of itself: give it a line in ``meanings.toml``. The message names it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its path, such as ``options[].km``; ``known`` are the values of a code that are known so far."""

    path: str
    form: str
    needed: bool
    meaning: str
    known: tuple[str, ...]
    default: str | None


def fields_of(event: type[Event]) -> list[Field]:
    """Return the fields of an event, each followed by those that it holds. Raises NoMeaning."""
    schema = schema_of(event)
    return list(_fields(schema, schema.get("$defs", {}), event.name, ""))


def _fields(schema: Schema, parts: dict[str, Schema], holder: str, path: str) -> Iterator[Field]:
    for name, given in schema.get("properties", {}).items():
        listed = "items" in given
        part = given["items"] if listed else given
        referred = part["$ref"].removeprefix("#/$defs/") if "$ref" in part else None
        here = f"{path}{name}{'[]' if listed else ''}"
        yield Field(
            here,
            ("list of: " if listed else "") + ("the fields below" if referred else form_of(part)),
            name in schema.get("required", []),
            meaning_of(holder, name),
            tuple(part.get("propertyNames", part).get("x-extensible-enum", ())),
            _default(given),
        )
        if referred:
            yield from _fields(parts[referred], parts, referred, f"{here}.")


def _default(schema: Schema) -> str | None:
    default = schema.get("default")
    return None if default in (None, [], {}, "") else str(default).lower() if default in (True, False) else str(default)


def form_of(schema: Schema) -> str:
    """Return the form of a value in words."""
    match schema:
        case {"additionalProperties": part, "propertyNames": names}:
            return f"for each {form_of(names)}: {form_of(part)}"
        case {"pattern": form} if form in BY_FORM:
            return BY_FORM[form]
        case {"format": form}:
            return BY_FORMAT[form]
        case {"pattern": str() as form} if form.startswith("^(") and form.endswith(")$"):
            return "one of " + ", ".join(form[2:-2].split("|"))
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "integer"}:
            return f"whole number{_bounds(schema)}"
        case {"type": "number"}:
            return f"number{_bounds(schema)}"
        case {"type": "string", "maxLength": most, "pattern": _}:
            return f"text of its form, up to {most:,} characters"
        case {"type": "string", "maxLength": most}:
            return f"text, up to {most:,} characters"
    return "text of its form"


def _bounds(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema:
        return f", above {_plain(schema['exclusiveMinimum'])}" + ("" if most is None else f", up to {_plain(most)}")
    if least is not None and most is not None:
        return f", {_plain(least)} to {_plain(most)}"
    return "" if least is None else f", {_plain(least)} or more"


def _plain(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def meaning_of(holder: str, name: str) -> str:
    """Return what a field says. Raises NoMeaning."""
    table = meanings()
    for key in (f"{holder}.{name}", name):
        if key in table:
            return table[key]
    raise NoMeaning(f"{holder}.{name}")


@cache
def meanings() -> dict[str, str]:
    """Return what the fields say, by their names."""
    text = files("towpath_contracts.published").joinpath("meanings.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return table
