"""How the words of a question are looked for: which stems stand for each, and how much each counts."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from towpath_directory.search.index import Index
from towpath_directory.search.words import joined, stem, words

MOST_WORDS = 10
MOST_FORMS = 16
EXACT, KIN, BEGINNING, ONE_SLIP, TWO_SLIPS = 1.0, 0.5, 0.75, 0.7, 0.45
JOINED = 1.15
"""Two words that stand side by side in a name, as they were asked, are worth more than each somewhere."""

SHORTEST_BEGINNING, SHORTEST_KIN = 3, 4
LONGEST_ENDING = 3
DOERS = ("er", "or")
"""The endings with which the shortest words are kin, too: ``walker`` to ``walk``, and not ``single`` to ``sing``."""

RARE, FAR_MORE = 2, 10
"""A word of so few listings is taken for a slip as well, where a word close by has so many times as many."""

LEAST_RARITY = 0.1
"""What a word tells that every listing has: not nothing, or nobody would be found by it."""

SLIPS = ((8, 2), (4, 1))
"""How many slips a word of so many letters may have at the most; shorter ones none."""


@dataclass(frozen=True, slots=True)
class Form:
    """A stem that stands for a word, and how much it counts: rarer ones more, what is less like the word less."""

    term: str
    worth: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question: the forms it is found in, and how much it narrows the question."""

    forms: tuple[Form, ...]
    worth: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a question's words come to, frozen: a later page goes by the same, whatever changed meanwhile.

    ``enough`` is how much of the words' worth a listing has to have; None until somebody has looked at who has how
    much. ``top`` is more than any listing can reach.
    """

    words: tuple[Asked, ...]
    enough: float | None = None

    @property
    def worth(self) -> float:
        """What all the words together are worth."""
        return sum(word.worth for word in self.words)

    @property
    def top(self) -> float:
        """What a listing would score that consisted of these words."""
        return sum(max(form.worth for form in word.forms) for word in self.words)

    def with_enough(self, enough: float) -> "Plan":
        """Return the plan with what is enough."""
        return replace(self, enough=enough)


def plan(index: Index, search: str) -> Plan:
    """Return how the words are looked for. A word that nothing comes near is left out."""
    asked = list(dict.fromkeys(words(search)))[:MOST_WORDS]
    beside = {one: _joined(index, asked, number) for number, one in enumerate(asked)}
    found = []
    for word in asked:
        factors = _forms(index, word)
        factors |= {term: max(JOINED, factors.get(term, 0)) for term in beside[word]}
        if factors:
            found.append(_asked(index, factors))
    return Plan(tuple(found))


def _asked(index: Index, factors: dict[str, float]) -> Asked:
    """Return a word with its forms, the closest and then the most frequent ones.

    They are worth what the closest together are: a form that hardly anybody uses must not outdo the word itself.
    """
    chosen = sorted(factors, key=lambda term: (-factors[term], -_frequency(index, term), term))[:MOST_FORMS]
    best = max((factor for factor in factors.values() if factor <= EXACT), default=JOINED)
    worth = _rarity(index, sum(_frequency(index, term) for term in chosen if factors[term] == best))
    return Asked(tuple(Form(term, round(factors[term] * worth, 3)) for term in chosen), round(worth, 3))


def _joined(index: Index, asked: list[str], number: int) -> set[str]:
    """Return the stems of this word and a neighbour as one: who asks for ``food bank`` finds ``foodbank``."""
    pairs = [(asked[start], asked[start + 1]) for start in (number - 1, number) if 0 <= start < len(asked) - 1]
    return {term for pair in pairs if _frequency(index, term := joined(*pair))}


def _forms(index: Index, word: str) -> dict[str, float]:
    """Return the stems that stand for a word, each with how much it is like it."""
    own = stem(word)
    known = _frequency(index, own)
    found: dict[str, float] = {own: EXACT} if known else {}
    if len(own) >= SHORTEST_KIN:
        for term in index.lexicon.beginning(own):
            ending = term.removeprefix(own)
            if _frequency(index, term) and (
                ending in DOERS or (len(own) > SHORTEST_KIN and len(ending) <= LONGEST_ENDING)
            ):
                found.setdefault(term, KIN)
    for term in _doing(own):
        if _frequency(index, term):
            found.setdefault(term, KIN)
    if not known and len(word) >= SHORTEST_BEGINNING:
        for term in index.lexicon.beginning(word):
            if _frequency(index, term):
                found[term] = BEGINNING
    if known > RARE or (found and not known):
        return found
    slips = next((slips for length, slips in SLIPS if len(word) >= length), 0)
    for term, distance in index.lexicon.near(word, slips).items() if slips else ():
        frequency = _frequency(index, term)
        if frequency and (not known or frequency >= FAR_MORE * known):
            found.setdefault(term, ONE_SLIP if distance <= 1 else TWO_SLIPS)
    return found


def _doing(term: str) -> Iterable[str]:
    """Return what somebody does who is called so: ``walk`` for a walker, ``swim`` for a swimmer."""
    doing = term[:-2]
    if term.endswith(DOERS) and len(doing) >= SHORTEST_KIN:
        yield doing
        if doing[-1] == doing[-2]:
            yield doing[:-1]


def _frequency(index: Index, term: str) -> int:
    return len(index.postings(term) or ())


def _rarity(index: Index, having: int) -> float:
    """Return how much a word tells, by how few listings have it (the IDF of BM25, Robertson and Zaragoza 2009)."""
    having = min(having, index.listings)
    return max(LEAST_RARITY, math.log(1 + (index.listings - having + 0.5) / (having + 0.5)))
