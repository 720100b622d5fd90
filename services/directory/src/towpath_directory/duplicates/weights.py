"""The weights of the evidence, and the words of publishers: data, in weights.toml."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """How evidence counts. ``short`` gives the one spelling of a word, ``kinds`` the rows of words that set apart.

    ``imprint`` is of the whole table: another one for any change of it (SHA-256, its first 16 hexadecimal digits).
    """

    imprint: str
    threshold: int
    widest: int
    few: int
    crowd: int
    points: Mapping[str, int]
    words: Mapping[str, str]
    near_km: float
    far_km: float
    alike: Mapping[str, float]
    short: Mapping[str, str]
    kinds: Mapping[str, str]
    narrow: frozenset[str]
    most: Mapping[str, int]
    groups: Mapping[str, str]
    little: frozenset[str]
    nothing: frozenset[str]
    joined: Mapping[str, str]


@cache
def weights() -> Weights:
    """Return the weights of weights.toml, read once."""
    return read(files(__package__).joinpath("weights.toml").read_text("utf-8"))


def read(text: str) -> Weights:
    """Read weights. Raises KeyError where a part is missing, and TOMLDecodeError."""
    table = tomllib.loads(text)
    return Weights(
        imprint=hashlib.sha256(text.encode()).hexdigest()[:16],
        threshold=table["threshold"],
        widest=table["widest"],
        few=table["few"],
        crowd=table["crowd"],
        points=table["points"],
        words=table["words"],
        near_km=table["distance_km"]["near"],
        far_km=table["distance_km"]["far"],
        alike=table["alike"],
        short={long: short for short, longs in table["short"].items() for long in longs},
        kinds={word: kind for kind, members in table["kinds"].items() for word in members},
        narrow=frozenset(table["narrow"]),
        most={group: limit["points"] for group, limit in table["most"].items()},
        groups={kind: group for group, limit in table["most"].items() for kind in limit["of"]},
        little=frozenset(table["quiet"]["little"]),
        nothing=frozenset(table["quiet"]["nothing"]),
        joined={
            f"{first}{between}{second}": first + second
            for first, second in map(str.split, table["quiet"]["joined"])
            for between in "- "
        },
    )
