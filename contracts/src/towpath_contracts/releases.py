"""What was released, and when: ``released.json``, which holds the hash of every schema file that nobody may touch."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

RELEASED = "released.json"
NUMBER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class NoRelease(ValueError):
    """A release was asked for that cannot be; the message says what is wrong with it."""


class Release(NamedTuple):
    """A release: its number (semantic versioning), its day, and the hash of each schema file by its path."""

    number: str
    day: str
    schemas: Mapping[str, str]


def hash_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


def releases_in(folder: Path) -> list[Release]:
    """Return the releases of a contracts folder, the first one first; none where nothing was released yet."""
    file = folder / RELEASED
    if not file.exists():
        return []
    kept = json.loads(file.read_text(encoding="utf-8"))
    return [Release(entry["release"], entry["date"], entry["schemas"]) for entry in kept["releases"]]


def document_of(releases: list[Release]) -> dict[str, Any]:
    """Return the releases as they stand in their file."""
    return {
        "releases": [
            {"release": release.number, "date": release.day, "schemas": dict(sorted(release.schemas.items()))}
            for release in releases
        ]
    }


def released_files(releases: list[Release]) -> dict[str, Release]:
    """Return the release of every released file, by its path."""
    return {path: release for release in releases for path in release.schemas}


def touched(folder: Path, releases: list[Release]) -> Iterator[str]:
    """Yield the released files that are not there any more as they were, one line each."""
    for path, release in released_files(releases).items():
        file = folder / path
        if not file.exists():
            yield f"{path}: was released with {release.number} and is not there: put it back, it is never deleted"
        elif hash_of(file) != release.schemas[path]:
            yield (
                f"{path}: was released with {release.number} and has been edited: put it back; "
                "to say more, change the event, and make generated writes the next revision"
            )


def forgotten(releases: list[Release], earlier: list[Release]) -> Iterator[str]:
    """Yield what an earlier state of the ledger holds and this one does not, one line each."""
    now = {release.number: release for release in releases}
    for before in earlier:
        if now.get(before.number) != before:
            yield f"{RELEASED}: release {before.number} is not what it was: a release is never taken back"


def following(folder: Path, number: str, day: date, drafts: list[str]) -> list[Release]:
    """Return the releases with one more, of all drafts. Raises ``NoRelease``."""
    releases = releases_in(folder)
    found = NUMBER.fullmatch(number)
    if found is None:
        raise NoRelease(f"{number} is no release: it has three numbers, such as 1.4.0")
    if releases and _parts(number) <= _parts(releases[-1].number):
        raise NoRelease(f"{number} does not come after {releases[-1].number}, which was released")
    if releases and day.isoformat() < releases[-1].day:
        raise NoRelease(f"{day.isoformat()} is before {releases[-1].day}, when {releases[-1].number} was released")
    if not drafts:
        raise NoRelease("there is nothing to release: every revision was released already")
    return [*releases, Release(number, day.isoformat(), {path: hash_of(folder / path) for path in drafts})]


def _parts(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]
