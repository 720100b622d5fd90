"""What changed between two versions of a listing, in the terms of JSON Patch (RFC 6902): pure.

Parts of a list are named by their ids and not by where they stand, so that one that is put first changes nothing of
the others: ``/schedules/<id>/opens_at``. Where the order itself changed, an ``order`` says so, with the ids. A list
whose members have no ids, or one id twice, is replaced whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import JsonValue

Op = Literal["add", "remove", "replace", "order"]
Fields = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: ``path`` is a JSON Pointer with ids; ``before`` or ``after`` is None where nothing was or is."""

    op: Op
    path: str
    before: JsonValue = None
    after: JsonValue = None


def diff(old: Fields | None, new: Fields | None) -> tuple[Difference, ...]:
    """Return what makes the new one of the old one; None is no listing at all, before it came or once withdrawn."""
    if old is None or new is None:
        if old is None and new is None:
            return ()
        whole = dict(new or old or {})
        return (Difference("add", "", None, whole) if old is None else Difference("remove", "", whole),)
    return tuple(_fields(old, new, ""))


def _fields(old: Fields, new: Fields, path: str) -> Iterator[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        where = f"{path}/{escaped(name)}"
        if name not in new:
            yield Difference("remove", where, old[name])
        elif name not in old:
            yield Difference("add", where, None, new[name])
        else:
            yield from _values(old[name], new[name], where)


def _values(old: JsonValue, new: JsonValue, path: str) -> Iterator[Difference]:
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _fields(old, new, path)
        return
    before, after = by_id(old), by_id(new)
    before = {} if old == [] and after else before
    after = {} if new == [] and before else after
    if before is None or after is None:
        yield Difference("replace", path, old, new)
        return
    yield from _fields(before, after, path)
    kept = [key for key in before if key in after] + [key for key in after if key not in before]
    if kept != list(after):
        yield Difference("order", path, list(kept), list(after))


def same(old: JsonValue, new: JsonValue) -> bool:
    """Tell whether two values are the same in JSON, where true is not 1."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[name], new[name]) for name in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return isinstance(old, bool) is isinstance(new, bool) and old == new


def by_id(value: JsonValue) -> dict[str, JsonValue] | None:
    """Return the members of a list by their ids, or None where it is no list of parts with an id each."""
    if not isinstance(value, list) or not value:
        return None
    found: dict[str, JsonValue] = {}
    for member in value:
        key = member.get("id") if isinstance(member, dict) else None
        if not isinstance(key, str) or key in found:
            return None
        found[key] = member
    return found


def escaped(name: str) -> str:
    """Return a name as a token of a JSON Pointer (RFC 6901, 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def steps(path: str) -> list[str]:
    """Return the tokens of a path."""
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]


def applied(old: Fields | None, changes: Sequence[Difference]) -> Fields | None:
    """Return what the changes make of the old one."""
    found: Any = old
    for change in changes:
        found = _changed(found, steps(change.path), change)
    return found  # type: ignore[no-any-return]


def _changed(value: Any, path: Sequence[str], change: Difference) -> Any:
    if not path:
        if change.op == "order":
            members = by_id(value) or {}
            return [members[str(key)] for key in _list(change.after)]
        return change.after
    holder = by_id(value) if isinstance(value, list) else value
    step, further = path[0], path[1:]
    fields: dict[str, Any] = dict(holder or {})
    if not further and change.op == "remove":
        del fields[step]
    else:
        fields[step] = _changed(fields.get(step), further, change)
    return list(fields.values()) if isinstance(value, list) else fields


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
