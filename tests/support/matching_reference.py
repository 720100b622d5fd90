"""A slow and obvious matcher over plain objects, for comparison: one listing and one rule at a time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.referral import MatchRequest
from towpath_contracts.listing import Listing
from towpath_matching.policy import Policy

EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Case:
    """One listing against one request."""

    listing: Listing
    room: CapacityReported | None
    request: MatchRequest
    policy: Policy

    @property
    def wanted(self) -> set[str]:
        """The modes that the person wants."""
        return set(self.request.preferences.modes)

    @property
    def modes(self) -> set[str]:
        """How the service is given."""
        if self.listing.modes:
            return set(self.listing.modes)
        kinds = {location.location_type for location in self.listing.locations}
        return ({"in-person"} if "physical" in kinds else set()) | ({"online"} if "virtual" in kinds else set())

    @property
    def usable(self) -> set[str]:
        """The modes that count."""
        return (self.modes & self.wanted) or self.modes

    @property
    def bounded(self) -> bool:
        """Whether the listing says whom it is for by where they live."""
        return bool(self.listing.areas) or self.listing.reach_km is not None

    @property
    def stays(self) -> bool:
        """Whether the person need not travel."""
        return bool(self.usable & {"online", "phone"}) or (self.bounded and "home-visit" in self.usable)

    def km(self) -> float | None:
        """Kilometres to the nearest place, by the haversine formula."""
        area = self.request.area
        if area.lat is None or area.lon is None or self.listing.nationwide:
            return None
        found = [
            haversine(area.lat, area.lon, location.latitude, location.longitude)
            for location in self.listing.locations
            if location.location_type == "physical"
            if location.latitude is not None and location.longitude is not None
        ]
        return round(min(found), 3) if found else None

    def catchment(self) -> bool:
        """Whether the person lives in one of the listing's areas."""
        home = self.request.area.code
        outward = home.split(" ")[0]
        holds = {home, outward, outward.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
        return any(area.code in holds for area in self.listing.areas)

    def in_area(self) -> bool:
        """Whether the person is served, and it is not too far."""
        if self.listing.nationwide:
            return True
        km, reach, far = self.km(), self.listing.reach_km, self.request.preferences.max_km
        within = km is not None and reach is not None and km <= reach
        local = self.catchment() or within
        if self.bounded and not local:
            return False
        if self.stays:
            return True
        if km is None:
            return self.catchment()
        if far is not None:
            return km <= far
        return local or km <= self.policy.area.default_max_km

    def circumstance(self) -> bool:
        """Whether the person is somebody for whom it is."""
        named, has = set(self.listing.circumstances), set(self.request.circumstances.codes)
        implied = self.policy.circumstances.of_needs
        has |= {implied[need.code] for need in self.request.needs if need.code in implied}
        groups = [set(group) for group in self.policy.circumstances.each]
        rest = named - set(self.policy.circumstances.welcomes) - set().union(*groups)
        return all(not (named & group) or bool(named & group & has) for group in groups) and (
            not rest or bool(rest & has)
        )

    def access(self) -> bool:
        """Whether what the person needs is there."""
        needed, there = set(self.request.access_needs), set(self.listing.access_features)
        if self.stays:
            needed -= set(self.policy.access.at_a_place)
        return needed <= there or (not there and self.policy.unsaid.access_passes)

    def language(self) -> bool:
        """Whether the person is understood."""
        speaks = {tag.split("-")[0] for tag in self.request.languages}
        spoken = {tag.split("-")[0] for tag in self.listing.languages}
        if not speaks or speaks & spoken or "interpreter" in self.listing.access_features:
            return True
        usual = self.policy.unsaid.language_spoken in speaks
        return not spoken and (usual or self.policy.unsaid.languages_pass)

    def cost(self) -> bool:
        """Whether the person can afford it."""
        if not self.request.preferences.free_only:
            return True
        amounts = [option.amount for option in self.listing.cost_options]
        if self.listing.free is not None:
            return self.listing.free
        if amounts and all(amount == 0 for amount in amounts):
            return True
        return self.policy.unsaid.cost_passes and not any(amounts)

    def obstacles(self) -> list[str]:
        """Everything that stands in the way, in the order of the rules."""
        low, high = self.listing.minimum_age, self.listing.maximum_age
        age = self.request.circumstances.age
        passes = {
            "not-active": self.listing.status == "active",
            "need": bool(set(self.listing.needs) & {need.code for need in self.request.needs}),
            "area": self.in_area(),
            "age": (low is None or age >= low) and (high is None or age <= high),
            "circumstance": self.circumstance(),
            "access": self.access(),
            "language": self.language(),
            "mode": not self.wanted or not self.modes or bool(self.wanted & self.modes),
            "cost": self.cost(),
            "no-capacity": self.room is None or self.room.state not in ("no-capacity", "closed"),
            "excluded": self.listing.id not in self.request.excluded_services,
        }
        return [obstacle for obstacle, passed in passes.items() if not passed]


@dataclass(frozen=True)
class Sorted:
    """Who fits, and what stands in the way of the others."""

    eligible: frozenset[str]
    excluded: dict[str, int]


def sort(
    listings: Mapping[str, Listing], rooms: Mapping[str, CapacityReported], asked: MatchRequest, policy: Policy
) -> Sorted:
    """Go through the listings one by one."""
    stands = {service: Case(one, rooms.get(service), asked, policy).obstacles() for service, one in listings.items()}
    return Sorted(
        frozenset(service for service, found in stands.items() if not found),
        dict(Counter(found[0] for found in stands.values() if found)),
    )


def haversine(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points in degrees."""
    phi, other = math.radians(lat), math.radians(other_lat)
    turn = math.sin((phi - other) / 2) ** 2
    turn += math.cos(phi) * math.cos(other) * math.sin(math.radians(lon - other_lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(turn)))
