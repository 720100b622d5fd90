"""What would find a confidential place, and texts without it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from towpath_contracts.areas import OUTWARD
from towpath_directory.feeds.reach import Node, leaves, names, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import long_text

WITHHELD = "[withheld]"
SHORTEST = 4
"""Characters of the shortest line of an address that is looked for elsewhere: a bare house number is in many texts."""

NEAR = 0.005
"""Degrees within which a number is the place: half a kilometre or so."""

_LINES = (("address", "street"), ("address", "street_2"), ("address", "attention"))
_CALLED = (("location", "name"), ("location", "alternate_name"), ("location", "external_identifier"))
_POSTCODE = re.compile(rf"\s*({OUTWARD})\s*([0-9][ABD-HJLNP-UW-Z]{{2}})\s*", re.IGNORECASE)
_DEGREES = re.compile(r"-?\d{1,3}\.\d{3,}")
_NUMBERED = re.compile(r"^(?:(?:flat|unit|apartment|no\.?)\s+)?(?:\S*\d\S*[\s,]+)+", re.IGNORECASE)
_BETWEEN = r"[\W_]*"


@dataclass(frozen=True)
class Secrets:
    """``lines`` of addresses and names, ``postcodes`` as two halves, ``degrees`` north or east."""

    lines: frozenset[str]
    postcodes: frozenset[tuple[str, str]]
    degrees: frozenset[float]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = [_BETWEEN.join(map(re.escape, "".join(halves))) for halves in self.postcodes]
        forms += [r"[\W_]+".join(map(re.escape, re.findall(r"\w+", line))) for line in self.lines]
        # the longest first, so that nothing of a line is left where another begins it
        whole = "|".join(rf"(?<!\w)(?:{form})(?!\w)" for form in sorted(filter(None, forms), key=len, reverse=True))
        return re.compile(whole, re.IGNORECASE) if whole else None

    def without(self, text: str) -> str:
        """Return a text without any of it; a text that has none of it comes back as it is.

        What markup or characters that nobody sees hide is found as well: then the text comes back as plain text.
        """
        for read in (text, long_text(text[:100_000], "", Notes())):
            found = self._scrubbed(read)
            if found != read:
                again = long_text(found, "", Notes())
                return self._scrubbed(again) if self._scrubbed(again) != again else found
        return text

    def _scrubbed(self, text: str) -> str:
        found = text if self._pattern is None else self._pattern.sub(WITHHELD, text)
        return _DEGREES.sub(lambda match: WITHHELD if self.near(float(match[0])) else match[0], found)

    def near(self, number: float) -> bool:
        """Tell whether a number is one of the place's degrees, or as good as."""
        return any(abs(number - degree) < NEAR for degree in self.degrees)

    def districts(self) -> tuple[str, ...]:
        """Return the outward halves of the postcodes: as closely as the place may be told."""
        return tuple(sorted({outward for outward, _ in self.postcodes}))


def secrets(places: Iterable[Node], public: Iterable[str]) -> Secrets:
    """Return what would find these places. What is ``public`` anyway, such as the organisation's name, is none."""
    known = {name.casefold() for name in public}
    lines: set[str] = set()
    postcodes: set[tuple[str, str]] = set()
    degrees: set[float] = set()
    for place in places:
        for inner in inside(place):
            for text in _texts(inner, (*_LINES, *_CALLED)):
                lines |= {form for form in _forms(text) if form.casefold() not in known}
        for _, value in leaves(place):
            if isinstance(value, str) and (found := _POSTCODE.fullmatch(value)):
                postcodes.add((found[1].upper(), found[2].upper()))
            elif _is_degree(value):
                degrees.add(float(word(value)))
    return Secrets(frozenset(lines), frozenset(postcodes), frozenset(degrees))


def inside(part: object) -> Iterator[Node]:
    """Yield an object and all those inside it."""
    for value in values(part):
        if isinstance(value, dict):
            yield value
            for child in value.values():
                if isinstance(child, dict | list):
                    yield from inside(child)
        elif isinstance(value, list):
            yield from inside(value)


def _forms(line: str) -> Iterator[str]:
    """Yield a line, and the street that it names: a text may leave the number of the house out."""
    for part in (line, *(found for part in line.split(",") if len((found := part.strip()).split()) > 1)):
        street = _NUMBERED.sub("", part)
        if len(part) >= SHORTEST:
            yield part
        if street != part and len(street) >= SHORTEST and len(street.split()) > 1:
            yield street


def _texts(part: Node, fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    for group, field in fields:
        for name in names(group, field):
            for value in values(part.get(name)):
                yield from (line.strip() for line in word(value).splitlines() if line.strip())


def _is_degree(value: object) -> bool:
    return isinstance(value, str | int | float) and _DEGREES.fullmatch(word(value)) is not None
