"""Everything outside the referral service: who asks it, and a matching and partners that tests play themselves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from pymongo import MongoClient

from support.referral_service import DEADLINE, Service
from towpath_contracts.envelope import Envelope, derived_id
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.matching import NoMatchFound, Option, OptionReason, OptionsProposed
from towpath_contracts.events.referral import MatchRequest
from towpath_contracts.wire import Record, decode, encode

WALKS, CHOIR = str(uuid4()), str(uuid4())
ANNA = str(uuid4())


async def until(what: str, condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds; it is an error that it does not within a minute."""
    end = time.monotonic() + DEADLINE
    while not await condition():
        assert time.monotonic() < end, f"never: {what}"
        await asyncio.sleep(0.05)


class Outside:
    """Everything outside the service: who asks it, matching, partners, and whoever looks."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.topics = service.topics
        self.client = httpx.AsyncClient(base_url=f"{service.url}/v1", timeout=30)
        self.mongo: MongoClient[dict[str, Any]] = MongoClient(service.mongo.uri, tz_aware=True)
        self.database = self.mongo[service.database_name]
        self.producer = AIOKafkaProducer(bootstrap_servers=service.broker.bootstrap)
        self.said: list[str] = []
        """Every answer that came, as text."""

    async def open(self) -> Outside:
        """Connect."""
        await self.producer.start()
        return self

    async def close(self) -> None:
        """Disconnect."""
        await self.producer.stop()
        await self.client.aclose()
        self.mongo.close()

    async def post(self, path: str, body: object, key: str | None = None) -> httpx.Response:
        """Command, with a new Idempotency-Key unless one is given."""
        answer = await self.client.post(path, json=body, headers={"Idempotency-Key": key or str(uuid4())})
        self.said.append(answer.text)
        return answer

    async def done(self, path: str, body: object, key: str | None = None) -> dict[str, Any]:
        """Command and expect it to be done."""
        answer = await self.post(path, body, key)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        """Ask and expect an answer."""
        answer = await self.client.get(path, params=parameters)
        self.said.append(answer.text)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def case(self, referral: str) -> dict[str, Any]:
        """Ask for a case."""
        return await self.get(f"/referrals/{referral}")

    async def becomes(self, referral: str, what: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until a case is so, and return it."""
        case: dict[str, Any] = {}

        async def so() -> bool:
            nonlocal case
            case = await self.case(referral)
            return condition(case)

        await until(what, so)
        return case

    async def refer(self, **changes: Any) -> str:
        """Refer somebody and return the referral."""
        return str((await self.done("/referrals", a_referral(**changes)))["id"])

    async def assessed(self, **changes: Any) -> str:
        """Refer somebody, take the case on and record what is needed."""
        referral = await self.refer(**changes)
        await self.done(f"/referrals/{referral}/acceptance", {"link_worker": ANNA, "team": "canal-side-team"})
        await self.done(f"/referrals/{referral}/assessments", {"needs": [{"code": "walking"}]})
        return referral

    async def matched(self, **changes: Any) -> str:
        """The same, and matching has answered."""
        referral = await self.assessed(**changes)
        await self.answer_requests(referral)
        await self.becomes(referral, "options", lambda case: not case["options"]["awaited"])
        return referral

    async def connected(self, organisation: str = "tuesday-walkers", **wishes: Any) -> tuple[str, str]:
        """The same, and a connection is requested. Returns the referral and the connection."""
        referral = await self.matched()
        body = {"service": WALKS, "organisation": organisation, **wishes}
        return referral, str((await self.done(f"/referrals/{referral}/connections", body))["connection"])

    async def records(self, topic: str) -> list[ConsumerRecord[bytes | None, bytes | None]]:
        """Return every record of a topic up to now."""
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=self.service.broker.bootstrap, auto_offset_reset="earliest"
        )
        await consumer.start()
        found: list[ConsumerRecord[bytes | None, bytes | None]] = []
        try:
            for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
                while await consumer.position(partition) < end:
                    found.extend((await consumer.getmany(partition, timeout_ms=200)).get(partition, ()))
        finally:
            await consumer.stop()
        return found

    async def published(self, subject: str | None, stream: Stream, organisation: str | None = None) -> list[Envelope]:
        """Return what is published of a subject on a stream, in order."""
        envelopes = [
            decode(record.topic, record.key, record.value, record.headers, self.topics)
            for record in await self.records(self.topics.of(stream, organisation))
        ]
        return [envelope for envelope in envelopes if subject in (None, envelope.subject)]

    async def heard(
        self, kind: type[Event], subject: str, organisation: str | None = None, count: int = 1
    ) -> list[Envelope]:
        """Wait until so many events of a kind are published of a subject, and return them."""
        stream = getattr(kind, "stream", Stream.REFERRAL)
        found: list[Envelope] = []

        async def enough() -> bool:
            nonlocal found
            published = await self.published(subject, stream, organisation)
            found = [envelope for envelope in published if isinstance(envelope.event, kind)]
            return len(found) >= count

        await until(f"{count} {kind.__name__} of {subject}", enough)
        return found

    async def send(self, *envelopes: Envelope) -> None:
        """Publish envelopes where they belong."""
        for envelope in envelopes:
            await self.put(encode(envelope, self.topics))

    async def put(self, record: Record, **changes: Any) -> None:
        """Publish a record, or one like it."""
        record = record._replace(**changes)
        await self.producer.send_and_wait(record.topic, record.value, record.key, headers=list(record.headers))

    async def answer_requests(self, referral: str, *, nothing: bool = False) -> list[Envelope]:
        """Answer as matching would every request that is on the topic; those before are answered the same again."""
        kept = self.database["case"].find_one({"_id": referral})
        assert kept is not None
        requests = await self.heard(MatchRequest, referral, count=kept["options"]["asked"])
        answers = [an_answer(request, nothing=nothing) for request in requests]
        await self.send(*answers)
        return answers

    async def handled(self, *envelopes: Envelope, referral: str) -> None:
        """Wait until the service has taken notice of events, and so of what came before them with the same key."""

        async def noticed() -> bool:
            marks = [f"case/{referral}/{envelope.id}" for envelope in envelopes]
            return self.database["inbox"].count_documents({"_id": {"$in": marks}}) == len(marks)

        await until("handled", noticed)

    async def tell(self, referral: str, event: Event, event_id: str | None = None, **attributes: Any) -> Envelope:
        """Publish an event as a partner or follow-up would."""
        service = "partner" if event.partner() else "followup"
        envelope = Envelope.of(
            event,
            event_id=event_id or str(uuid4()),
            source=f"/org/{event.partner() or 'towpath'}/{service}",
            aggregate=referral,
            time=datetime.now(UTC),
            **({"correlationid": referral} | attributes),
        )
        await self.send(envelope)
        return envelope

    def dead_letters(self) -> list[dict[str, Any]]:
        """Return what was parked."""
        return list(self.database["deadletters"].find())


