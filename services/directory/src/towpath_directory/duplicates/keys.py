"""Blocking: the keys of a listing. Two listings are compared where one asks for a key that the other has."""

from collections.abc import Iterator
from itertools import product

from towpath_directory.duplicates.sketch import Point, Sketch
from towpath_directory.duplicates.tokens import Tokens
from towpath_directory.duplicates.weights import Weights

CELL = (0.02, 0.03)
"""Degrees of latitude and longitude of a cell: two kilometres or so at the latitude of Britain."""

START = 4
"""Letters of a word that make a key: what follows is where most slips and endings are."""

MOST = 6
"""Words of a name that make keys: what comes later in a long name is the venue, which the places have."""


def keys(sketch: Sketch, weights: Weights) -> tuple[str, ...]:
    """Return the keys that a listing has, in their order."""
    return tuple(dict.fromkeys((*_keys(sketch, weights, around=False), *_narrow(sketch, weights))))


def asked(sketch: Sketch, weights: Weights) -> tuple[str, ...]:
    """Return the keys to look for: those that it has, and those of the cells around it."""
    return tuple(dict.fromkeys(_keys(sketch, weights, around=True)))


def narrower(sketch: Sketch, weights: Weights) -> tuple[str, ...]:
    """Return the keys to look for where too many have one of the others: who it is, within its postcode districts."""
    return tuple(dict.fromkeys(_narrow(sketch, weights)))


def named(sketch: Sketch, weights: Weights) -> str:
    """Return the key of a name: how many have it tells a common one from one of a kind."""
    return f"name {' '.join(sorted(_starts(sketch.name, weights)))}"


def reached(kind: str, contact: str, word: str) -> str:
    """Return the key of a contact together with a word of the name: how many have it tells a chain from a service."""
    return f"{kind} {contact} {word[:START]}"


def _keys(sketch: Sketch, weights: Weights, around: bool) -> Iterator[str]:
    words = _starts(sketch.name, weights)
    for kind, contacts in _contacts(sketch):
        yield from (f"{kind} {contact}" for contact in contacts)
        yield from (reached(kind, contact, word) for contact, word in product(contacts, words))
    yield from (f"postcode {code}" for code in sketch.postcodes)
    yield from (f"district {code} {word}" for code, word in product(_districts(sketch), words))
    cells = dict.fromkeys(cell for point in sketch.points for cell in _cells(point, around))
    yield from (f"cell {cell} {word}" for cell, word in product(cells, words))
    yield named(sketch, weights)
    yield from (f"{_run_by(sketch, weights)} {word}" for word in words)


def _narrow(sketch: Sketch, weights: Weights) -> Iterator[str]:
    contacts = (f"{kind} {contact}" for kind, found in _contacts(sketch) for contact in found)
    who = (named(sketch, weights), _run_by(sketch, weights), *contacts)
    yield from (f"in {code} {one}" for code, one in product(_districts(sketch), who))


def _contacts(sketch: Sketch) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("phone", sketch.phones), ("email", sketch.emails), ("page", sketch.pages))


def _districts(sketch: Sketch) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.rpartition(" ")[0] or code for code in sketch.postcodes))


def _run_by(sketch: Sketch, weights: Weights) -> str:
    return f"run {''.join(sorted(_starts(sketch.organisation, weights)))}"


def _starts(words: Tokens, weights: Weights) -> Tokens:
    """Return the first letters of the words that tell; of all words where none does."""
    telling = [word for word in words if word not in weights.little] or words
    return tuple(dict.fromkeys(word[:START] for word in telling))[:MOST]


def _cells(point: Point, around: bool) -> Iterator[str]:
    row, column = int(point[0] // CELL[0]), int(point[1] // CELL[1])
    for down, right in product((-1, 0, 1), repeat=2) if around else ((0, 0),):
        yield f"{row + down},{column + right}"
