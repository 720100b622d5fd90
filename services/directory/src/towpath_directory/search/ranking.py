"""The order of what was found, as one number each: what is lower comes first, and ties go by ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from towpath_directory.search.around import Nearness

Keys = npt.NDArray[np.uint64]
Wheres = npt.NDArray[np.intp]
Reals = npt.NDArray[np.float32]

BANDS, BANDS_AT_A_PLACE = 16, 4
"""How finely relevance is told apart. At a place coarsely: of what is about as relevant, the nearer comes first."""

NEXT_DOOR = 1_000
"""Metres that make no difference; after that each doubling does, so that what is stale sinks past what is as far."""

SCORES = 2**16 - 1
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Order:
    """The columns by which results are in order, the first one first: the key, then ids as numbers."""

    columns: tuple[Keys, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def after(self, mark: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Say which come after a mark: the values of one row of the columns."""
        later = np.zeros(len(self), np.bool_)
        for column, value in reversed(list(zip(self.columns, mark, strict=True))):
            later = (column > np.uint64(value)) | ((column == np.uint64(value)) & later)
        return later

    def page(self, start: int, stop: int) -> Wheres:
        """Return where those from the ``start``-th to before the ``stop``-th are, in order; only these are sorted."""
        chosen = np.zeros(len(self), np.bool_)
        chosen[self._least(stop)] = True
        chosen[self._least(start)] = False
        found = np.flatnonzero(chosen)
        ordered: Any = np.lexsort(tuple(column[found] for column in reversed(self.columns)))
        return np.asarray(found[ordered])

    def _least(self, count: int) -> Wheres:
        """Return where the first so many are, in no order."""
        left = np.arange(len(self))
        sure: list[Wheres] = []
        for column in self.columns:
            if not 0 < count < len(left):
                break
            values = column[left]
            last = np.partition(values, count - 1)[count - 1]
            before = left[values < last]
            sure.append(before)
            left, count = left[values == last], count - len(before)
        return np.concatenate([*sure, left[:count]])

    def take(self, where: npt.NDArray[Any]) -> "Order":
        """Return the order of some of them."""
        return Order(tuple(column[where] for column in self.columns))

    def mark(self, where: int) -> list[int]:
        """Return the values of one row."""
        return [int(column[where]) for column in self.columns]


def keys(relevance: Reals | None, near: Nearness | None, rank: Reals) -> Keys:
    """Return the key of each: 2 bits for the group, 4 for relevance, 5 for distance, 2 for staleness, 25 for metres,
    16 for relevance again.

    ``relevance`` is from 0 to 1, None where no words were asked; ``rank``, by freshness, multiplies it.
    """
    stale = np.minimum((1 - np.minimum(rank, np.float32(1))) * QUARTERS, QUARTERS - 1)
    found: Keys = stale.astype(np.uint64) << np.uint64(41)
    if near is not None:
        found |= near.group << np.uint64(52)
        doublings = np.ceil(np.log2(np.maximum(near.metres / NEXT_DOOR, 1.0)))
        found |= (doublings.astype(np.uint64) << np.uint64(43)) | (near.metres.astype(np.uint64) << np.uint64(16))
    if relevance is not None:
        bands = BANDS if near is None else BANDS_AT_A_PLACE
        less = 1 - np.minimum(relevance * rank, np.float32(1))
        found |= np.minimum(less * bands, bands - 1).astype(np.uint64) << np.uint64(48)
        found |= (less * SCORES).astype(np.uint64)
    return found
