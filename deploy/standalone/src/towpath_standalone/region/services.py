"""The services of a region, in the shape of Open Referral UK 3.0 with our optional fields beside it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from towpath_standalone.region.chance import named_id, source, table, words
from towpath_standalone.region.model import Partner, Place, Postcode
from towpath_standalone.region.places import places
from towpath_standalone.region.schedules import make_schedules

Kind = dict[str, Any]
_PLACE_ACCESS = {
    "step-free": 0.8,
    "accessible-toilet": 0.65,
    "wheelchair": 0.55,
    "accessible-parking": 0.4,
    "hearing-loop": 0.3,
    "large-print": 0.3,
}
"""How many of a hundred venues have each; invented, so that an access need matters and can be met."""
_AT_HOME = {"home-visit", "phone", "online"}
_REACH_KM = {"home-visit": 12.0, "phone": 25.0, "online": 25.0}
"""How far around its own place a local organisation visits, calls or meets online; invented."""


def make_services(seed: int, partners: tuple[Partner, ...], as_of: date) -> tuple[dict[str, Any], ...]:
    """Return every service of the region; dates of assurance and of capacity lie in the year before ``as_of``."""
    chance = source(seed, "services")
    made: list[dict[str, Any]] = []
    for kind in table("kinds")["kind"]:
        if kind.get("nationwide"):
            by = chance.choice([partner for partner in partners if partner.place is None])
            made.append(_Service(seed, chance, kind, by, None, as_of).document(len(made)))
            continue
        for place in places():
            by = next(partner for partner in partners if partner.place == place.name and partner.theme == kind["by"])
            for nth in range(round(kind["each"] * place.size)):
                made.append(_Service(seed, chance, kind, by, place, as_of).document(len(made), nth))
    return _with_distinct_names(made)


def _with_distinct_names(made: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    seen: dict[str, int] = {}
    for service in made:
        seen[service["name"]] = nth = seen.get(service["name"], 0) + 1
        if nth > 1:
            service["name"] += f" ({nth})"
    return tuple(made)


class _Service:
    """One service while it is being written."""

    def __init__(self, seed: int, chance: Random, kind: Kind, by: Partner, place: Place | None, as_of: date) -> None:
        self.seed, self.chance, self.kind, self.by, self.place, self.as_of = seed, chance, kind, by, place, as_of
        self.visited = place is not None and "in-person" in kind["modes"]
        self.postcode: Postcode | None = chance.choice(place.postcodes) if place else None

    def document(self, n: int, nth: int = 0) -> dict[str, Any]:
        """Return the service as the ``n``-th of the feed; ``nth`` counts its kind in its place, from 0."""
        self.n = n
        kind, chance = self.kind, self.chance
        suffix = f", {self.postcode.outward}" if nth and self.postcode else ""
        assured = self.as_of - timedelta(days=chance.randint(3, 330))
        document: dict[str, Any] = {
            "id": self.id("service"),
            "name": kind["title"].format(word=self.by.word) + suffix,
            "description": kind["says"],
            "url": f"https://{self.by.word.lower()}.example.org/",
            "email": f"hello@{self.by.word.lower()}.example.org",
            "status": "active",
            "assured_date": assured.isoformat(),
            "last_modified": f"{assured.isoformat()}T09:00:00Z",
            "organization": self.organization(),
            "phones": [{"id": self.id("phone"), "number": self.phone(), "languages": []}],
            "schedules": make_schedules(chance, kind["when"], self.id, self.as_of),
            "service_at_locations": self.locations(),
            "service_areas": [{"id": self.id("area"), "name": self.place.name if self.place else "United Kingdom"}],
            "cost_options": self.costs(),
            "languages": [self.language(code) for code in ["en", *kind.get("languages", [])]],
            "attributes": [self.term(code) for code in kind["needs"]],
            "service_capacity": [self.capacity()],
            "needs": kind["needs"],
            "circumstances": kind.get("only", []),
            "access_features": self.access(),
            "modes": kind["modes"],
            "setting": kind["setting"],
            "nationwide": self.place is None,
        }
        if "ages" in kind:
            document["minimum_age"], document["maximum_age"] = kind["ages"]
        if self.place is not None and (at_home := _AT_HOME.intersection(kind["modes"])):
            document["reach_km"] = max(_REACH_KM[mode] for mode in at_home)
        return document

    def id(self, name: str) -> str:
        """Return the id of a part of this service."""
        return named_id(self.seed, f"{name}/{self.n}")

    def organization(self) -> dict[str, Any]:
        """Return who runs it."""
        where = self.by.place or "the United Kingdom"
        return {
            "id": self.by.id,
            "name": self.by.name,
            "description": f"A community organisation in {where}.",
            "website": f"https://{self.by.word.lower()}.example.org/",
            "email": f"hello@{self.by.word.lower()}.example.org",
        }

    def phone(self) -> str:
        """Return a number of the range that Ofcom keeps for drama."""
        return f"01632 960{self.n % 1000:03d}"

    def locations(self) -> list[dict[str, Any]]:
        """Return where it is given; where it comes to people, the office of its organisation, which nobody visits."""
        if self.place is None or self.postcode is None:
            return []
        kind = "physical" if self.visited else "postal"
        street = f"{self.chance.randint(1, 180)} {self.chance.choice(words('streets'))}"
        address = {
            "id": self.id("address"),
            "location_id": self.id("location"),
            "address_1": street,
            "city": self.place.name,
            "state_province": self.place.county,
            "postal_code": self.postcode.text,
            "country": "GB",
            "address_type": kind,
        }
        location = {
            "id": self.id("location"),
            "location_type": kind,
            "name": f"{self.by.word} {self.chance.choice(words('venues'))}",
            "latitude": self.postcode.lat,
            "longitude": self.postcode.lon,
            "addresses": [address],
        }
        return [{"id": self.id("at"), "service_id": self.id("service"), "location": location}]

    def costs(self) -> list[dict[str, Any]]:
        """Return what it costs; no option at all says nothing about it."""
        if (pounds := self.kind.get("cost")) is None:
            return []
        option = "Free" if pounds == 0 else "Each session"
        return [{"id": self.id("cost"), "option": option, "amount": pounds, "currency": "GBP"}]

    def language(self, code: str) -> dict[str, Any]:
        """Return a language that is spoken there."""
        return {"id": self.id(f"language/{code}"), "service_id": self.id("service"), "code": code}

    def term(self, code: str) -> dict[str, Any]:
        """Return a need as a term of our taxonomy."""
        term = {
            "id": named_id(self.seed, f"term/{code}"),
            "name": code.replace("-", " ").capitalize(),
            "description": "A need of the default taxonomy of Towpath.",
            "taxonomy": "towpath-needs",
            "code": code,
        }
        link = {"id": self.id(f"term/{code}"), "link_id": self.id("service"), "taxonomy_term_id": term["id"]}
        return {**link, "taxonomy_term": term}

    def capacity(self) -> dict[str, Any]:
        """Return how many places are free, as HSDS 3.1 has it."""
        unit = {"id": named_id(self.seed, "unit/places"), "name": "places"}
        return {
            "id": self.id("capacity"),
            "service_id": self.id("service"),
            "unit": unit,
            "available": self.chance.randint(0, 14),
            "maximum": 15,
            "updated": (self.as_of - timedelta(days=self.chance.randint(1, 28))).isoformat() + "T09:00:00Z",
        }

    def access(self) -> list[str]:
        """Return what the place and the group offer."""
        of_place = [feature for feature, odds in _PLACE_ACCESS.items() if self.visited and self.chance.random() < odds]
        return sorted({*of_place, *self.kind.get("access", [])})
