"""Reaching into a record whose shape nobody promised: typed looks at JSON, by the names that publishers use."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

Node = Mapping[str, object]


@cache
def names(group: str, field: str) -> tuple[str, ...]:
    """Return the names under which publishers give a field, the standard's first (names.toml)."""
    table = _tables()[group]
    assert isinstance(table, dict)
    return tuple(table[field])


@cache
def _tables() -> Mapping[str, object]:
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))


def node(value: object) -> Node | None:
    """Return the value if it is an object."""
    return value if isinstance(value, dict) else None


def values(value: object) -> list[object]:
    """Return the members of a list, a single value as the only one, and nothing for null."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def nodes(value: object) -> list[Node]:
    """Return the objects in a value: itself, or the members of the list that it is."""
    return [member for member in values(value) if isinstance(member, dict)]


def word(value: object) -> str:
    """Return a scalar as text without blanks around it, and an empty one for all else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    return str(value)


def given(record: Node, group: str, field: str) -> tuple[str, object]:
    """Return the name and the value of the first of a field's names that holds something, else ``("", None)``."""
    for name in names(group, field):
        value = record.get(name)
        if value not in (None, "", [], {}):
            return name, value
    return "", None


def look(record: Node, group: str, field: str) -> str:
    """Return the first text among a field's names, else an empty one; of an object, its name, value or description."""
    for name in names(group, field):
        for value in values(record.get(name)):
            if found := word(value) or word_of(node(value)):
                return found
    return ""


def word_of(value: Node | None) -> str:
    """Return what an object calls itself."""
    if value is None:
        return ""
    for name in ("name", "value", "service_category_name", "description", "text", "notes"):
        if found := word(value.get(name)):
            return found
    return ""


def members(record: Node, group: str, field: str) -> list[Node]:
    """Return the objects under all the names of a field."""
    return [found for name in names(group, field) for found in nodes(record.get(name))]


def leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield every scalar below a value with the name that it, or the list that it is in, has."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, key)
    elif isinstance(value, list):
        for child in value:
            yield from leaves(child, name)
    else:
        yield name, value


def depth(value: object, limit: int) -> bool:
    """Tell whether a value is nested no deeper than ``limit``."""
    level = [value]
    for _ in range(limit):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent if isinstance(parent, list) else ())
            if isinstance(child, (dict, list))
        ]
        if not level:
            return True
    return False
