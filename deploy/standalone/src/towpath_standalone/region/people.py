"""The people of a region: who they are on paper, and who they turn out to be in the conversation."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from towpath_standalone.region.chance import named_id, source, table, words
from towpath_standalone.region.model import Partner, Person, Place, Surgery
from towpath_standalone.region.nhs_number import numbers_for_tests
from towpath_standalone.region.places import places

Life = dict[str, Any]
_KINDS = {
    "gp": 45,
    "nurse": 10,
    "other-health": 6,
    "social-care": 8,
    "council": 5,
    "agency": 8,
    "self": 13,
    "reception": 5,
}
"""Who refers, of a hundred; invented, so that every way in is used. The odds below are invented too."""
_CLINICAL = {"gp", "nurse", "other-health"}
_COUNCIL = {"social-care", "council"}
_URGENCY = {"routine": 90, "urgent": 8, "asap": 2}
_OTHER_TRUTHS = {"low-income": 0.2, "lives-alone": 0.25, "long-term-condition": 0.3, "lgbt": 0.05, "student": 0.04}
_ACCESS_NEED = 1 / 3
_OTHER_LANGUAGE = 0.12
_HAS_NHS_NUMBER = 0.8


class _Draw:
    """Draws one person after the other."""

    def __init__(
        self, seed: int, surgeries: tuple[Surgery, ...], partners: tuple[Partner, ...], as_of: date, count: int
    ) -> None:
        self.seed, self.surgeries, self.partners, self.as_of = seed, surgeries, partners, as_of
        self.chance = chance = source(seed, "people")
        self.names = [(given, family) for given in words("given") for family in words("family")]
        chance.shuffle(self.names)
        self.numbers = numbers_for_tests(count)
        chance.shuffle(self.numbers)

    def person(self, n: int, life: Life) -> Person:
        """Return the ``n``-th person, who leads this life."""
        chance = self.chance
        place = chance.choices(places(), [place.size for place in places()])[0]
        given, family = self.names[n % len(self.names)]
        first, *others = life["needs"]
        return Person(
            id=named_id(self.seed, f"person/{n}"),
            given_name=given,
            family_name=family,
            date_of_birth=self.born(*life["ages"]),
            postcode=chance.choice(place.postcodes).text,
            place=place.name,
            phone=f"07700 900{n % 1000:03d}",
            nhs_number=self.numbers[n] if chance.random() < _HAS_NHS_NUMBER else None,
            languages=("en", chance.choice(words("tongues"))) if chance.random() < _OTHER_LANGUAGE else ("en",),
            access_needs=tuple(code for code in life["access"] if chance.random() < _ACCESS_NEED),
            referrer=self.referrer(place),
            urgency=chance.choices(list(_URGENCY), list(_URGENCY.values()))[0],
            reasons=tuple(life["reasons"]),
            needs=(first, *chance.sample(others, chance.randint(0, min(2, len(others))))),
            circumstances=self.truths(life),
            preferences=_preferences(chance, life),
            matters=life["matters"],
        )

    def born(self, youngest: int, oldest: int) -> date:
        """Return a date of birth between these ages, both inclusive."""
        year = self.as_of.year - self.chance.randint(youngest + 1, oldest)
        return date(year, 1, 1) + timedelta(days=self.chance.randint(0, 364))

    def truths(self, life: Life) -> tuple[str, ...]:
        """Return the circumstances that hold, those that hold for anybody with some odds included."""
        held = {*life["truths"], *(code for code, odds in _OTHER_TRUTHS.items() if self.chance.random() < odds)}
        if not held & {"man", "woman"}:
            held.add(self.chance.choice(["man", "woman"]))
        return tuple(sorted(held))

    def referrer(self, place: Place) -> tuple[str, str, str]:
        """Return organisation, kind and channel of who refers."""
        kind = self.chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        if kind in _COUNCIL:
            return f"{place.name.lower()}-council", kind, "api"
        if kind == "agency":
            return self.chance.choice([by.id for by in self.partners if by.place == place.name]), kind, "api"
        surgery = self.chance.choice([surgery.id for surgery in self.surgeries if surgery.place == place.name])
        return surgery, kind, "api" if kind in _CLINICAL else "page"


def make_people(
    seed: int, count: int, surgeries: tuple[Surgery, ...], partners: tuple[Partner, ...], as_of: date
) -> tuple[Person, ...]:
    """Return ``count`` people, no two with the same NHS number.

    The first of them lead one life each, so that none is missing.
    """
    draw = _Draw(seed, surgeries, partners, as_of, count)
    lives = table("lives")["life"]
    weights = [life["weight"] for life in lives]
    return tuple(
        draw.person(n, lives[n] if n < len(lives) else draw.chance.choices(lives, weights)[0]) for n in range(count)
    )


def _preferences(chance: Random, life: Life) -> dict[str, Any]:
    likes: dict[str, Any] = {"setting": life["setting"] if chance.random() < 0.5 else "either"}
    if chance.random() < 0.3:
        likes["times"] = chance.sample(["morning", "afternoon", "evening"], 2)
    if chance.random() < 0.25:
        likes["max_km"] = float(chance.choice([5, 8, 12]))
    if "low-income" in life["truths"] or chance.random() < 0.1:
        likes["free_only"] = True
    return likes