def a_referral(**person: Any) -> dict[str, Any]:
    """A GP refers somebody; ``person`` replaces fields of hers."""
    somebody = {
        "given_name": "Ada",
        "family_name": "Example",
        "date_of_birth": "1951-04-02",
        "postcode": "l8 5aa",
        "phone": "0151 496 0123",
        "languages": ["en"],
        "access_needs": ["step-free"],
    }
    return {
        "person": {name: value for name, value in (somebody | person).items() if value is not None},
        "referrer": {"organisation": "rivermead-surgery", "kind": "gp"},
        "reasons": ["loneliness"],
        "team": "canal-side-team",
    }


def an_answer(request: Envelope, *, nothing: bool = False) -> Envelope:
    """Return what matching answers: the walks and the choir, without those that are excluded."""
    asked = request.event
    assert isinstance(asked, MatchRequest)
    said: dict[str, Any] = {"assessment": asked.assessment, "considered": 2, "policy": "default-1"}
    services = [service for service in (WALKS, CHOIR) if service not in asked.excluded_services]
    found: Event
    if nothing or not services:
        needs = tuple(need.code for need in asked.needs)
        found = NoMatchFound(**said, needs_unmet=needs, area=asked.area)
    else:
        found = OptionsProposed(**said, options=tuple(map(_option, range(1, len(services) + 1), services)))
    return Envelope.of(
        found,
        event_id=derived_id(request.id, found.type),
        source="/org/towpath/matching",
        aggregate=request.subject,
        time=request.time,
        causationid=request.id,
        correlationid=request.subject,
    )


def _option(rank: int, service: str) -> Option:
    reason = OptionReason(factor="distance", effect=0.2, words="0.8 miles away")
    return Option(
        service=service,
        organisation="tuesday-walkers",
        rank=rank,
        score=1 / rank,
        needs=("walking",),
        reasons=(reason,),
        km=1.3,
    )


def kinds(envelopes: Sequence[Envelope]) -> list[str]:
    """Return the names of events."""
    return [type(envelope.event).__name__ for envelope in envelopes]
