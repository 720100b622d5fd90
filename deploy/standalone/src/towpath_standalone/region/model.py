"""What a region is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Postcode:
    """A full postcode and its middle, in degrees (WGS 84)."""

    text: str
    lat: float
    lon: float

    @property
    def outward(self) -> str:
        """The first half, such as ``L8``: what people call their part of town."""
        return self.text.split(" ")[0]


@dataclass(frozen=True, slots=True)
class Place:
    """A town with all its postcodes; ``size`` says how many services it has beside the smallest, which is 1."""

    name: str
    county: str
    size: float
    postcodes: tuple[Postcode, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that offers services. ``id`` is its UUID in the directory and names its topics; ``place`` is
    absent where it works nationwide.
    """

    id: str
    name: str
    word: str
    theme: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Surgery:
    """A practice that refers; ``id`` is an organisation id as it stands in events."""

    id: str
    name: str
    place: str
    postcode: Postcode


@dataclass(frozen=True, slots=True)
class Team:
    """Link workers who serve many surgeries of one place; ``link_workers`` are pseudonymous UUIDs."""

    id: str
    name: str
    place: str
    link_workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is referred, as a referrer would write it and as it turns out to be in the conversation."""

    id: str
    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    place: str
    phone: str
    nhs_number: str | None
    languages: tuple[str, ...]
    access_needs: tuple[str, ...]
    referrer: tuple[str, str, str]
    urgency: str
    reasons: tuple[str, ...]
    needs: tuple[str, ...]
    circumstances: tuple[str, ...]
    preferences: dict[str, Any]
    matters: str


@dataclass(frozen=True, slots=True)
class Region:
    """A generated region; ``services`` are those of the feed, in the shape of Open Referral UK 3.0."""

    seed: int
    places: tuple[Place, ...]
    partners: tuple[Partner, ...]
    services: tuple[dict[str, Any], ...]
    surgeries: tuple[Surgery, ...]
    teams: tuple[Team, ...]
    people: tuple[Person, ...]
