"""Directories of listings with known answers: which of them are one service, told by two publishers or twice by one.

Seeded. Records of one service differ as those of real publishers do: short forms, words in another order, slips, ``&``,
a missing telephone number, the postcode of the office. What looks like a duplicate and is none is there as often:
branches of a chain, groups of one venue, the same usual name around the corner.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import combinations
from uuid import UUID

from support import duplicates_words as words
from towpath_contracts.areas import sectors
from towpath_contracts.listing import Address, Listing, Location, Organization, Phone, Schedule

SECTORS = sorted(sectors().items())
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA")


@dataclass(frozen=True)
class Place:
    """Where a service is."""

    venue: str
    street: str
    town: str
    postcode: str
    point: tuple[float, float]


@dataclass(frozen=True)
class Told:
    """A service as one publisher tells it."""

    name: str
    organisation: str
    place: Place | None
    phone: str = ""
    email: str = ""
    page: str = ""
    days: tuple[str, ...] = ()
    text: str = ""
    ages: tuple[int | None, int | None] = (None, None)
    located: bool = True


@dataclass
class Known:
    """Listings, and the pairs of ids that are one service."""

    listings: list[Listing] = field(default_factory=list)
    pairs: set[tuple[str, str]] = field(default_factory=set)


class Maker:
    """Makes a directory from a seed, in so many towns."""

    def __init__(self, seed: int, towns: int = 60) -> None:
        self.rng = random.Random(seed)
        self.known = Known()
        self._runs: dict[tuple[str, str], str] = {}
        self._towns = [self._town() for _ in range(towns)]

    def directory(self, size: int) -> Known:
        """Make a directory of at least so many listings."""
        ways: list[tuple[Callable[[], None], int]] = [
            (self.one_service, 10), (self.venue, 2), (self.chain, 1), (self.around_the_corner, 1), (self.kindred, 2),
        ]  # fmt: skip
        while len(self.known.listings) < size:
            self.rng.choices([way for way, _ in ways], [weight for _, weight in ways])[0]()
        self.rng.shuffle(self.known.listings)
        return self.known

    def one_service(self) -> None:
        """A service, in two cases of five told by others too."""
        told = self._service(self.rng.choice(words.ACTIVITIES), self._place())
        self._tell(told, copies=self.rng.choices([0, 1, 2], [6, 3, 1])[0])

    def venue(self) -> None:
        """One venue with several groups: of its own, with one telephone and page, or of others."""
        place, own = self._place(), self.rng.random() < 0.6
        host = self._service("x", place)
        names = self.rng.sample(
            words.ADVICE if own and self.rng.random() < 0.3 else words.ACTIVITIES, self.rng.randint(3, 6)
        )
        for name in names:
            told = replace(host, name=name, days=self._days(), text=self._text(name))
            if not own:
                told = replace(self._service(name, place), place=place)
            self._tell(told, copies=int(self.rng.random() < 0.25))

    def kindred(self) -> None:
        """Two groups of one organisation at one venue whose names differ in a word that matters."""
        host = self._service("x", self._place())
        for name in self.rng.choice(words.KINDRED):
            told = replace(host, name=name, days=self._days(), text=self._text(name))
            self._tell(told, copies=int(self.rng.random() < 0.25))

    def chain(self) -> None:
        """Branches of a chain: one name, one site, places of their own; a third share a national number."""
        brand, name = self.rng.choice(words.BRANDS)
        national = self._phone() if self.rng.random() < 0.35 else ""
        site = re.sub(r"[^a-z]", "", brand.lower())
        one_town = not national and self.rng.random() < 0.3
        town = self.rng.choice(self._towns)
        towns = [town] * 3 if one_town else self.rng.sample(self._towns, self.rng.randint(3, 6))
        days = self.rng.sample(DAYS, 6)
        for number, town in enumerate(towns):
            place = self._place(town)
            told = Told(
                name=f"{name} - {place.venue if one_town else place.town}" if self.rng.random() < 0.4 else name,
                organisation=brand if self.rng.random() < 0.5 else f"{brand} {place.town}",
                place=place,
                phone=national or self._phone(),
                email=f"{re.sub('[^a-z]', '', place.town.lower())}{self.rng.randint(1, 9999)}@{site}.example",
                page=f"https://{site}.example/{number}" if self.rng.random() < 0.5 else f"https://{site}.example",
                days=(days[number % 6],),
                text=words.TEXTS[0].format(name=name, town=place.town),
            )
            self._tell(told, copies=int(self.rng.random() < 0.25))

    def around_the_corner(self) -> None:
        """A common name, three times in one town, by different people."""
        name, town = self.rng.choice(words.USUAL_NAMES), self.rng.choice(self._towns)
        for _ in range(3):
            self._tell(self._service(name, self._place(town)), copies=int(self.rng.random() < 0.25))

    def _town(self) -> tuple[str, list[tuple[str, tuple[float, float]]]]:
        """A name, and the sectors of one postcode district."""
        code, _ = self.rng.choice(SECTORS)
        district = code.rpartition(" ")[0]
        inside = [one for one in SECTORS if one[0].rpartition(" ")[0] == district]
        name = self.rng.choice(("Alder", "Birk", "Cold", "Dun", "Elm", "Fern", "Graf", "Hazel", "Kil", "Lang", "Mar"))
        return f"{name}{self.rng.choice(('ton', 'ford', 'by', 'ham', 'wick', 'stead', 'mouth', 'bridge'))}", inside

    def _place(self, town: tuple[str, list[tuple[str, tuple[float, float]]]] | None = None) -> Place:
        name, inside = town or self.rng.choice(self._towns)
        sector, (lat, lon) = self.rng.choice(inside)
        unit = "".join(self.rng.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
        point = (lat + self.rng.gauss(0, 0.004), lon + self.rng.gauss(0, 0.006))
        street = f"{self.rng.randint(1, 190)} {self.rng.choice(words.STREETS)}"
        return Place(self.rng.choice(words.VENUES), street, name, f"{sector}{unit}", point)

    def _service(self, name: str, place: Place) -> Told:
        organisation = self.rng.choice(words.ORGANISATIONS).format(town=place.town, venue=place.venue)
        site = re.sub(r"[^a-z]", "", organisation.lower())[:18] + str(self.rng.randint(1, 99))
        low = self.rng.choice([None, None, 16, 18, 50])
        return Told(
            name=f"{place.town} {name}" if self.rng.random() < 0.2 else name,
            organisation=organisation,
            place=place,
            phone=self._phone() if self.rng.random() < 0.85 else "",
            email=f"{self.rng.choice(('hello', 'office', 'enquiries'))}@{site}.example",
            page=f"https://www.{site}.example/{self.rng.choice(('', 'groups', 'what-we-do'))}",
            days=self._days(),
            text=self._text(name),
            ages=(low, None),
        )

    def _days(self) -> tuple[str, ...]:
        return tuple(sorted(self.rng.sample(DAYS, self.rng.choice([1, 1, 1, 2]))))

    def _text(self, name: str) -> str:
        return self.rng.choice(words.TEXTS).format(name=name, town=self.rng.choice(self._towns)[0])

    def _phone(self) -> str:
        return f"01{self.rng.randint(20, 99)}4 {self.rng.randint(100000, 999999)}"

    def _tell(self, told: Told, copies: int) -> None:
        ids = [self._list(told, "county")]
        for number in range(copies):
            publisher = "county" if self.rng.random() < 0.2 else f"publisher-{number}"
            ids.append(self._list(self._retold(told), publisher))
        self.known.pairs |= {(min(pair), max(pair)) for pair in combinations(ids, 2)}

    def _retold(self, told: Told) -> Told:
        """The same service as somebody else tells it. Something firm stays, or nobody could know it."""
        rng = self.rng
        place = told.place
        assert place is not None
        told = replace(told, name=self._renamed(told), organisation=self._short(told.organisation, suffix=True))
        if rng.random() < 0.4:
            told = replace(told, page=told.page.replace("https://www.", "http://").rstrip("/") if told.page else "")
        elif rng.random() < 0.4:
            told = replace(told, page="")
        if rng.random() < 0.5:
            told = replace(told, days=())
        if rng.random() < 0.6:
            told = replace(told, text=rng.choice(words.TEXTS[1:]).format(name=told.name, town=place.town))
        if rng.random() < 0.3:
            told = replace(told, ages=(None, None))
        moved = rng.random()
        if moved < 0.12 and told.phone and told.email:  # the postcode of the office, in the same town
            town = next(one for one in self._towns if one[0] == place.town and place.postcode[:-2] in dict(one[1]))
            return replace(told, place=self._place(town), email=told.email if rng.random() < 0.6 else "")
        if moved < 0.18 and told.phone and told.email:
            return replace(told, place=None)
        if moved < 0.25:
            place = replace(place, postcode=place.postcode[:-1] + rng.choice("ABDEFGH"))
        lost = rng.random()
        if lost < 0.3:
            told = replace(told, phone="")
        elif lost < 0.35:
            told = replace(told, phone=self._phone())
        elif told.phone and lost < 0.6:
            told = replace(told, phone="+44 " + told.phone[1:])
        if rng.random() < 0.4:
            told = replace(told, email="")
        elif told.email and rng.random() < 0.2:
            told = replace(told, email="bookings@" + told.email.partition("@")[2])
        point = (place.point[0] + rng.gauss(0, 0.001), place.point[1] + rng.gauss(0, 0.001))
        venue = "" if rng.random() < 0.4 else self._short(place.venue)
        return replace(
            told,
            place=replace(place, point=point, venue=venue, street=self._short(place.street)),
            located=rng.random() < 0.5,
        )

    def _renamed(self, told: Told) -> str:
        rng, name = self.rng, told.name
        place = told.place
        assert place is not None
        for _ in range(rng.choice([0, 1, 1, 2])):
            match rng.randrange(7):
                case 0:
                    name = self._short(name)
                case 1:
                    name = name.replace(" & ", " and ") if "&" in name else name.replace(" and ", " & ")
                case 2:
                    name = self._slip(name)
                case 3:
                    name = f"{name} ({told.organisation})" if rng.random() < 0.5 else f"{told.organisation}: {name}"
                case 4:
                    name = f"{name} - {place.venue or place.town}"
                case 5:
                    parts = name.split()
                    name = f"{' '.join(parts[1:])}, {parts[0]}" if len(parts) > 2 else name.upper()
                case _:
                    ending = rng.choice(("Group", "Club", "Session", "(free)"))
                    name = name if name.endswith(ending) else f"{name} {ending}"
        return name

    def _short(self, text: str, suffix: bool = False) -> str:
        for long, short in words.SHORT_FORMS:
            if long in text and self.rng.random() < 0.5:
                text = text.replace(long, short)
        if suffix and self.rng.random() < 0.2:
            text = f"{text} {self.rng.choice(('CIC', 'Ltd', 'Limited', '(charity)'))}"
        return f"The {text}" if suffix and self.rng.random() < 0.1 else text

    def _slip(self, text: str) -> str:
        parts = text.split()
        long = [number for number, word in enumerate(parts) if len(word) > 5 and word.isalpha()]
        if not long:
            return text
        number = self.rng.choice(long)
        word = parts[number]
        at = self.rng.randrange(1, len(word) - 2)
        slips = (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:],
                 word[:at] + word[at + 1] + word[at] + word[at + 2 :])  # fmt: skip
        parts[number] = self.rng.choice(slips)
        return " ".join(parts)

    def _id(self) -> str:
        return str(UUID(int=self.rng.getrandbits(128)))

    def _list(self, told: Told, publisher: str) -> str:
        service, place = self._id(), told.place
        run_by = self._runs.setdefault((publisher, told.organisation), self._id())
        locations: tuple[Location, ...] = ()
        if place is not None:
            lat, lon = place.point if told.located else (None, None)
            at = Address(id=self._id(), address_1=place.street, city=place.town, postal_code=place.postcode)
            spot = Location(id=self._id(), name=place.venue, latitude=lat, longitude=lon, addresses=(at,))
            locations = (spot,)
        listing = Listing(
            id=service,
            name=told.name,
            description=told.text,
            organization=Organization(id=run_by, name=told.organisation),
            publisher=publisher,
            url=told.page or None,
            email=told.email or None,
            locations=locations,
            phones=(Phone(id=self._id(), number=told.phone),) if told.phone else (),
            schedules=(Schedule(id=self._id(), freq="WEEKLY", byday=",".join(told.days)),) if told.days else (),
            minimum_age=told.ages[0],
            maximum_age=told.ages[1],
        )
        self.known.listings.append(listing)
        return service
