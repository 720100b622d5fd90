"""Codes as bits: which codes a slot has."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from towpath_matching.index.columns import FIRST_ROOM, Flags, Ints, lengthened

Word = npt.NDArray[np.uint64]
ALL = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Mask:
    """Codes as bits, 64 to a word. ``strange`` says that a code was asked for which no listing has ever named."""

    words: tuple[int, ...]
    strange: bool = False

    def __bool__(self) -> bool:
        return self.strange or any(self.words)

    def __and__(self, other: "Mask") -> "Mask":
        return Mask(tuple(left & right for left, right in zip(self.words, other.words, strict=True)))


class CodeBits:
    """Which codes each slot has. A code gets its bit when it first comes, so that a code list may grow at any time."""

    def __init__(self) -> None:
        self._bit: dict[str, int] = {}
        self._words: list[Word] = [np.zeros(FIRST_ROOM, np.uint64)]

    @property
    def nbytes(self) -> int:
        """Bytes of the columns."""
        return sum(word.nbytes for word in self._words)

    def reserve(self, slots: int) -> None:
        """Make room for at least ``slots`` slots."""
        if len(self._words[0]) < slots:
            room = max(slots, 2 * len(self._words[0]))
            self._words = [lengthened(word, room) for word in self._words]

    def put(self, slot: int, codes: Collection[str]) -> None:
        """Let ``slot`` have these codes and no others."""
        for code in codes:
            if code not in self._bit:
                self._bit[code] = len(self._bit)
        while len(self._bit) > 64 * len(self._words):
            self._words.append(np.zeros_like(self._words[0]))
        for word, bits in zip(self._words, self.mask(codes).words, strict=True):
            word[slot] = bits

    def mask(self, codes: Iterable[str]) -> Mask:
        """Return the codes as a mask."""
        words = [0] * len(self._words)
        strange = False
        for code in codes:
            bit = self._bit.get(code)
            if bit is None:
                strange = True
            else:
                words[bit // 64] |= 1 << (bit % 64)
        return Mask(tuple(words), strange)

    def mask_but(self, codes: Iterable[str]) -> Mask:
        """Return every code but these as a mask."""
        return Mask(tuple(ALL ^ bits for bits in self.mask(codes).words))

    def any_of(self, slots: Ints, mask: Mask) -> Flags:
        """Say for each slot whether it has at least one code of the mask."""
        found = np.zeros(len(slots), np.bool_)
        for word, bits in zip(self._words, mask.words, strict=False):
            if bits:
                found |= (word[slots] & np.uint64(bits)) != 0
        return found

    def all_of(self, slots: Ints, mask: Mask) -> Flags:
        """Say for each slot whether it has every code of the mask."""
        found = np.full(len(slots), not mask.strange)
        for word, bits in zip(self._words, mask.words, strict=False):
            if bits:
                found &= (word[slots] & np.uint64(bits)) == bits
        return found

    def none(self, slots: Ints) -> Flags:
        """Say for each slot whether it has no code at all."""
        return ~self.any_of(slots, self.mask_but(()))

    def codes(self, slot: int) -> frozenset[str]:
        """Return the codes of one slot."""
        return frozenset(code for code, bit in self._bit.items() if int(self._words[bit // 64][slot]) >> (bit % 64) & 1)
