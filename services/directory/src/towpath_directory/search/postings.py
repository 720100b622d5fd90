"""Which slots have something, and how much of it."""

from array import array
from bisect import bisect_left

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]


class Slots:
    """A set of slots in ascending order, changed in place."""

    __slots__ = ("_slots",)

    def __init__(self) -> None:
        self._slots = array("i")

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def nbytes(self) -> int:
        """Bytes of the slots."""
        return len(self._slots) * self._slots.itemsize

    def slots(self) -> Ints:
        """Return the slots: a copy, since an array that somebody looks into cannot grow."""
        return np.array(self._slots, np.int32)

    def add(self, slot: int) -> int:
        """Put a slot in that is not there; returns where."""
        slots = self._slots
        if not slots or slots[-1] < slot:
            slots.append(slot)
            return len(slots) - 1
        place = bisect_left(slots, slot)
        slots.insert(place, slot)
        return place

    def discard(self, slot: int) -> int | None:
        """Take a slot out; returns where it was, None where it was not."""
        place = bisect_left(self._slots, slot)
        if place == len(self._slots) or self._slots[place] != slot:
            return None
        del self._slots[place]
        return place


class Postings(Slots):
    """Slots with a weight each, from 1 to 255."""

    __slots__ = ("_weights",)

    def __init__(self) -> None:
        super().__init__()
        self._weights = array("B")

    @property
    def nbytes(self) -> int:
        """Bytes of the slots and of their weights."""
        return super().nbytes + len(self._weights)

    def weights(self) -> Bytes:
        """Return the weights, in the order of the slots: a copy."""
        return np.array(self._weights, np.uint8)

    def put(self, slot: int, weight: int) -> None:
        """Put a slot in that is not there, with its weight."""
        place = self.add(slot)
        if place == len(self._weights):
            self._weights.append(weight)
        else:
            self._weights.insert(place, weight)

    def discard(self, slot: int) -> int | None:
        """Take a slot out with its weight."""
        place = super().discard(slot)
        if place is not None:
            del self._weights[place]
        return place
