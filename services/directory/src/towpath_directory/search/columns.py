"""Columns that grow together, and rows that belong to slots."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FIRST_ROOM = 256


class Columns:
    """Named arrays of one length. The length doubles when it is exceeded: adding costs a constant on average."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.count = 0
        self._arrays: dict[str, npt.NDArray[Any]] = {name: np.zeros(FIRST_ROOM, kind) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """The rows of a column that were claimed: a view, good until the next claim."""
        return self._arrays[name][: self.count]

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, the room that is not used yet included."""
        return sum(array.nbytes for array in self._arrays.values())

    def claim(self) -> int:
        """Add a row; returns its number."""
        room = len(next(iter(self._arrays.values())))
        if self.count == room:
            for name, array in self._arrays.items():
                self._arrays[name] = np.concatenate([array, np.zeros_like(array)])
        self.count += 1
        return self.count - 1

    def write(self, row: int, **values: float) -> None:
        """Write into a row."""
        for name, value in values.items():
            self._arrays[name][row] = value


class Rows(Columns):
    """Rows with an ``owner``, the slot that they belong to, or -1 where nobody has the row."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        super().__init__({"owner": "i4", **kinds})
        self._of: dict[int, list[int]] = {}
        self._free: list[int] = []

    def put(self, slot: int, values: Sequence[Mapping[str, float]]) -> list[int]:
        """Give a slot that has none a row for each of ``values``; returns the rows."""
        rows = []
        for one in values:
            row = self._free.pop() if self._free else self.claim()
            self.write(row, owner=slot, **one)
            rows.append(row)
        if rows:
            self._of[slot] = rows
        return rows

    def drop(self, slot: int) -> None:
        """Take the rows of a slot back."""
        for row in self._of.pop(slot, ()):
            self.write(row, owner=-1)
            self._free.append(row)
