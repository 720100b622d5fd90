"""Documents and the model: one of each follow-up, and one of each timer for whoever fires or lists them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_followup.model import FollowUp, Phase, Status, Taken, Timer
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

Document = dict[str, Any]

FOLLOWUPS = "followup"
TIMERS = "timers"

FOLLOWUP_INDEXES = (IndexModel([("phase", ASCENDING)], name="phase"),)
TIMER_INDEXES = (
    IndexModel(
        [("fires", ASCENDING)],
        name="fires",
        partialFilterExpression={
            "fires": {"$exists": True}
        },  # what was settled weighs nothing on the search for the due
    ),
    IndexModel([("status", ASCENDING), ("due", ASCENDING), ("_id", ASCENDING)], name="worklist"),
    IndexModel([("kind", ASCENDING), ("status", ASCENDING)], name="counts"),
)

UNCLAIMED = datetime(1970, 1, 1, tzinfo=UTC)


def to_document(state: FollowUp) -> Document:
    """Return what is kept of a follow-up."""
    return {
        "phase": state.phase.value,
        "timers": [{"id": timer.id, **timer_fields(timer)} for timer in state.timers],
        "measures": [
            {"measure": taken.measure, "point": taken.point, "scores": dict(sorted(taken.scores.items()))}
            for taken in state.measures
        ],
    }


def from_document(document: Document) -> FollowUp:
    """Read a follow-up."""
    return FollowUp(
        phase=Phase(document["phase"]),
        timers=tuple(to_timer(timer) for timer in document["timers"]),
        measures=tuple(
            Taken(taken["measure"], taken["point"], dict(taken["scores"])) for taken in document["measures"]
        ),
    )


def timer_fields(timer: Timer) -> Document:
    """Return the fields of a timer that it has."""
    fields = {
        "kind": timer.kind,
        "connection": timer.connection,
        "round": timer.round,
        "attempt": timer.attempt,
        "status": timer.status.value,
        "due": timer.due,
        "record_by": timer.record_by,
        "outcome": timer.outcome,
        "reason": timer.reason,
        "every_days": timer.every_days,
    }
    return {name: value for name, value in fields.items() if value is not None}


def to_timer(document: Document) -> Timer:
    """Read a timer of a follow-up."""
    return Timer(
        id=document["id"],
        kind=document["kind"],
        connection=document.get("connection"),
        round=document["round"],
        attempt=document["attempt"],
        status=Status(document["status"]),
        due=document.get("due"),
        record_by=document.get("record_by"),
        outcome=document.get("outcome"),
        reason=document.get("reason"),
        every_days=document.get("every_days"),
    )


def project(change: Change[FollowUp]) -> Iterable[Write]:
    """Bring the timers' own documents along with the follow-up that they belong to."""
    before = {timer.id: timer for timer in change.before.timers} if change.before else {}
    for timer in change.after.timers if change.after else ():
        if before.get(timer.id) != timer:
            yield Write(TIMERS, timer_write(change.key, timer))


def timer_write(referral: str, timer: Timer) -> UpdateOne:
    """Return the write that makes a timer's document what the timer is, free for anyone to claim.

    ``fires`` is there only while something will happen, so that only such timers are in the index of what is due.
    """
    fields = {"referral": referral, **timer_fields(timer), "until": UNCLAIMED}
    if timer.fires is not None:
        fields["fires"] = timer.fires
    optional = ("due", "record_by", "outcome", "reason", "every_days", "fires")
    absent = {name: "" for name in optional if name not in fields}
    return UpdateOne({"_id": timer.id}, {"$set": fields, "$unset": absent, "$setOnInsert": {"fence": 0}}, upsert=True)
