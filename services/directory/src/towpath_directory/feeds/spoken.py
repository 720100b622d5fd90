"""Languages as publishers write them; parts of a listing, each once."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from towpath_contracts.listing import SpokenLanguage
from towpath_directory.feeds import told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, names, node, values, word
from towpath_directory.feeds.reasons import Notes


class Part(Protocol):
    """Anything of a listing that has an id."""

    @property
    def id(self) -> str:
        """Which one it is."""


P = TypeVar("P", bound=Part)


def languages(record: Node, field: str, ids: Ids, notes: Notes) -> tuple[SpokenLanguage, ...]:
    """Return the languages of a record as their publisher wrote them."""
    return tuple(unique(_languages(record, field, ids, notes)))


def _languages(record: Node, field: str, ids: Ids, notes: Notes) -> Iterator[SpokenLanguage]:
    for key in names("language", "languages"):
        for value in values(record.get(key)):
            one = node(value) or {"name": value}
            name, code, note = (
                told.words(one, "language", part, f"{field}.{part}", notes) for part in ("spoken", "code", "note")
            )
            if name or code or note or word(one.get("id")):
                where = ids.part(field, one.get("id"), f"{name}|{code}|{note}")
                yield SpokenLanguage(id=where, name=name, code=code, note=note)


def unique(parts: Iterable[P]) -> Iterator[P]:
    """Yield parts, each once by its id."""
    seen: set[str] = set()
    for part in parts:
        if part.id not in seen:
            seen.add(part.id)
            yield part
