"""The vocabulary: which words of publishers mean which codes. It is data, in vocabulary.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from towpath_directory.feeds.phrases import Phrasebook

Meaning = tuple[str, str]
"""What a phrase speaks for: a table of the vocabulary, such as ``needs.name``, and a code in it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of it, ready to be searched. Codes are those of the contracts or a partnership's own.

    ``terms`` are names of taxonomy terms in lower case, by the need that they speak for.
    """

    counts: Mapping[str, int]
    phrases: Phrasebook[Meaning]
    terms: Mapping[str, frozenset[str]]
    audiences: Mapping[str, tuple[str, ...]]
    most_audiences: int
    attending: Mapping[str, str]
    national_areas: frozenset[str]
    languages: Mapping[str, str]
    places: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the directory."""
    return read(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))


def read(text: str) -> Vocabulary:
    """Read a vocabulary. Raises KeyError or TOMLDecodeError where it is not one."""
    table: dict[str, Any] = tomllib.loads(text)
    return Vocabulary(
        counts=table["counts"],
        phrases=Phrasebook(_phrases(table)),
        terms={code: frozenset(clue["terms"]) for code, clue in table["needs"].items()},
        audiences={name: tuple(codes) for name, codes in table["audiences"]["names"].items()},
        most_audiences=table["audiences"]["most"],
        attending=table["attending"],
        national_areas=frozenset(table["nationwide"]["areas"]),
        languages=table["languages"],
        places=frozenset(table["capacity"]["places"]),
    )


def _phrases(table: dict[str, Any]) -> Iterator[tuple[Meaning, str]]:
    for kind in ("name", "text"):
        for code, clue in table["needs"].items():
            yield from (((f"needs.{kind}", code), phrase) for phrase in clue[kind])
    for name in ("circumstances", "modes", "access", "setting"):
        for code, phrases in table[name].items():
            yield from (((name, code), phrase) for phrase in phrases)
    yield from ((("nationwide", "text"), phrase) for phrase in table["nationwide"]["text"])
    for code in ("free", "charges"):
        yield from ((("cost", code), phrase) for phrase in table["cost"][code])
