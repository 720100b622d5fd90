"""Documents of gaps: the aggregate's own, the tally that is listed, and the listings that may answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_contracts.events.gap import GapAnswered, GapClosed, GapRaised
from towpath_contracts.values import Area
from towpath_directory.counting.tally import TALLY_INDEXES
from towpath_directory.gaps.commands import WorkOnGap
from towpath_directory.gaps.model import Gap
from towpath_runtime.aggregate import Change, Document
from towpath_runtime.message import Write

GAPS = "gap"
GAP_TALLIES = "gap_tallies"
OPENINGS = "gap_openings"
"""Listings that were published lately and could answer a gap."""

GAP_TALLY_INDEXES = (
    *TALLY_INDEXES,
    IndexModel([("state", ASCENDING), ("need", ASCENDING), ("_id", ASCENDING)], name="state"),
    IndexModel([("need", ASCENDING), ("_id", ASCENDING)], name="need"),
    IndexModel([("area", ASCENDING), ("_id", ASCENDING)], name="area"),
    IndexModel([("fresh", ASCENDING)], name="fresh", partialFilterExpression={"fresh": {"$exists": True}}),
)
OPENING_INDEXES = (
    IndexModel([("fresh", ASCENDING)], name="fresh", partialFilterExpression={"fresh": {"$exists": True}}),
    IndexModel([("needs", ASCENDING), ("at", ASCENDING)], name="needs"),
    IndexModel([("at", ASCENDING)], name="at"),
)


class State:
    """Where a gap stands, as it is kept and asked for."""

    RAISED = "raised"
    WORKED_ON = "worked-on"
    ANSWERED = "answered"
    CLOSED = "closed"


SHOWN = (State.RAISED, State.WORKED_ON, State.ANSWERED)
"""What is listed: of the others, nobody is left."""

OPEN: Document = {"state": {"$in": [State.RAISED, State.WORKED_ON]}}


def to_document(gap: Gap) -> Document:
    """Return what is kept of a gap."""
    fields: dict[str, Any] = {
        "need": gap.need,
        "area": gap.area.model_dump(mode="json", exclude_none=True),
        "people": gap.people,
        "since": gap.since,
        "service": gap.service,
    }
    return {name: value for name, value in fields.items() if value is not None}


def from_document(document: Document) -> Gap:
    """Read a gap."""
    return Gap(
        need=document["need"],
        area=Area.model_validate(document["area"]),
        people=document["people"],
        since=document.get("since"),
        service=document.get("service"),
    )


def project(change: Change[Gap]) -> Iterable[Write]:
    """Bring the tally along, which is what is listed; who works on a gap is kept there, until it is answered."""
    asked = change.message.body
    if isinstance(asked, WorkOnGap):
        worked = {"state": State.WORKED_ON, "organisation": asked.organisation, "worked_on": change.now}
        # The rule saw it open; an answer that was given since then stands.
        yield Write(GAP_TALLIES, UpdateOne({"_id": change.key, **OPEN}, {"$set": worked}))
    for envelope in change.events:
        match envelope.event:
            case GapRaised() as raised:
                yield _tally(change.key, _raised(raised, change))
            case GapAnswered() as answered:
                yield _tally(change.key, _answered(answered.service, change.now))
            case GapClosed():
                yield _tally(change.key, {"$set": {"state": State.CLOSED, "people": 0}, "$unset": _OVER})


_OVER = {"organisation": "", "worked_on": "", "fresh": ""}


def _raised(raised: GapRaised, change: Change[Gap]) -> Document:
    fields: Document = {
        "need": raised.need,
        "area": raised.area.code,
        "people": raised.people_waiting,
        "since": raised.since,
    }
    if change.before is not None and change.before.open:
        return {"$set": fields}
    fields |= {"state": State.RAISED, "fresh": change.message.id}
    return {"$set": fields, "$unset": {"service": ""}}


def _answered(service: str, now: datetime) -> Document:
    """Who waited until now is told, and counts no more: a count that was taken before must not come behind this."""
    fields = {"state": State.ANSWERED, "service": service, "answered": now, "people": 0}
    return {"$set": fields, "$unset": _OVER, "$inc": {"rev": 1}}


def _tally(key: str, update: Document) -> Write:
    return Write(GAP_TALLIES, UpdateOne({"_id": key}, update))
