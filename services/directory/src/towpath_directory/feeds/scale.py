"""The scale of quality: points, letters and words. It is data, in quality.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LETTERS = "ABCDE"


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a record: the points that it costs, the words for it, and what mends it."""

    points: int
    words: str
    mend: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How records are graded. ``marks`` gives the reason that a mend of a reader is; ages are in months."""

    full: int
    letters: Mapping[str, int]
    reasons: Mapping[str, Reason]
    marks: Mapping[str, str]
    short: int
    far_km: float
    old_months: int
    very_old_months: int

    def score(self, codes: Iterable[str]) -> int:
        """Return the points that are left of a full score; none are less than none."""
        return max(0, self.full - sum(self.reasons[code].points for code in codes))

    def letter(self, score: int) -> str:
        """Return the letter of a score."""
        return next((letter for letter, least in self.letters.items() if score >= least), LETTERS[-1])


@cache
def scale() -> Scale:
    """Return the scale that comes with the directory."""
    return read(files(__package__).joinpath("quality.toml").read_text("utf-8"))


def read(text: str) -> Scale:
    """Read a scale. Raises KeyError, TypeError or TOMLDecodeError where it is not one."""
    table = tomllib.loads(text)
    reasons = {code: Reason(**reason) for code, reason in table["reasons"].items()}
    marks = dict(table["marks"])
    if unknown := set(marks.values()) - reasons.keys():
        raise KeyError(min(unknown))
    return Scale(
        full=table["full"],
        letters=dict(sorted(table["letters"].items())),
        reasons=reasons,
        marks=marks,
        short=table["short_description"],
        far_km=table["far_km"],
        old_months=table["old_months"],
        very_old_months=table["very_old_months"],
    )
