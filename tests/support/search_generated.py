"""A made-up directory to search in, as large as wanted, and the questions that people ask of one."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import accumulate
from uuid import UUID

from support import duplicates_words as words
from towpath_contracts.areas import sectors
from towpath_contracts.codes import NeedCode
from towpath_contracts.listing import Address, Listing, Location, Organization, Schedule, TaxonomyTerm
from towpath_contracts.values import Area
from towpath_directory.search.asked import Of, SearchAsked
from towpath_directory.search.place import place_of

SECTORS = sorted(sectors().items())
NEEDS = [need.value for need in NeedCode]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIELD = [
    "support", "group", "people", "community", "help", "local", "advice", "health", "wellbeing", "free", "weekly",
    "activities", "older", "adults", "families", "children", "young", "carers", "friends", "social", "volunteers",
    "friendly", "welcome", "information", "training", "centre", "meet", "session", "join", "drop", "memory",
    "dementia", "anxiety", "depression", "bereavement", "befriending", "gardening", "walking", "singing", "cooking",
    "art", "craft", "music", "debt", "benefits", "housing", "employment", "skills", "disability", "sight",
    "hearing", "cancer", "stroke", "diabetes", "exercise", "swimming", "dance", "lunch", "coffee", "tea", "food",
    "parcel", "transport", "shopping", "telephone", "online", "home", "visit", "counselling", "therapy", "recovery",
    "alcohol",
]  # fmt: skip
SYLLABLES = [
    "ba", "be", "bo", "ca", "ce", "co", "da", "de", "do", "fa", "fe", "ga", "go", "ha", "he", "ka", "la", "le",
    "lo", "ma", "me", "mo", "na", "ne", "no", "pa", "pe", "ra", "re", "ri", "ro", "sa", "se", "so", "ta", "te",
    "to", "va", "ve", "wa", "wi",
]  # fmt: skip


def identity(rng: random.Random) -> str:
    """A UUID from the seed."""
    return str(UUID(int=rng.getrandbits(128)))


class MadeUp:
    """Makes listings and questions from a seed.

    Texts are drawn from 20,000 words by Zipf's law, those of the field first, so that postings are as long and a
    vocabulary as wide as in real texts (the feed of a county has 9,000 words in 738 services).
    """

    def __init__(self, seed: int, vocabulary: int = 20_000) -> None:
        self.rng = random.Random(seed)
        made = {"".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 5))) for _ in range(vocabulary)}
        self.words = FIELD + sorted(made - set(FIELD))
        self._steps = list(accumulate(1 / (rank + 4) for rank in range(len(self.words))))
        self.terms = [
            TaxonomyTerm(id=identity(self.rng), name=f"{one.title()} {other}", taxonomy_id=identity(self.rng))
            for one in FIELD[:30]
            for other in ("support", "activities")
        ]
        self.organisations = [
            Organization(id=identity(self.rng), name=self.rng.choice(words.ORGANISATIONS).format(town=town, venue=town))
            for town in (self._word().title() for _ in range(8_000))
        ]

    def _word(self) -> str:
        return self.words[bisect(self._steps, self.rng.random() * self._steps[-1])]

    def listings(self, size: int) -> Iterator[Listing]:
        """So many listings: one in ten by phone or online, one in fifty nationwide."""
        return (self.listing() for _ in range(size))

    def listing(self) -> Listing:
        """One listing."""
        rng = self.rng
        code, (lat, lon) = rng.choice(SECTORS)
        remote, town = rng.random() < 0.1, self._word().title()
        address = Address(id=identity(rng), address_1=rng.choice(words.STREETS), city=town, postal_code=f"{code}AA")
        place = Location(
            id=identity(rng),
            name=rng.choice(words.VENUES),
            latitude=lat + rng.gauss(0, 0.01),
            longitude=lon + rng.gauss(0, 0.015),
            addresses=(address,),
        )
        starts = rng.randrange(8, 19)
        schedule = Schedule(
            id=identity(rng),
            freq="WEEKLY",
            byday=rng.choice(DAYS),
            opens_at=time(starts, rng.choice((0, 30))),
            closes_at=time(starts + rng.randint(1, 3)),
        )
        extra = f" {self._word().title()}" if rng.random() < 0.4 else ""
        return Listing(
            id=identity(rng),
            name=f"{rng.choice(words.ACTIVITIES + words.ADVICE)}{extra}",
            description=" ".join(self._word() for _ in range(rng.randint(20, 140))).capitalize() + ".",
            organization=rng.choice(self.organisations),
            publisher="bench",
            needs=tuple(rng.sample(NEEDS, rng.choice((1, 1, 2, 3)))),
            taxonomy_terms=tuple(rng.sample(self.terms, rng.choice((0, 1, 2)))),
            locations=() if remote else (place,),
            schedules=() if rng.random() < 0.3 else (schedule,),
            modes=(rng.choice(("phone", "online")),) if remote else ("in-person",),
            areas=(Area(code=code),) if remote and rng.random() < 0.3 else (),
            nationwide=rng.random() < 0.02,
            minimum_age=rng.choice((None, None, 18)),
            maximum_age=rng.choice((None, None, None, 25)),
            assured_date=date(2026, 3, 1) - timedelta(days=rng.randrange(900)),
        )

    def question(self) -> SearchAsked:
        """One question: most have words, many of them mistyped, and a place; others a need, a day, a term."""
        rng = self.rng
        search = " ".join(self._asked() for _ in range(rng.choice((1, 1, 2, 2, 3)))) if rng.random() < 0.75 else None
        place, of = None, Of.SERVICES
        if rng.random() < 0.6:
            place = place_of(rng.choice(SECTORS)[0], rng.choice((None, 2_000, 5_000, 10_000, 20_000)))
            of = rng.choice((Of.SERVICES, Of.SERVICES, Of.SERVICE_AT_LOCATIONS))
        timed = rng.random() < 0.15
        return SearchAsked(
            search=search,
            needs=(rng.choice(NEEDS),) if search is None or rng.random() < 0.2 else (),
            taxonomy_terms=(rng.choice(self.terms).id,) if rng.random() < 0.05 else (),
            days=(rng.randrange(7),) if timed else (),
            start_time=time(9) if timed and rng.random() < 0.5 else None,
            end_time=time(17) if timed and rng.random() < 0.5 else None,
            place=place,
            of=of,
            limit=rng.choice((10, 20, 50)),
        )

    def _asked(self) -> str:
        """A word as somebody types it: one in five slips, one in ten stops short."""
        rng = self.rng
        word = rng.choice(FIELD) if rng.random() < 0.7 else self._word()
        chance = rng.random()
        if len(word) > 4 and chance < 0.2:
            return mistyped(rng, word)
        return word[: rng.randint(4, 6)] if chance < 0.3 else word


def parameters(asked: SearchAsked) -> dict[str, str]:
    """The same question as the parameters of the public API."""
    given = {
        "search": asked.search,
        "need": ",".join(asked.needs),
        "taxonomy_term_id": ",".join(asked.taxonomy_terms),
        "day": ",".join(DAYS[day] for day in asked.days),
        "start_time": asked.start_time,
        "end_time": asked.end_time,
        "postcode": asked.place and asked.place.area,
        "proximity": asked.place and asked.place.metres,
        "per_page": asked.limit,
    }
    return {name: str(value) for name, value in given.items() if value not in (None, "")}


def mistyped(rng: random.Random, word: str) -> str:
    """The word with one slip: a letter left out, doubled, wrong, or two that changed places."""
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + rng.choice("aeioutrs") + word[at + 1 :]
        case _:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
