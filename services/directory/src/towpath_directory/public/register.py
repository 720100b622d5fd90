"""Things that several listings speak of, such as organisations and taxonomy terms, each once, by id."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What one listing says of a thing: how much (``weight``), its words, and the things that it belongs to."""

    weight: int = 0
    words: str = ""
    belongs: tuple[str, ...] = ()


class Register:
    """Things in the order of their ids.

    Where several listings tell of one, the record of that counts which says most, among equals of that with the lowest
    id: the same in every process, and as long as nobody says more.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._said: dict[str, dict[str, Said]] = {}
        self._by_service: dict[str, tuple[str, ...]] = {}

    def __contains__(self, thing: str) -> bool:
        """Whether any listing speaks of it."""
        return thing in self._said

    def put(self, service: str, told: Mapping[str, Said]) -> None:
        """Take what a listing speaks of now, in place of what it did before."""
        self.drop(service)
        for thing, said in told.items():
            if thing not in self._said:
                insort(self._ids, thing)
            self._said.setdefault(thing, {})[service] = said
        if told:
            self._by_service[service] = tuple(told)

    def drop(self, service: str) -> None:
        """Forget a listing."""
        for thing in self._by_service.pop(service, ()):
            holders = self._said[thing]
            del holders[service]
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
        holders = self._said.get(thing)
        if not holders:
            return None
        return min(holders, key=lambda service: (-holders[service].weight, service))

    def fitting(self, words: str | None = None, within: str | None = None, only: set[str] | None = None) -> list[str]:
        """Return the ids of what has all the words, belongs to a thing and is among some, where these are asked."""
        wanted = (words or "").casefold().split()

        def fits(said: Said) -> bool:
            return all(word in said.words for word in wanted) and (within is None or within in said.belongs)

        tests: list[Callable[[str], bool]] = []
        if only is not None:
            tests.append(only.__contains__)
        if wanted or within is not None:
            tests.append(lambda thing: any(map(fits, self._said[thing].values())))
        return [thing for thing in self._ids if all(test(thing) for test in tests)] if tests else self._ids


def after(ids: Sequence[str], cursor: str | None) -> int:
    """Return where in a list of ids in order those begin that come after a cursor."""
    return 0 if cursor is None else bisect_right(ids, cursor)
