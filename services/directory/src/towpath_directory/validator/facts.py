"""The facts of the standards, as data in TOML: which fields a resource has, of which form, and which it must have.

The names and forms are those of the published schemas; nothing of their text is here.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from towpath_directory.validator.finding import Level

PROFILES = ("oruk-3.0", "hsds-3.1")
_FORMS = ("text", "number", "uuid", "uri", "email", "date-time", "date", "time")


class UnknownKind(ValueError):
    """No endpoint answers documents of that kind; the message names those that there are."""


class UnknownProfile(ValueError):
    """There are no facts about that profile; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a field holds: a value of a ``form``, one of the ``choices``, or ``one`` or ``many`` of a resource."""

    form: str
    choices: tuple[str, ...] = ()
    of: "Resource | None" = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with the fields that the standard names, and those that must be there."""

    name: str
    required: tuple[str, ...]
    fields: Mapping[str, Field]

    def flat(self) -> "Resource":
        """Return it as it is in a list: without what it has many of, and so is what it has one of."""
        kept = {
            name: replace(field, of=field.of.flat()) if field.of else field
            for name, field in self.fields.items()
            if field.form != "many"
        }
        return replace(self, fields=kept)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an endpoint answers: a resource, or a ``page`` of them."""

    name: str
    resource: Resource
    page: bool
    level: Level
    endpoint: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A standard: the kinds of documents that its APIs answer, by name, and how `/` tells its version."""

    name: str
    kinds: Mapping[str, Kind]
    version: str
    version_words: str

    def kind(self, name: str) -> Kind:
        """Return a kind by its name; raises UnknownKind."""
        try:
            return self.kinds[name]
        except KeyError:
            raise UnknownKind(f"no document is called so: choose from {', '.join(self.kinds)}") from None


@cache
def profile(name: str) -> Profile:
    """Return a profile by its name, `oruk-3.0` or `hsds-3.1`; raises UnknownProfile."""
    if name not in PROFILES:
        raise UnknownProfile(f"no profile is called so: choose from {', '.join(PROFILES)}")
    shared, own = _table("shared.toml"), _table(f"{name}.toml")
    resources = _resources(shared["resources"], own["resources"])
    kinds = {one: _kind(one, given, resources, own["levels"]) for one, given in shared["kinds"].items()}
    return Profile(name, MappingProxyType(kinds), own["root"]["version"], own["root"]["words"])


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _resources(shared: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Resource]:
    """Put the resources together, each with those that it holds inside it: no resource holds itself."""
    made: dict[str, Resource] = {}

    def make(name: str) -> Resource:
        if name not in made:
            parts = [table[name] for table in (shared, own) if name in table]
            fields = {field: holds for part in parts for field, holds in _fields(part, make)}
            required = tuple(field for part in parts for field in part.get("required", ()))
            made[name] = Resource(name, required, MappingProxyType(fields))
        return made[name]

    for name in (*shared, *own):
        make(name)
    return made


def _fields(part: Mapping[str, Any], make: Callable[[str], Resource]) -> Iterator[tuple[str, Field]]:
    for form in _FORMS:
        yield from ((name, Field(form)) for name in part.get(form, ()))
    yield from ((name, Field("choice", choices=tuple(of))) for name, of in part.get("choices", {}).items())
    for form in ("one", "many"):
        yield from ((name, Field(form, of=make(of))) for name, of in part.get(form, {}).items())


def _kind(name: str, given: Mapping[str, Any], resources: Mapping[str, Resource], levels: Mapping[str, str]) -> Kind:
    resource = resources[given["resource"]]
    without: Mapping[str, Any] = given.get("without", {})
    more = {
        field: Field(form, of=_less(resources[of], without.get(field, ())))
        for form in ("one", "many")
        for field, of in given.get(form, {}).items()
    }
    whole = replace(resource, fields={**resource.fields, **more})
    page = given.get("page", False)
    path = {"api": "/", "taxonomy": "/taxonomies"}.get(resource.name, f"/{resource.name}s")
    endpoint = path if page or resource.name == "api" else f"{path}/{{id}}"
    return Kind(name, whole.flat() if given.get("flat") else whole, page, Level(levels[resource.name]), endpoint)


def _less(resource: Resource, without: tuple[str, ...]) -> Resource:
    return replace(resource, fields={name: field for name, field in resource.fields.items() if name not in without})
