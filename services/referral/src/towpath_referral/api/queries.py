"""What is asked about cases."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Query

from towpath_contracts.values import ORGANISATION_FORM, UUID_FORM
from towpath_referral.api.answers import CasePage, CaseView, Timeline, TimelineEntry, cursor_of, place_of
from towpath_referral.api.desk import Desk, ReferralId
from towpath_referral.model import OPEN, Status
from towpath_runtime.errors import NotFound


class OptionsNotFound(NotFound):
    """Matching has not answered yet."""

    code = "options-not-found"


def queries(desk: Desk) -> APIRouter:
    """Return the routes that change nothing."""
    router = APIRouter(tags=["queries"])

    @router.get("/referrals")
    async def page(
        status: Annotated[list[Status] | None, Query()] = None,
        team: Annotated[str | None, Query(pattern=ORGANISATION_FORM)] = None,
        link_worker: Annotated[str | None, Query(pattern=UUID_FORM)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
    ) -> CasePage:
        """Return cases by their next step, the earliest first; the open ones where no status is named."""
        after = None if cursor is None else place_of(cursor)
        found = await desk.cases.page(status or (), team, link_worker, after, limit)
        following = cursor_of(found[-1]) if len(found) == limit else None
        return CasePage(referrals=list(map(CaseView.of, found)), next=following)

    @router.get("/referrals/{referral}")
    async def case(referral: ReferralId) -> CaseView:
        """Return a case."""
        return CaseView.of(await desk.case(referral))

    @router.get("/referrals/{referral}/timeline")
    async def timeline(referral: ReferralId) -> Timeline:
        """Return what happened to a case, in order."""
        await desk.case(referral)
        told = await desk.cases.timeline(referral)
        return Timeline(events=[TimelineEntry(**entry, id=entry["_id"]) for entry in told])

    @router.get("/referrals/{referral}/options")
    async def options(referral: ReferralId) -> dict[str, Any]:
        """Return the last answer of matching with its reasons: options, or what stands in the way."""
        await desk.case(referral)
        kept = await desk.cases.options(referral)
        if kept is None:
            raise OptionsNotFound("wait for the answer of matching, or record an assessment")
        found: dict[str, Any] = kept["found"]
        return {name: kept[name] for name in ("answer", "outcome", "received_at")} | found

    @router.get("/referrals/{referral}/person")
    async def person(referral: ReferralId) -> dict[str, Any]:
        """Return the person with everything that was said, unsealed."""
        known = (await desk.case(referral)).case
        details = await desk.people.read(known.person)
        return details | {"languages": known.languages, "access_needs": known.access_needs}

    @router.get("/counts")
    async def counts() -> dict[str, Any]:
        """Return what reconciliation compares. asked = answered + awaited + superseded."""
        return await _counts(desk)

    return router


async def _counts(desk: Desk) -> dict[str, Any]:
    rows = await desk.cases.sums()
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update({name: value for name, value in row.items() if name != "_id"})
    options = {name: sums[name] for name in ("asked", "answered", "awaited")}
    standings: Counter[str] = Counter()
    offered = 0
    for row in await desk.cases.connections():
        standings[row["_id"]["standing"]] += row["connections"]
        offered += row["connections"] if row["_id"].get("offered") else 0
    return {
        "cases": {
            "total": sums["cases"],
            "open": sum(row["cases"] for row in rows if row["_id"] in OPEN),
            "by_status": {row["_id"]: row["cases"] for row in rows},
        },
        "connections": {"total": standings.total(), "offered": offered, "by_status": dict(standings)},
        "options": options | {"superseded": options["asked"] - options["answered"] - options["awaited"]},
        **{name: sums[name] for name in ("plans", "attention", "concerns")},
        "people": await desk.people.count(),
    }
