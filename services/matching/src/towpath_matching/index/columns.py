"""Columns that grow together, and blocks of rows in them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FIRST_ROOM = 64


class Columns:
    """Named NumPy arrays of one length; row by row they are one record each.

    The length doubles when it is exceeded, so that adding a row costs a constant on average.
    """

    def __init__(self, kinds: Mapping[str, str], room: int = FIRST_ROOM) -> None:
        self.room = room
        self._arrays: dict[str, npt.NDArray[Any]] = {name: np.zeros(room, kind) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self._arrays[name]

    def reserve(self, rows: int) -> None:
        """Make room for at least ``rows`` rows."""
        while self.room < rows:
            self.room *= 2
        for name, array in self._arrays.items():
            self._arrays[name] = lengthened(array, self.room)

    @property
    def nbytes(self) -> int:
        """Bytes of all the arrays, those not used yet included."""
        return sum(array.nbytes for array in self._arrays.values())


def lengthened(array: npt.NDArray[Any], room: int) -> npt.NDArray[Any]:
    """Return ``array`` with zeros after it up to ``room``, or the array itself where it is long enough."""
    if len(array) >= room:
        return array
    longer = np.zeros(room, array.dtype)
    longer[: len(array)] = array
    return longer


class Blocks:
    """Rows that belong to slots: each slot has a block of neighbouring rows, such as its locations.

    A block has a power of two rows, so that a freed one fits another listing and at most half of the room is idle.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.columns = Columns({"owner": "i4", **kinds})
        self._start = np.zeros(FIRST_ROOM, np.int64)
        self._count = np.zeros(FIRST_ROOM, np.int64)
        self._free: dict[int, list[int]] = {}
        self._end = 0

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.columns[name]

    @property
    def nbytes(self) -> int:
        """Bytes of the rows and of the two columns that say whose they are."""
        return self.columns.nbytes + self._start.nbytes + self._count.nbytes

    def reserve(self, slots: int) -> None:
        """Make room for at least ``slots`` owners."""
        if len(self._start) < slots:
            room = max(slots, 2 * len(self._start))
            self._start, self._count = lengthened(self._start, room), lengthened(self._count, room)

    def rows(self, slot: int) -> range:
        """Return the rows of one slot."""
        start = int(self._start[slot])
        return range(start, start + int(self._count[slot]))

    def put(self, slot: int, count: int) -> range:
        """Give ``slot`` a block of ``count`` rows in place of its old one; what is in them is the caller's to write."""
        self.free(slot)
        if count == 0:
            return range(0)
        size = 1 << (count - 1).bit_length()
        freed = self._free.get(size)
        if freed:
            start = freed.pop()
        else:
            start, self._end = self._end, self._end + size
            self.columns.reserve(self._end)
        self._start[slot], self._count[slot] = start, count
        self.columns["owner"][start : start + count] = slot
        return range(start, start + count)

    def free(self, slot: int) -> None:
        """Take the block of ``slot`` back."""
        count = int(self._count[slot])
        if count:
            self._free.setdefault(1 << (count - 1).bit_length(), []).append(int(self._start[slot]))
        self._start[slot] = self._count[slot] = 0

    def of(self, slots: Ints) -> tuple[Ints, Ints]:
        """Return the rows of all ``slots`` and, for each row, the position in ``slots`` of its owner."""
        counts = self._count[slots]
        where = np.repeat(np.arange(len(slots)), counts)
        first = self._start[slots] - (np.cumsum(counts) - counts)
        return np.repeat(first, counts) + np.arange(len(where)), where
