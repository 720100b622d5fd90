"""Which texts of a listing are searched, and how much a word in each of them counts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """Texts of one kind: what a word in them weighs, how many words they have on average, how much length matters.

    ``joined``: two words in a row are also looked for as one.
    """

    texts: Callable[[Document], Iterable[str]]
    weight: float
    usual: float
    length: float
    joined: bool = False


def _said(*names: str) -> Callable[[Document], Iterable[str]]:
    return lambda listing: [text for name in names if (text := listing.get(name))]


def _organisation(listing: Document) -> Iterable[str]:
    organization = listing["organization"]
    return [text for name in ("name", "alternate_name") if (text := organization.get(name))]


def _meanings(listing: Document) -> Iterable[str]:
    yield from (code.replace("-", " ") for name in ("needs", "circumstances") for code in listing.get(name, ()))
    yield from (term["name"] for term in listing.get("taxonomy_terms", ()))
    for attribute in listing.get("attributes", ()):
        yield from (text for text in (attribute.get("value"), (attribute.get("term") or {}).get("name")) if text)


def _places(listing: Document) -> Iterable[str]:
    for place in listing.get("locations", ()):
        if place.get("confidential"):
            continue
        yield place.get("name", "")
        for address in place.get("addresses", ()):
            names = ("address_1", "address_2", "city", "region", "state_province", "postal_code")
            yield from (text for name in names if (text := address.get(name)))
    yield from (area["name"] for area in listing.get("service_areas", ()))


FIELDS = (
    Field(_said("name"), 8.0, 4, 0.4, joined=True),
    Field(_said("alternate_name"), 5.0, 3, 0.4, joined=True),
    Field(_organisation, 4.0, 3, 0.3, joined=True),
    Field(_meanings, 4.0, 8, 0.2, joined=True),
    Field(_places, 2.0, 10, 0.2),
    Field(_said("description", "alert"), 1.0, 60, 0.5),
    Field(_said("eligibility_description", "fees_description", "application_process"), 0.6, 20, 0.5),
)
"""Weights and usual lengths are ours, set on questions with known answers (test_search_quality)."""

SATURATION = 1.2
"""How soon more of the same word counts no more (k1 of BM25; the usual value, Robertson and Zaragoza 2009)."""


def scale(field: Field, length: int) -> float:
    """Return how much one word counts in a text of so many: less in a long one."""
    return 1 / (1 - field.length + field.length * length / field.usual)
