"""How good a record is: pure. What is wrong with it is named by codes; their points and words are data (`scale`)."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from towpath_contracts.areas import NotAPostcode, area_of
from towpath_contracts.codes import Mode
from towpath_contracts.listing import Address, Listing, Location
from towpath_directory.feeds.place import AreaOf
from towpath_directory.feeds.point import apart_km
from towpath_directory.feeds.scale import Scale
from towpath_directory.feeds.text import has_markup
from towpath_directory.freshness.months import months_after
from towpath_directory.sessions.reading import readings

_ANYWHERE = frozenset((Mode.ONLINE.value, Mode.PHONE.value, Mode.HOME_VISIT.value))
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_WEB = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)

Check = Callable[[Listing], Iterator[str]]
"""Yields the codes of what is wrong with a listing in one regard."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How good a record is: a letter from A to E, points from 0 to 100, and the codes of what is wrong with it.

    ``until`` is the day from which it is another one though nothing happens, as the record ages. ``marks`` are the
    mends of its reader that cost it points, and ``likely`` counts other listings that may be the same service.
    """

    letter: str
    score: int
    reasons: tuple[str, ...]
    until: date | None = None
    marks: tuple[str, ...] = ()
    likely: int = 0


@dataclass(frozen=True, slots=True)
class Grader:
    """Grades records on a scale; ``area_of`` places a postcode."""

    scale: Scale
    area_of: AreaOf

    def grade(self, listing: Listing, mends: Collection[str], likely: int, today: date) -> Grade:
        """Return the grade of a listing on a day; ``mends`` are the codes of what its reader had to mend."""
        marks = tuple(sorted({mend for mend in mends if mend in self.scale.marks}))
        found = {self.scale.marks[mark] for mark in marks}
        for check in (self._place, self._schedule, self._assurance(today), self._meaning, self._words, self._contact):
            found |= set(check(listing))
        if likely:
            found.add("duplicate-likely")
        if "place-missing" in found:
            found.discard("place-assumed")  # one thing is wrong, and costs once
        reasons = tuple(sorted(found & self.scale.reasons.keys(), key=self._weight))
        score = self.scale.score(reasons)
        return Grade(self.scale.letter(score), score, reasons, self._until(listing, today), marks, likely)

    def _weight(self, code: str) -> tuple[int, str]:
        return -self.scale.reasons[code].points, code

    def _place(self, listing: Listing) -> Iterator[str]:
        places = [one for one in listing.locations if one.location_type == "physical"]
        anywhere = not _ANYWHERE.isdisjoint(listing.modes) or any(
            one.location_type == "virtual" for one in listing.locations
        )
        if not (places or anywhere or listing.nationwide or listing.areas or listing.service_areas):
            yield "place-missing"
        for place in places:
            if place.confidential:  # whoever must not be found is graded on nothing that could find them
                continue
            if place.latitude is None or place.longitude is None:
                yield "coordinates-missing"
            for address in place.addresses:
                yield from self._address(place, address)

    def _address(self, place: Location, address: Address) -> Iterator[str]:
        if not address.postal_code.strip():
            yield "postcode-missing"
            return
        if address.country != "GB":
            return
        try:
            area_of(address.postal_code)
        except NotAPostcode:
            yield "postcode-doubtful"
            return
        area = self.area_of(address.postal_code)
        if area is None or area.lat is None or area.lon is None or place.latitude is None or place.longitude is None:
            return
        if apart_km((area.lat, area.lon), (place.latitude, place.longitude)) > self.scale.far_km:
            yield "coordinates-doubtful"

    def _schedule(self, listing: Listing) -> Iterator[str]:
        read = readings(listing)
        if not read:
            yield "schedule-missing"
        elif any(unclear.blocks for one in read for unclear in one.unclear):
            yield "schedule-unclear"

    def _assurance(self, today: date) -> Check:
        def check(listing: Listing) -> Iterator[str]:
            said = listing.assured_date
            if said is None:
                yield "assurance-missing"
            elif today >= months_after(said, self.scale.very_old_months):
                yield "assurance-very-old"
            elif today >= months_after(said, self.scale.old_months):
                yield "assurance-old"

        return check

    def _until(self, listing: Listing, today: date) -> date | None:
        if listing.assured_date is None:
            return None
        steps = (self.scale.old_months, self.scale.very_old_months)
        ahead = (months_after(listing.assured_date, months) for months in steps)
        return min((day for day in ahead if day > today), default=None)

    def _meaning(self, listing: Listing) -> Iterator[str]:
        if not listing.taxonomy_terms:
            yield "taxonomy-missing"
        if not listing.needs:
            yield "need-unknown"
        low, high = listing.minimum_age, listing.maximum_age
        if high is not None and (high == 0 or (low is not None and low > high)):
            yield "ages-doubtful"

    def _words(self, listing: Listing) -> Iterator[str]:
        said = listing.description.strip()
        if not said:
            yield "description-missing"
        elif len(said) < self.scale.short:
            yield "description-short"
        texts = (listing.name, said, listing.organization.name, listing.organization.description)
        if any(map(has_markup, texts)):
            yield "html-left"

    def _contact(self, listing: Listing) -> Iterator[str]:
        runs = listing.organization
        phones = [*listing.phones, *(phone for one in listing.contacts for phone in one.phones), *runs.phones]
        emails = [one for one in (listing.email, runs.email, *(one.email for one in listing.contacts)) if one]
        webs = [one for one in (listing.url, runs.website) if one]
        if not (phones or emails or webs):
            yield "contact-missing"
        digits = [len(re.sub(r"\D", "", phone.number)) for phone in phones]
        fit = all(3 <= count <= 20 for count in digits) and all(map(_EMAIL.fullmatch, emails))
        if not (fit and all(map(_WEB.fullmatch, webs))):
            yield "contact-doubtful"
