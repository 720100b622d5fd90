"""The revisions of an event's schema, one file each: ``schemas/<stream>/<event>/v<version>.<revision>.json``.

A version is what a type names (``.v1``) and ``dataschema`` too (``urn:towpath:referral:received:v1``): its revisions
only add, so whoever has any of them reads every event of the version. A revision's own ``$id`` counts it, from 1
(``urn:towpath:referral:received:v1.2``).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

from towpath_contracts.compatibility import Schema
from towpath_contracts.envelope import dataschema_of
from towpath_contracts.event import Event
from towpath_contracts.json_schema import schema_of

SCHEMAS = "schemas"
PATH = re.compile(rf"{SCHEMAS}/([a-z]+)/([a-z_]+)/v([1-9][0-9]*)\.([1-9][0-9]*)\.json")


class Version(NamedTuple):
    """A version of an event: what its type names."""

    stream: str
    event: str
    version: int

    @classmethod
    def of(cls, event: type[Event]) -> Self:
        """Return the version that a class of the catalogue is."""
        return cls(event.stream.value, event.name, event.version)

    def __str__(self) -> str:
        """Return what people call it, such as ``referral.received``, with the version from the second on."""
        return f"{self.stream}.{self.event}" + (f" v{self.version}" if self.version > 1 else "")


class Revision(NamedTuple):
    """A revision of a version, counted from 1."""

    of: Version
    number: int

    @classmethod
    def at(cls, path: str) -> "Revision | None":
        """Return the revision whose file this is, by its path below the contracts folder, or None."""
        found = PATH.fullmatch(path)
        return None if found is None else cls(Version(found[1], found[2], int(found[3])), int(found[4]))

    @property
    def path(self) -> str:
        """Its file, below the contracts folder."""
        return f"{SCHEMAS}/{self.of.stream}/{self.of.event}/v{self.of.version}.{self.number}.json"

    def schema(self, event: type[Event]) -> Schema:
        """Return the schema of an event as this revision of it."""
        return schema_of(event) | {"$id": f"{dataschema_of(event.type)}.{self.number}"}


def files_in(folder: Path) -> Iterator[str]:
    """Yield the path of every file below the schemas of a contracts folder, in order."""
    for file in sorted((folder / SCHEMAS).rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix()


def revisions_in(folder: Path) -> dict[Version, list[Revision]]:
    """Return the revisions that have a file in a contracts folder, the first one first."""
    found: dict[Version, list[Revision]] = {}
    for path in files_in(folder):
        if (revision := Revision.at(path)) is not None:
            found.setdefault(revision.of, []).append(revision)
    return {version: sorted(revisions) for version, revisions in found.items()}


def read(folder: Path, revision: Revision) -> Schema:
    """Return the schema in a revision's file."""
    schema: Schema = json.loads((folder / revision.path).read_text(encoding="utf-8"))
    return schema


def same(one: Schema, other: Schema) -> bool:
    """Whether two revisions say the same, to the last word; what counts them is apart."""
    return {**one, "$id": ""} == {**other, "$id": ""}
