"""A change in the words of somebody who reads what was done to a listing. The words are data, in words.toml."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import JsonValue

from towpath_directory.versions.diff import Difference, Fields, by_id, steps

MOST = 80
"""The most characters of a value that is quoted."""

_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(r"(\d{2}:\d{2}):00(\.0+)?")


def worded(change: Difference, old: Fields | None, new: Fields | None) -> str:
    """Return a change in words, such as ``opening time of Tuesday: 10:00 → 11:00``."""
    path = steps(change.path)
    if not path:
        return "the listing was withdrawn" if change.op == "remove" else "the listing was published"
    part, owners, name = _way(path, old, new)
    place = "".join(f" of {owner}" for owner in reversed(owners))
    if change.op == "order":
        return f"{_named(name)}{place}: in another order"
    if part is not None:
        return f"{_part(name, part)}{place} {'added' if change.op == 'add' else 'removed'}"
    parts = by_id(change.after if change.op == "add" else change.before)
    if change.op != "replace" and parts:
        said = "added" if change.op == "add" else "removed"
        return f"{_cut(', '.join(_part(name, one) for one in parts.values()))}{place} {said}"
    return f"{_named(name)}{place}: {_said(name, change.before)} → {_said(name, change.after)}"


def _way(path: list[str], old: Fields | None, new: Fields | None) -> tuple[JsonValue, list[str], str]:
    """Return the part at the end of a path if one is there, what it belongs to, and the name of its list or field."""
    owners: list[str] = []
    here: list[JsonValue] = [dict(side) for side in (old, new) if side is not None]
    name = path[0]
    for at, step in enumerate(path):
        parts = [found for side in here if (found := by_id(side)) is not None]
        if parts:
            here = [side[step] for side in parts if step in side]
            if at + 1 == len(path):
                return here[0], owners, name
            owners.append(_called(name, here[0]) or _words()["parts"].get(name, name))
        else:
            here = [side[step] for side in here if isinstance(side, dict) and step in side]
            if at + 1 < len(path) and not any(isinstance(side, list) for side in here):
                owners.append(_named(step))
            name = step
    return None, owners, name


def _part(name: str, part: JsonValue) -> str:
    return " ".join(filter(None, (_words()["parts"].get(name, name), _called(name, part))))


def _called(name: str, part: JsonValue) -> str:
    if not isinstance(part, dict):
        return ""
    for field in _words()["known-by"].get(name, ("name",)):
        if (value := part.get(field)) not in (None, "", []):
            return _said(field, value)
    inside = by_id(part.get("addresses")) or {}
    return next((found for one in inside.values() if (found := _called("addresses", one))), "")


def _named(name: str) -> str:
    named: str = _words()["fields"].get(name, name.replace("_", " "))
    return named


def _said(name: str, value: JsonValue) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case str() if name == "byday":
            return _cut(", ".join(_day(*found) for found in _DAY.findall(value)) or value)
        case str():
            return _cut(_CLOCK.sub(r"\1", value) if _CLOCK.fullmatch(value) else value)
        case list():
            return _cut(", ".join(_said(name, one) for one in value))
        case dict():
            return _cut(_called(name, value) or ", ".join(_said(field, one) for field, one in value.items()))
    return str(value)


def _day(which: str, day: str) -> str:
    words = _words()
    return " ".join(filter(None, (words["which"].get(which.lstrip("+")), words["days"][day])))


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 1].rstrip()}…"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
