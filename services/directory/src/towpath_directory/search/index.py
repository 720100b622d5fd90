"""The index: every listing in a slot, its words as postings, the rest as columns; changed in place."""

from array import array
from uuid import UUID

import numpy as np

from towpath_directory.search.columns import Columns, Rows
from towpath_directory.search.lexicon import Lexicon
from towpath_directory.search.places import on_sphere
from towpath_directory.search.postings import Ints, Postings, Slots
from towpath_directory.search.sketch import Session, Sketch, Spot

SLOT = {
    "listed": "?", "high": "u8", "low": "u8", "minimum_age": "f4", "maximum_age": "f4", "modified": "i8",
    "rank": "f4", "nationwide": "?", "at_home": "?", "visits": "?", "bounded": "?", "reach": "f4",
}  # fmt: skip
SPOT = {"high": "u8", "low": "u8", "x": "f8", "y": "f8", "z": "f8"}
SESSION = {"days": "u1", "opens": "i2", "closes": "i2", "first": "i4", "last": "i4"}
NUMBERS = tuple(name for name in SLOT if name not in ("listed", "high", "low"))


class Index:
    """Listings by slot. A slot that was freed is used again."""

    def __init__(self) -> None:
        self.listings = 0
        self.columns = Columns(SLOT)
        self.spots = Rows(SPOT)
        self.sessions = Rows(SESSION)
        self.lexicon = Lexicon()
        self._postings: list[Postings] = []
        self._sets: dict[str, Slots] = {}
        self._slots: dict[str, int] = {}
        self._terms: dict[int, array[int]] = {}
        self._keys: dict[int, tuple[str, ...]] = {}
        self._free: list[int] = []

    @property
    def nbytes(self) -> int:
        """Bytes of postings and columns; the words themselves and what Python adds are not counted."""
        columns = self.columns.nbytes + self.spots.nbytes + self.sessions.nbytes
        terms = sum(len(numbers) * numbers.itemsize for numbers in self._terms.values())
        return columns + terms + sum(one.nbytes for one in (*self._postings, *self._sets.values()))

    def settle(self) -> None:
        """Do now what the first question would wait for."""
        self.lexicon.sort()

    def postings(self, term: str) -> Postings | None:
        """Return which listings have a stem, None where none has."""
        number = self.lexicon.known(term)
        found = None if number is None else self._postings[number]
        return found or None

    def having(self, key: str) -> Ints:
        """Return the slots that have what is filtered by, such as ``need/debt``."""
        found = self._sets.get(key)
        return np.zeros(0, np.int32) if found is None else found.slots()

    def put(self, service: str, sketch: Sketch) -> None:
        """Take a listing as it stands now, in place of what was known of it."""
        high, low = halves(service)
        spots, sessions = [_spot(one) for one in sketch.spots], [_session(one) for one in sketch.sessions]
        # Whatever cannot be read has broken by here, and left what was known as it was.
        self.drop(service)
        slot = self._free.pop() if self._free else self.columns.claim()
        numbers = {name: getattr(sketch, name) for name in NUMBERS}
        self.columns.write(slot, listed=True, high=high, low=low, **numbers)
        self.spots.put(slot, spots)
        self.sessions.put(slot, sessions)
        self.lexicon.learn(sketch.surfaces)
        terms = array("i")
        for term, weight in sketch.weights.items():
            number = self.lexicon.number(term)
            if number == len(self._postings):
                self._postings.append(Postings())
            self._postings[number].put(slot, weight)
            terms.append(number)
        for key in sketch.keys:
            self._sets.setdefault(key, Slots()).add(slot)
        self._slots[service], self._terms[slot], self._keys[slot] = slot, terms, sketch.keys
        self.listings += 1

    def drop(self, service: str) -> None:
        """Forget a listing; one that is not known changes nothing."""
        slot = self._slots.pop(service, None)
        if slot is None:
            return
        for number in self._terms.pop(slot):
            self._postings[number].discard(slot)
        for key in self._keys.pop(slot):
            self._sets[key].discard(slot)
            if not self._sets[key]:
                del self._sets[key]
        self.spots.drop(slot)
        self.sessions.drop(slot)
        self.columns.write(slot, listed=False)
        self._free.append(slot)
        self.listings -= 1


def halves(identity: str) -> tuple[int, int]:
    """Return a UUID as two numbers of 64 bits, which are in order as their texts are."""
    number = UUID(identity).int
    return number >> 64, number & (2**64 - 1)


def identity(high: int, low: int) -> str:
    """Return the UUID that `halves` took apart."""
    return str(UUID(int=int(high) << 64 | int(low)))


def _spot(spot: Spot) -> dict[str, float]:
    high, low = halves(spot.id)
    x, y, z = on_sphere(spot.lat, spot.lon)
    return {"high": high, "low": low, "x": x, "y": y, "z": z}


def _session(session: Session) -> dict[str, float]:
    return {name: getattr(session, name) for name in SESSION}
