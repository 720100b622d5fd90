"""The profiles as data: which resources each has, with which fields, and what of one it gives under another name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from towpath_directory.validator.facts import Field, Resource
from towpath_directory.validator.facts import profile as standard

WIDEST = "hsds-3.1"
"""The profile that has every field which another may take over."""

LISTS = ("service", "organization", "service_at_location", "taxonomy", "taxonomy_term")


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its resources by name, ``flat`` ones as they are in lists, and under which names it gives a field too.

    ``path`` is where its API is, ``version`` and ``about`` are what `/` says of it.
    """

    name: str
    path: str
    title: str
    version: str
    about: str
    resources: Mapping[str, Resource]
    flat: Mapping[str, Resource]
    names: Mapping[str, Mapping[str, str]]

    def resource(self, name: str, full: bool) -> Resource:
        """Return a resource as it is alone (``full``), or in a list."""
        return (self.resources if full else self.flat)[name]


@cache
def profiles() -> tuple[Profile, ...]:
    """Return the profiles that the API answers in."""
    table = tomllib.loads(files(__package__).joinpath("profiles.toml").read_text("utf-8"))
    wide = _known(WIDEST)
    made = []
    for name, given in table.items():
        own = _known(name)
        whole = _together(
            {one: _widened(own[one], wide.get(one), given["more"].get(one, ())) for one in own} | _new(own)
        )
        made.append(
            Profile(
                name=name,
                path=given["path"],
                title=given["title"],
                version=given["version"],
                about=given["profile"],
                resources=whole,
                flat={one: whole[one].flat() for one in LISTS},
                names=given["names"],
            )
        )
    return tuple(made)


def profile(name: str) -> Profile:
    """Return a profile by its name."""
    return next(one for one in profiles() if one.name == name)


def _known(name: str) -> dict[str, Resource]:
    """Return the resources of a standard by name, each as it is by itself."""
    found: dict[str, Resource] = {}

    def walk(resource: Resource) -> None:
        if resource.name not in found:
            found[resource.name] = resource
            for field in resource.fields.values():
                if field.of is not None:
                    walk(field.of)

    for kind in LISTS[:1] + LISTS[3:]:
        walk(standard(name).kind(kind).resource)
    return found


def _new(own: Mapping[str, Resource]) -> dict[str, Resource]:
    """Return the resources that a profile takes over whole, since a field that it takes over holds them."""
    return {name: resource for name, resource in _known(WIDEST).items() if name not in own}


def _widened(own: Resource, wide: Resource | None, more: tuple[str, ...]) -> Resource:
    if wide is None:
        return own
    return replace(own, fields={**own.fields, **{name: wide.fields[name] for name in more}})


def _together(resources: Mapping[str, Resource]) -> dict[str, Resource]:
    """Put the resources together anew, so that each holds the profile's own of the others."""
    made: dict[str, Resource] = {}

    def make(name: str) -> Resource:
        if name not in made:
            given = resources[name]
            fields = {
                one: field if field.of is None else replace(field, of=make(field.of.name))
                for one, field in given.fields.items()
            }
            made[name] = replace(given, fields=fields)
        return made[name]

    for name in resources:
        make(name)
    service = made["service"]
    rest = {name: field for name, field in service.fields.items() if name != "service_at_locations"}
    here = Field("one", of=replace(service, fields=rest))
    made["service_at_location"] = _with(made["service_at_location"], service=here)
    made["organization"] = _with(made["organization"], services=Field("many", of=service))
    return made


def _with(resource: Resource, **fields: Field) -> Resource:
    return replace(resource, fields={**resource.fields, **fields})
