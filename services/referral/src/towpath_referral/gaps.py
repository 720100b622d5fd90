"""Gaps that were answered: whoever still waits for the need, in that area, is offered what there is now.

What the gap stream says is kept first, in the transaction of its batch. Then those who wait are gone through, however
many they are, each with a message of its own whose id follows from the event: a kill in the middle asks nobody twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pymongo import ASCENDING, IndexModel

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events.gap import GapAnswered
from towpath_contracts.values import Area, NeedField, Value
from towpath_referral.commands import HearOfAnswer
from towpath_referral.store import CASE, OPTIONS, waits_for
from towpath_runtime.aggregate import Aggregate, Document
from towpath_runtime.ids import derive
from towpath_runtime.inward import Inward
from towpath_runtime.lease import Lease
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

GAP_ANSWERS = "gap_answers"
MOST = 200
"""Cases per transaction."""


class Answer(Value):
    """A gap that somebody answered; ``offered`` once everybody who waited was seen to."""

    need: NeedField
    area: Area
    offered: bool = False


class AnswerKept(Inward):
    """The answer to a gap came in."""

    answer: Answer


class AnswerOffered(Inward):
    """Everybody who waited was seen to."""


def gap_answers() -> Aggregate[Answer]:
    """Return what keeps the answers to gaps, by the ids of their events."""
    return Aggregate(
        name=GAP_ANSWERS,
        decide=_decide,
        evolve=_evolve,
        to_document=lambda answer: answer.model_dump(mode="json"),
        from_document=Answer.model_validate,
        indexes=[IndexModel([("offered", ASCENDING), ("_id", ASCENDING)], name="offered")],
    )


def heard_of_gaps(envelope: Envelope) -> Iterable[Message]:
    """Keep what answers a gap."""
    if isinstance(envelope.event, GapAnswered):
        yield Message.from_event(envelope, GAP_ANSWERS, key=envelope.id)


def _decide(known: Answer | None, message: GapAnswered | AnswerOffered, now: datetime) -> Sequence[Event]:
    match message:
        case GapAnswered() if known is None:
            return (AnswerKept(answer=Answer(need=message.need, area=message.area)),)
        case AnswerOffered() if known is not None and not known.offered:
            return (message,)
    return ()


def _evolve(known: Answer | None, event: Event) -> Answer:
    if isinstance(event, AnswerKept):
        return event.answer
    assert known is not None
    return known.model_copy(update={"offered": True})


class Offering:
    """Asks for options again for those who wait for what a gap lacked, in one process at a time."""

    def __init__(self, database: Database, path: BatchPath, lease: Lease) -> None:
        self._answers = database[GAP_ANSWERS]
        self._options = database[OPTIONS]
        self._path = path
        self._lease = lease

    async def tick(self) -> bool:
        """See to one answered gap. Returns whether there may be more; raises Away."""
        if not await self._lease.take():
            return False
        with translated():
            found = await self._answers.find_one({"offered": False}, sort=[("_id", ASCENDING)])
        if found is None:
            return False
        answer, last = Answer.model_validate(found), ""
        while waiting := await self._waiting(waits_for(answer.need, answer.area), last):
            await self._path.handle([_message(found, answer, referral) for referral in waiting])
            last = waiting[-1]
        await self._path.handle([_seen_to(found)])
        return True

    async def _waiting(self, key: str, last: str) -> list[str]:
        with translated():
            found = self._options.find({"waits": key, "_id": {"$gt": last}}, {"_id": True}).sort("_id", 1).limit(MOST)
            return [document["_id"] async for document in found]


def _message(found: Document, answer: Answer, referral: str) -> Message:
    cause: str = found["_id"]
    body = HearOfAnswer(answer.need)
    return Message(derive(cause, f"offers/{referral}"), CASE, referral, body, correlation=referral, causation=cause)


def _seen_to(found: Document) -> Message:
    cause: str = found["_id"]
    return Message(derive(cause, "offered"), GAP_ANSWERS, cause, AnswerOffered(), correlation=cause, causation=cause)
