"""Things that several listings speak of, such as organisations and taxonomy terms, each once, by id."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What one listing says of a thing: how much (``weight``), its words, and the things that it belongs to."""

    weight: int = 0
    words: str = ""
    belongs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What all listings together say of a thing, and which one's record counts."""

    teller: str
    words: str
    belongs: frozenset[str]


class Register:
    """Things in the order of their ids.

    Where several listings tell of one, the record of that counts which says most, among equals of that with the lowest
    id: the same in every process, and as long as nobody says more.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._said: dict[str, dict[str, Said]] = {}
        self._by_service: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, _Known] = {}

    def put(self, service: str, told: Mapping[str, Said]) -> None:
        """Take what a listing speaks of now, in place of what it did before."""
        self.drop(service)
        for thing, said in told.items():
            if thing not in self._said:
                insort(self._ids, thing)
            self._said.setdefault(thing, {})[service] = said
            self._known.pop(thing, None)
        if told:
            self._by_service[service] = tuple(told)

    def drop(self, service: str) -> None:
        """Forget a listing."""
        for thing in self._by_service.pop(service, ()):
            holders = self._said[thing]
            del holders[service]
            self._known.pop(thing, None)
            if not holders:
                del self._said[thing]
                del self._ids[bisect_left(self._ids, thing)]

    def services(self, thing: str) -> list[str]:
        """Return the listings that speak of a thing, in the order of their ids."""
        return sorted(self._said.get(thing, ()))

    def of(self, services: Iterable[str]) -> set[str]:
        """Return what some listings speak of."""
        return {thing for service in services for thing in self._by_service.get(service, ())}

    def teller(self, thing: str) -> str | None:
        """Return the listing whose record of a thing counts."""
        return self._about(thing).teller if thing in self._said else None

    def fitting(
        self, words: str | None = None, within: str | None = None, only: Container[str] | None = None
    ) -> Sequence[str]:
        """Return the ids of what has all the words, belongs to a thing and is among some, where these are asked."""
        ids = self._ids if only is None else [thing for thing in self._ids if thing in only]
        if within is not None:
            ids = [thing for thing in ids if within in self._about(thing).belongs]
        for word in (words or "").casefold().split():
            ids = [thing for thing in ids if word in self._about(thing).words]
        return ids

    def _about(self, thing: str) -> _Known:
        known = self._known.get(thing)
        if known is None:
            holders = self._said[thing]
            known = self._known[thing] = _Known(
                teller=min(holders, key=lambda service: (-holders[service].weight, service)),
                words="\n".join({said.words for said in holders.values()}),
                belongs=frozenset(one for said in holders.values() for one in said.belongs),
            )
        return known


def after(ids: Sequence[str], cursor: str | None) -> int:
    """Return where in a list of ids in order those begin that come after a cursor."""
    return 0 if cursor is None else bisect_right(ids, cursor)
