"""Finding many phrases in a text in one pass, as whole words, in any case, hyphens or not."""

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Tag = TypeVar("Tag", bound=Hashable)

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[&£+]")
_HEAD = 3


class Phrasebook(Generic[Tag]):
    """Phrases with a tag each. In a phrase, ``*`` at the end of a word stands for any ending of it."""

    def __init__(self, phrases: Iterable[tuple[Tag, str]]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], Tag]]] = {}
        self._open: dict[str, list[tuple[tuple[str, ...], Tag]]] = {}
        for tag, phrase in phrases:
            words = tuple(_marked(phrase))
            first = words[0]
            if first.endswith("*"):
                self._open.setdefault(first[:-1][:_HEAD], []).append((words, tag))
            else:
                self._whole.setdefault(first, []).append((words, tag))

    def tags(self) -> set[Tag]:
        """Return every tag that a phrase has."""
        return {tag for book in (self._whole, self._open) for phrases in book.values() for _, tag in phrases}

    def find(self, text: str) -> Mapping[Tag, frozenset[str]]:
        """Return the phrases that a text holds, by their tag."""
        tokens = tokens_of(text)
        found: dict[Tag, set[str]] = {}
        for at, token in enumerate(tokens):
            candidates = self._whole.get(token, [])
            for size in range(1, min(_HEAD, len(token)) + 1):
                candidates = candidates + self._open.get(token[:size], [])
            for words, tag in candidates:
                if len(words) <= len(tokens) - at and all(map(_fits, words, tokens[at : at + len(words)])):
                    found.setdefault(tag, set()).add(" ".join(words))
        return {tag: frozenset(phrases) for tag, phrases in found.items()}


def tokens_of(text: str) -> list[str]:
    """Return the words of a text in lower case; an apostrophe belongs to its word, a hyphen parts two."""
    return _TOKEN.findall(text.replace("’", "'").casefold())


def _marked(phrase: str) -> Iterable[str]:
    yield from re.findall(rf"(?:{_TOKEN.pattern})\*?", phrase.replace("’", "'").casefold())


def _fits(word: str, token: str) -> bool:
    return token.startswith(word[:-1]) if word.endswith("*") else token == word
