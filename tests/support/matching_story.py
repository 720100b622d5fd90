"""Listings and requests told in tests: a directory in a few words, and generated ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.matching import NoMatchFound, Option, OptionsProposed
from towpath_contracts.events.referral import NeedsAssessed
from towpath_contracts.listing import Listing, Location, Organization, Schedule
from towpath_contracts.values import Area, Circumstances, Need, Preferences
from towpath_matching.decide import answer
from towpath_matching.index import Index
from towpath_matching.policy import Policy, load

YORK = (53.96, -1.08)
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""A Monday, 10:00 in London."""

POLICY = load()


def id_of(name: str) -> str:
    """A UUID for a name."""
    return str(uuid5(NAMESPACE_URL, name))


def north(km: float) -> tuple[float, float]:
    """A point so many kilometres north of the person; a degree of a meridian of the sphere is 111.195 km."""
    return YORK[0] + km / 111.195, YORK[1]


def place(point: tuple[float, float] | None, kind: str = "physical") -> Location:
    """A location of a listing."""
    lat, lon = point or (None, None)
    return Location(id=id_of(f"{kind} {point}"), location_type=kind, latitude=lat, longitude=lon)


def listing(name: str, **changes: Any) -> Listing:
    """A group for loneliness in York that says nothing else, with changes; ``at`` is one point or several."""
    at = changes.pop("at", YORK)
    points = [at] if at is None or isinstance(at[0], float) else list(at)
    told: dict[str, Any] = {
        "id": id_of(name),
        "name": name,
        "organization": Organization(id=id_of(f"{name} organisation"), name=f"{name} organisation"),
        "publisher": "york-directory",
        "needs": ("loneliness",),
        "modes": ("in-person",),
        "locations": tuple(place(point) for point in points),
    }
    return Listing.model_validate(told | changes)


def weekly(byday: str | None, opens: time | None = time(18, 30), **changes: Any) -> Schedule:
    """A weekly schedule."""
    return Schedule.model_validate(
        {"id": id_of(f"{byday}"), "freq": "WEEKLY", "byday": byday, "opens_at": opens} | changes
    )


def request(**changes: Any) -> NeedsAssessed:
    """Somebody of 50 in York who is lonely, with changes; ``age`` and ``circumstances`` belong to the person."""
    person = Circumstances(age=changes.pop("age", 50), codes=changes.pop("circumstances", ()))
    needs = changes.pop("needs", ("loneliness",))
    told: dict[str, Any] = {
        "assessment": id_of("assessment"),
        "needs": tuple(Need(code=code, priority=n) for n, code in enumerate(needs, start=1)),
        "circumstances": person,
        "area": Area(code="YO10 3", lat=YORK[0], lon=YORK[1]),
        "preferences": Preferences.model_validate(changes.pop("preferences", {})),
    }
    return NeedsAssessed.model_validate(told | changes)


def capacity(name: str, state: str = "capacity", **changes: Any) -> CapacityReported:
    """A report on a service's room, of today."""
    return CapacityReported.model_validate({"service": id_of(name), "state": state, "as_of": NOW} | changes)


@dataclass
class Directory:
    """An index with a story."""

    index: Index = field(default_factory=Index)
    names: dict[str, str] = field(default_factory=dict)

    def has(self, *listings: Listing) -> Directory:
        """Publish listings."""
        for one in listings:
            self.index.publish(one.id, one, NOW)
            self.names[one.id] = one.name
        return self

    def hears(self, *reports: CapacityReported) -> Directory:
        """Take reports on room."""
        for one in reports:
            self.index.report(one.service, one, NOW)
        return self

    def answers(
        self, asked: NeedsAssessed | None = None, policy: Policy = POLICY, now: datetime = NOW
    ) -> OptionsProposed | NoMatchFound:
        """Answer a request."""
        return answer(asked or request(), self.index, policy, now)

    def options(self, asked: NeedsAssessed | None = None, policy: Policy = POLICY, now: datetime = NOW) -> list[str]:
        """The names of what is proposed, the best first."""
        answered = self.answers(asked, policy, now)
        return [self.names[one.service] for one in answered.options] if isinstance(answered, OptionsProposed) else []

    def only(self, asked: NeedsAssessed | None = None, policy: Policy = POLICY, now: datetime = NOW) -> Option:
        """The only option that is proposed."""
        answered = self.answers(asked, policy, now)
        assert isinstance(answered, OptionsProposed), answered.excluded
        assert len(answered.options) == 1
        return answered.options[0]


def directory(*listings: Listing) -> Directory:
    """A directory of these listings."""
    return Directory().has(*listings)


def changed(policy: Policy, **changes: Mapping[str, Any] | Any) -> Policy:
    """A policy with other figures; a mapping changes single figures of a part."""
    told = policy.model_dump()
    for name, change in changes.items():
        told[name] = told[name] | change if isinstance(change, Mapping) else change
    return Policy.model_validate(told)


def words(option: Option) -> dict[str, str]:
    """What an option says of itself, by factor."""
    return {reason.factor: reason.words for reason in option.reasons}


def effects(option: Option) -> dict[str, float]:
    """What each factor did to an option's score."""
    return {reason.factor: reason.effect for reason in option.reasons}


def day(text: str) -> date:
    """A day in ISO form."""
    return date.fromisoformat(text)


def all_of(options: Sequence[Option]) -> list[str]:
    """The services of options, the best first."""
    return [one.service for one in options]
