"""Words of listings and of questions, in the form in which they are compared."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types

WORD = re.compile(r"[^\W_]+")
LONGEST = 40
"""Letters of a word that count: what is longer is no word of a language."""
FILLERS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "i", "im", "in", "into", "is",
    "it", "its", "me", "my", "near", "not", "of", "on", "or", "our", "that", "the", "their", "them", "there",
    "these", "they", "this", "to", "us", "was", "we", "were", "what", "when", "where", "which", "who", "will",
    "with", "you", "your",
))  # fmt: skip
"""Words that nobody looks for; a question is not narrowed by them."""
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "’": "'", "‘": "'"})
_STEMMER = snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """Return the words of a text in their order: small letters, without accents, apostrophes and fillers."""
    return [word[:LONGEST] for word in WORD.findall(plain(text)) if word not in FILLERS]


def plain(text: str) -> str:
    """Return a text in small letters, without accents and apostrophes: ``Men's café`` is ``mens cafe``."""
    small = text.casefold().translate(_LETTERS).replace("'", "")
    if small.isascii():
        return small
    return "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return what a word has in common with its other forms (Snowball, English): ``garden`` for ``gardening``."""
    found: str = _STEMMER.stemWord(word)
    return found


def joined(one: str, other: str) -> str:
    """Return the stem of two words written as one."""
    return stem(one + other)
