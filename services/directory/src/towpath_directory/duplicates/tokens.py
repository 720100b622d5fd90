"""Names and addresses as words that can be compared."""

import re
import unicodedata
from functools import lru_cache, partial

from rapidfuzz.distance import Indel

from towpath_directory.duplicates.weights import Weights, weights

Tokens = tuple[str, ...]


def tokens(text: str, weights: Weights) -> Tokens:
    """Return the words of a text, each once and in its order: without accents, plurals, and words that say nothing."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    plain = re.sub(r"['`]", "", plain)
    for apart, together in weights.joined.items():
        plain = plain.replace(apart, together)
    found = re.findall(r"[a-z]+|[0-9]+", plain)
    return tuple(dict.fromkeys(word for one in found if (word := _one(one, weights)) not in weights.nothing))


def _one(word: str, weights: Weights) -> str:
    word = weights.short.get(word, word)
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return weights.short.get(word, word)


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> float:
    """Return how alike two words are, 1 for the same, 0 for less than half: a slip of the pen, or one cut short."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short):
        return 0.95
    if len(short) < 4:
        return 0.0
    ratio = Indel.normalized_similarity(one, other)
    return ratio if ratio >= weights().alike["word"] else 0.0


def matched(ones: Tokens, others: Tokens) -> tuple[dict[str, float], Tokens, Tokens]:
    """Return the words of one that the other has, with how alike they are, and what is left of each."""
    rest = list(others)
    found: dict[str, float] = {}
    for word in [word for word in ones if word in rest]:
        found[word] = 1.0
        rest.remove(word)
    for word in ones:
        if word in found or not rest:
            continue
        best = max(rest, key=partial(alike, word))
        if likeness := alike(word, best):
            found[word] = likeness
            rest.remove(best)
    return found, tuple(word for word in ones if word not in found), tuple(rest)


def shared(ones: Tokens, others: Tokens, weights: Weights) -> float:
    """Return how much two groups of words share, from 0 to 1 (Dice, with the quiet words at a third)."""
    if not ones or not others:
        return 0.0
    found, _, _ = matched(ones, others)

    def weight(word: str) -> float:
        return 0.35 if word in weights.little else 1.0

    both = sum(weight(word) * likeness for word, likeness in found.items())
    return min(1.0, 2 * both / (sum(map(weight, ones)) + sum(map(weight, others))))


def initials(words: Tokens) -> str:
    """Return the initials of words."""
    return "".join(word[0] for word in words)
