"""What is read for an answer. Nothing here writes."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from towpath_contracts.codes import TimerKind
from towpath_followup.model import Phase, Status
from towpath_followup.refusals import CursorInvalid, ReferralNotFollowed
from towpath_followup.store import FOLLOWUPS, TIMERS, from_document, to_timer
from towpath_followup.views import Counts, FollowUpView, TimerCount, TimerView, Worklist
from towpath_runtime.mongo import Database, translated

OPEN = (Status.SCHEDULED, Status.DUE)


class Queries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database) -> None:
        self._followups = database[FOLLOWUPS]
        self._timers = database[TIMERS]

    async def referral(self, referral: str) -> FollowUpView:
        """Return the follow-up of a referral. Raises ReferralNotFollowed."""
        with translated():
            document = await self._followups.find_one({"_id": referral})
        if document is None:
            raise ReferralNotFollowed("nothing of that referral is followed up, or the news of it is still on its way")
        return FollowUpView.of(referral, document["version"], from_document(document))

    async def worklist(
        self, *, status: Status | None, kind: str | None, due_before: datetime | None, cursor: str | None, limit: int
    ) -> Worklist:
        """Return a page of the timers that have a due date, those that are open unless ``status`` says otherwise."""
        due: dict[str, Any] = {"$exists": True} if due_before is None else {"$lt": due_before}
        wanted: dict[str, Any] = {"status": status or {"$in": list(OPEN)}, "due": due}
        if kind is not None:
            wanted["kind"] = kind
        if cursor is not None:
            after, name = _read_cursor(cursor)
            wanted["$or"] = [{"due": {"$gt": after}}, {"due": after, "_id": {"$gt": name}}]
        with translated():
            found = await self._timers.find(wanted).sort([("due", 1), ("_id", 1)]).limit(limit + 1).to_list()
        page = found[:limit]
        timers = [TimerView.of(to_timer({"id": timer["_id"], **timer}), timer["referral"]) for timer in page]
        more = len(found) > limit
        return Worklist(timers=timers, next=_cursor(page[-1]["due"], page[-1]["_id"]) if more else None)

    async def counts(self) -> Counts:
        """Count referrals by phase and timers by kind and status."""
        by_phase: list[dict[str, Any]] = [{"$group": {"_id": "$phase", "count": {"$sum": 1}}}]
        by_kind: list[dict[str, Any]] = [
            {"$group": {"_id": {"kind": "$kind", "status": "$status"}, "count": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
        first = {"kind": TimerKind.FIRST_CONTACT, "round": 1, "attempt": 1, "due": {"$exists": True}}
        with translated():
            phases = {row["_id"]: row["count"] async for row in await self._followups.aggregate(by_phase)}
            timers = [
                TimerCount(**row["_id"], count=row["count"]) async for row in await self._timers.aggregate(by_kind)
            ]
            first_contacts = await self._timers.count_documents(first)
        return Counts(
            referrals={phase: phases.get(phase.value, 0) for phase in Phase},
            first_contacts=first_contacts,
            timers=timers,
        )


def _cursor(due: datetime, name: str) -> str:
    return urlsafe_b64encode(f"{due.isoformat()} {name}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        due, _, name = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
        moment = datetime.fromisoformat(due)
    except ValueError:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor") from None
    if moment.tzinfo is None:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
    return moment, name
