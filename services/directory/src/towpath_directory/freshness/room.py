"""How much room a service has, with how old that is: a report that is too old says nothing any more. Pure."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.values import Id
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.policy import Terms
from towpath_directory.model import UNKNOWN


class LastKnown(BaseModel):
    """What was reported when it was still news."""

    state: str
    spaces: int | None = None
    wait_days: int | None = None


class CapacityView(BaseModel):
    """How much room there is. What is absent is unknown.

    ``as_of`` is when that was so and ``age_days`` how many days ago in London. Where that is longer than the policy
    lets a report count, ``state`` is ``unknown``, ``spaces`` and ``wait_days`` are absent, and ``last_known`` has them.
    The counts of offers are the directory's own, and do not age.
    """

    service: Id
    state: str
    as_of: AwareDatetime | None = None
    age_days: int | None = None
    spaces: int | None = None
    wait_days: int | None = None
    last_known: LastKnown | None = None
    offers_in_flight: int | None = None
    accepted_90d: int | None = None
    ended_well_90d: int | None = None


def room_of(report: CapacityReported | None, terms: Terms, now: datetime) -> CapacityView | None:
    """Return what a report says today; None where there never was one."""
    if report is None:
        return None
    view = CapacityView(
        service=report.service,
        state=report.state,
        offers_in_flight=report.offers_in_flight,
        accepted_90d=report.accepted_90d,
        ended_well_90d=report.ended_well_90d,
    )
    if report.state == UNKNOWN:  # nobody said anything: its moment is that of the count
        return view
    age = max(0, (day_in_london(now) - day_in_london(report.as_of)).days)
    dated = {"as_of": report.as_of, "age_days": age}
    said = {"spaces": report.spaces, "wait_days": report.wait_days}
    if age <= terms.capacity_days:
        return view.model_copy(update=dated | said)
    known = LastKnown(state=report.state, **said)
    return view.model_copy(update=dated | {"state": UNKNOWN, "last_known": known})
