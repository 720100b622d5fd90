"""Every word of the directory: what it is numbered, which words begin alike, and which are a slip away."""

from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from towpath_directory.search.words import stem

REMEMBERED = 5_000
"""Words whose slips are remembered."""


@dataclass(slots=True)
class Near:
    """What was found near a word, and how many words of each length have been looked at."""

    found: dict[str, int] = field(default_factory=dict)
    looked: dict[int, int] = field(default_factory=dict)


class Lexicon:
    """Words as they are written, and their stems. A word stays known when no listing has it any longer."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: set[str] = set()
        self._sorted: list[str] = []
        self._unsorted = 0
        self._by_length: dict[int, list[str]] = {}
        self._near: OrderedDict[tuple[str, int], Near] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def number(self, term: str) -> int:
        """Return the number of a stem, a new one if it is new."""
        return self._numbers.setdefault(term, len(self._numbers))

    def known(self, term: str) -> int | None:
        """Return the number of a stem, None where no listing has ever had it."""
        return self._numbers.get(term)

    def learn(self, surfaces: frozenset[str]) -> None:
        """Take words as they are written."""
        for word in surfaces - self._known:
            self._known.add(word)
            self._sorted.append(word)
            self._unsorted += 1
            self._by_length.setdefault(len(word), []).append(word)

    def sort(self) -> None:
        """Put new words in their places among the others, which takes a while for many at once."""
        if self._unsorted:
            self._sorted.sort()
            self._unsorted = 0

    def beginning(self, prefix: str) -> set[str]:
        """Return the stems of the words that begin so."""
        self.sort()
        low = bisect_left(self._sorted, prefix)
        high = bisect_left(self._sorted, prefix + chr(0x10FFFF), low)
        return {stem(word) for word in self._sorted[low:high]}

    def near(self, word: str, slips: int) -> dict[str, int]:
        """Return the stems of the words that are so many slips away at most, with how many.

        A slip is a letter too many, too few, wrong, or two that changed places (optimal string alignment). What was
        found is remembered, and only words that came since are looked at again.
        """
        near = self._near.get((word, slips))
        if near is None:
            near = self._near[word, slips] = Near()
            if len(self._near) > REMEMBERED:
                self._near.popitem(last=False)
        else:
            self._near.move_to_end((word, slips))
        for length in range(len(word) - slips, len(word) + slips + 1):
            words = self._by_length.get(length, [])
            done = near.looked.get(length, 0)
            if done == len(words):
                continue
            fresh = words[done:] if done else words
            near.looked[length] = len(words)
            for found, distance, _ in process.extract(word, fresh, scorer=OSA.distance, score_cutoff=slips, limit=None):
                term = stem(found)
                near.found[term] = min(near.found.get(term, slips), int(distance))
        return near.found
