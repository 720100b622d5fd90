"""In what two answers to the same differ, field by field: for every role that has no rules of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from towpath_contracts.codes import CODE_FORM
from towpath_contracts.event import Event
from towpath_contracts.values import UUID_FORM

CODE = re.compile(CODE_FORM)
UUID = re.compile(UUID_FORM)
ABSENT = "absent"


@dataclass(frozen=True)
class Difference:
    """Where two answers differ, and what each says there: an id or a code, else only that it is another value."""

    where: str
    real: str
    shadow: str


@dataclass(frozen=True)
class Verdict:
    """How two answers to the same stand to each other. ``measures`` are shares from 0 to 1, by name."""

    agree: bool
    differences: tuple[Difference, ...] = ()
    measures: tuple[tuple[str, float], ...] = ()


def fields(real: Event, shadow: Event, known: Collection[str] = ()) -> Verdict:
    """Compare two events field by field; they agree where every field does.

    Two ids that stand at the same place and are both not ``known`` from what was asked count as the same: each
    implementation makes its own.
    """
    if type(real) is not type(shadow):
        return Verdict(False, (Difference("event", real.name, shadow.name),))
    ours, theirs = dict(_flat(_document(real))), dict(_flat(_document(shadow)))
    found = tuple(
        Difference(where, shown(ours.get(where, ABSENT)), shown(theirs.get(where, ABSENT)))
        for where in sorted({*ours, *theirs})
        if ours.get(where, ABSENT) != theirs.get(where, ABSENT)
        and not (_own(ours.get(where), known) and _own(theirs.get(where), known))
    )
    return Verdict(not found, found)


def shown(value: object) -> str:
    """Return an id or a code as it is, and of everything else only that it is a value: a report is passed around."""
    if isinstance(value, str) and (CODE.fullmatch(value) or UUID.fullmatch(value)):
        return value
    return str(value).lower() if isinstance(value, bool) else "a value"


def _own(value: object, known: Collection[str]) -> bool:
    return isinstance(value, str) and UUID.fullmatch(value) is not None and value not in known


def _document(event: Event) -> Any:
    return event.model_dump(mode="json", exclude_none=True)


def _flat(value: Any, where: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{where}[{place}]")
    else:
        yield where, value
