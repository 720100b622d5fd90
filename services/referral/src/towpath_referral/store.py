"""Cases as documents, what is derived from them, and the questions asked of both."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from pymongo import ASCENDING, IndexModel, InsertOne, ReplaceOne

from towpath_contracts.events.referral import OptionsReceived
from towpath_contracts.values import Area
from towpath_referral.commands import TakeOptions
from towpath_referral.decide import Decide
from towpath_referral.evolve import evolve
from towpath_referral.model import OPEN, Case
from towpath_runtime.aggregate import Aggregate, Change
from towpath_runtime.message import Write
from towpath_runtime.mongo import Database, translated

CASE = "case"
TIMELINE = "timeline"
OPTIONS = "options"

_BY_NEXT_STEP = [("status", ASCENDING), ("next_step.by", ASCENDING), ("_id", ASCENDING)]
INDEXES = (
    IndexModel(_BY_NEXT_STEP, name="status"),
    IndexModel([("owner.team", ASCENDING), *_BY_NEXT_STEP], name="team"),
    IndexModel([("owner.link_worker", ASCENDING), *_BY_NEXT_STEP], name="link-worker"),
    IndexModel([("person", ASCENDING)], name="person"),
)
OPTIONS_INDEX = IndexModel([("waits", ASCENDING), ("_id", ASCENDING)], name="waits")
TIMELINE_INDEX = IndexModel([("referral", ASCENDING), ("position", ASCENDING)], name="referral", unique=True)


def case_aggregate(decide: Decide) -> Aggregate[Case]:
    """Return the case as the runtime runs it."""
    return Aggregate(CASE, decide, evolve, to_document, from_document, project, INDEXES)


def to_document(case: Case) -> dict[str, Any]:
    """Return the case as BSON can hold it; the same case gives the same document."""
    return case.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def from_document(document: dict[str, Any]) -> Case:
    """Read a case back, and check the rule that every open one has an owner and a next step."""
    return Case.model_validate(document)


def project(change: Change[Case]) -> Iterable[Write]:
    """Derive the timeline, and the options of the last answer that was taken, whole with their reasons.

    The contact details in an offer are the partner's alone, encrypted or not: the timeline leaves them out.
    """
    told = 0 if change.before is None else change.before.length
    for position, envelope in enumerate(change.events, told + 1):
        assert envelope.event is not None
        event = envelope.event.model_dump(mode="json", exclude={"contact"}, exclude_none=True)
        entry = {"referral": change.key, "position": position, "type": envelope.type, "time": envelope.time}
        yield Write(TIMELINE, InsertOne({"_id": envelope.id, **entry, "event": event}))
        if isinstance(envelope.event, OptionsReceived) and isinstance(change.message.body, TakeOptions):
            answer = change.message.body
            proposed = {"answer": answer.answer, "outcome": envelope.event.outcome, "received_at": envelope.time}
            found = answer.found.model_dump(mode="json", exclude_none=True)
            kept = proposed | {"found": found, "waits": list(_waits(change.after, answer))}
            yield Write(OPTIONS, ReplaceOne({"_id": change.key}, kept, upsert=True))


def _waits(case: Case | None, answer: TakeOptions) -> Iterable[str]:
    """Yield what somebody waits for since an answer that left a need unmet, where they live."""
    if case is not None and case.request is not None:
        yield from (waits_for(need, case.request.area) for need in answer.found.needs_unmet)


def waits_for(need: str, area: Area) -> str:
    """Return the key of a gap: of a need, in an area."""
    return f"{need}/{area.code}"


class Kept(NamedTuple):
    """A case as it is kept."""

    id: str
    version: int
    case: Case


class Place(NamedTuple):
    """Where a page of a list ended."""

    by: date | None
    id: str


class Cases:
    """The questions asked of cases. Every one raises Away where the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._case = database[CASE]
        self._timeline = database[TIMELINE]
        self._options = database[OPTIONS]

    async def get(self, referral: str) -> Kept | None:
        """Return a case."""
        with translated():
            document = await self._case.find_one({"_id": referral})
        return None if document is None else _kept(document)

    async def page(
        self,
        statuses: Sequence[str],
        team: str | None = None,
        link_worker: str | None = None,
        after: Place | None = None,
        most: int = 50,
    ) -> list[Kept]:
        """Return cases by their next step, the earliest first; of any open status where none is named."""
        query: dict[str, Any] = {"status": {"$in": list(statuses or sorted(OPEN))}}
        if team is not None:
            query["owner.team"] = team
        if link_worker is not None:
            query["owner.link_worker"] = link_worker
        if after is not None:
            by = None if after.by is None else after.by.isoformat()
            later = {"next_step.by": {"$gt": by or ""}}
            query["$or"] = [later, {"next_step.by": by, "_id": {"$gt": after.id}}]
        with translated():
            found = self._case.find(query).sort({"next_step.by": ASCENDING, "_id": ASCENDING}).limit(most)
            return [_kept(document) async for document in found]

    async def timeline(self, referral: str) -> list[dict[str, Any]]:
        """Return what happened to a case, in order."""
        with translated():
            found = self._timeline.find({"referral": referral}).sort("position", ASCENDING)
            return [document async for document in found]

    async def options(self, referral: str) -> dict[str, Any] | None:
        """Return the last answer of matching that the case took."""
        with translated():
            return await self._options.find_one({"_id": referral})

    async def sums(self) -> list[dict[str, Any]]:
        """Return, for each status, how many cases there are and the sums of what they count."""
        summed = {name: {"$sum": f"$options.{name}"} for name in ("asked", "answered", "awaited")}
        summed |= {name: {"$sum": f"${name}"} for name in ("plans", "concerns")}
        attention = {"$sum": {"$cond": [{"$gt": [{"$size": {"$ifNull": ["$attention", []]}}, 0]}, 1, 0]}}
        group = {"_id": "$status", "cases": {"$sum": 1}, "attention": attention, **summed}
        return [row async for row in self._rows([{"$group": group}])]

    async def connections(self) -> list[dict[str, Any]]:
        """Return how many connections stand where, by whether the organisation was asked through its topic."""
        kind = {"standing": {"$ifNull": ["$connections.standing", "requested"]}, "offered": "$connections.offered"}
        stages: list[dict[str, Any]] = [
            {"$unwind": "$connections"},
            {"$group": {"_id": kind, "connections": {"$sum": 1}}},
        ]
        return [row async for row in self._rows(stages)]

    async def _rows(self, stages: list[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
        with translated():
            async for row in await self._case.aggregate(stages):
                yield row


def _kept(document: dict[str, Any]) -> Kept:
    return Kept(document["_id"], document["version"], from_document(document))
