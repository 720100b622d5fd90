"""A generated region to try the platform on: three towns with organisations, services, surgeries, teams and people."""

from __future__ import annotations

from datetime import UTC, date, datetime

from towpath_standalone.region.feed import export, feed_of
from towpath_standalone.region.model import Partner, Person, Region, Surgery, Team
from towpath_standalone.region.organisations import make_partners, make_surgeries, make_teams
from towpath_standalone.region.people import make_people
from towpath_standalone.region.places import places
from towpath_standalone.region.services import make_services

__all__ = ["Partner", "Person", "Region", "Surgery", "Team", "export", "feed_of", "make_region"]


def make_region(seed: int = 1, people: int = 200, as_of: date | None = None) -> Region:
    """Make the region of this seed with so many people; the same arguments give the same region, to the last id.

    Ages and dates of assurance hang on ``as_of``, by default the first of this month (UTC), so that a region made again
    within the month is the same and one made next year is not out of date.
    """
    today = as_of or datetime.now(UTC).date().replace(day=1)
    partners, surgeries = make_partners(seed), make_surgeries(seed)
    return Region(
        seed=seed,
        places=places(),
        partners=partners,
        services=make_services(seed, partners, today),
        surgeries=surgeries,
        teams=make_teams(seed),
        people=make_people(seed, people, surgeries, partners, today),
    )
