"""What others say that the directory follows, and how a test says it: in any order, twice, or all over again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import NAMESPACE_URL, uuid4, uuid5

from aiokafka import AIOKafkaProducer

from support.directory_service import Directory, until
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events import matching, referral
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.values import Area
from towpath_contracts.wire import encode

SECTOR = Area(code="L8 5", lat=53.3865, lon=-2.9616)


def ident(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def said(event: Event, about: str, at: datetime | None = None) -> Envelope:
    """An event of a referral as its service would send it."""
    return Envelope.of(
        event,
        event_id=str(uuid4()),
        source=f"/org/towpath/{event.stream.value}",
        aggregate=about,
        time=at or datetime.now(UTC),
        sequence=None,
        correlationid=about,
    )


def courses(service: str, count: int, at: datetime) -> list[Envelope]:
    """Offers to a service of every course that there is, in turn; each of a referral of its own."""
    found = []
    for number in range(count):
        connection, about = str(uuid4()), str(uuid4())
        asked = referral.ConnectionRequested(connection=connection, service=service, organisation="org")
        events: list[Event] = [asked, *_COURSES[number % len(_COURSES)](connection)]
        found += [said(event, about, at + timedelta(minutes=step)) for step, event in enumerate(events)]
    return found


_COURSES: tuple[Callable[[str], list[Event]], ...] = (
    lambda _: [],
    lambda one: [referral.ConnectionAccepted(connection=one)],
    lambda one: [referral.ConnectionRejected(connection=one, reason="no-capacity")],
    lambda one: [
        referral.ConnectionAccepted(connection=one),
        referral.ConnectionStarted(connection=one),
        referral.ConnectionCompleted(connection=one),
    ],
    lambda one: [referral.ConnectionWaitlisted(connection=one)],
    lambda one: [
        referral.ConnectionAccepted(connection=one),
        referral.ConnectionFailed(connection=one, reason="other"),
    ],
    lambda one: [referral.ConnectionCancelled(connection=one, reason="declined-by-person")],
)
"""What follows a request: of seven offers one is in flight, three are accepted and one of these ends well."""


def nothing_found(about: str, *needs: str, at: datetime | None = None, area: Area = SECTOR) -> Envelope:
    answer = matching.NoMatchFound(
        assessment=ident("assessment"), considered=3, policy="default", needs_unmet=needs, area=area
    )
    return said(answer, about, at)


def options_found(about: str, *needs: str, unmet: Sequence[str] = (), at: datetime | None = None) -> Envelope:
    option = matching.Option(service=ident("s"), organisation="org", rank=1, score=0.5, needs=needs, reasons=())
    answer = matching.OptionsProposed(
        assessment=ident("assessment"), considered=3, policy="default", options=(option,), needs_unmet=tuple(unmet)
    )
    return said(answer, about, at)


def closed(about: str, at: datetime | None = None) -> Envelope:
    return said(referral.Closed(reason="goals-met"), about, at)


def muddled(envelopes: Sequence[Envelope], seed: int) -> list[Envelope]:
    """The same, each once or twice and in any order."""
    chance = random.Random(seed)
    found = [envelope for envelope in envelopes for _ in range(chance.choice((1, 1, 2)))]
    chance.shuffle(found)
    return found


async def send(directory: Directory, envelopes: Sequence[Envelope]) -> None:
    """Publish envelopes on their topics, in this order."""
    producer = AIOKafkaProducer(bootstrap_servers=directory.broker.bootstrap)
    await producer.start()
    try:
        for envelope in envelopes:
            record = encode(envelope, directory.topics)
            await producer.send(record.topic, record.value, record.key, headers=record.headers)
        await producer.flush()
    finally:
        await producer.stop()


async def followed(directory: Directory, *envelopes: Envelope) -> None:
    """Wait until these were heard, nothing is left to count, and everything that follows was published."""
    database = directory.database
    awaited = {envelope.id for envelope in envelopes}

    async def counted() -> bool:
        if not awaited <= {str(mark["_id"]).rpartition("/")[2] for mark in database["inbox"].find({}, {"_id": 1})}:
            return False
        for name in ("offer", "seeker"):
            if database[name].count_documents({"news": {"$exists": True}}):
                return False
        now = datetime.now(UTC)
        if any(database[name].count_documents({"due": {"$lte": now}}) for name in ("offer_tallies", "gap_tallies")):
            return False
        return not any(
            database[name].count_documents({"fresh": {"$exists": True}}) for name in ("gap_tallies", "gap_openings")
        )

    await until("followed", counted)
    await directory.settled()


async def capacity_of(directory: Directory, service: str) -> list[CapacityReported]:
    """The reports on a service's room, in order."""
    envelopes = await directory.heard(Stream.CAPACITY)
    found = [envelope.event for envelope in envelopes if envelope.subject == service]
    return [event for event in found if isinstance(event, CapacityReported)]


async def told_once(directory: Directory, stream: Stream, subject: str) -> list[Event | None]:
    """What a topic says of something, by sequence. A record that came twice is one event; no two have one number."""
    found = {envelope.id: envelope for envelope in await directory.heard(stream) if envelope.subject == subject}
    by_number = sorted(found.values(), key=lambda envelope: envelope.sequence or 0)
    assert [envelope.sequence for envelope in by_number] == list(range(1, len(found) + 1)), "an event was told twice"
    events = [envelope.event for envelope in by_number]
    assert all(first != second for first, second in pairwise(events)), "what had not changed was told again"
    return events
