"""What a rule of a service without a store does wrong stays with the event that it did wrong on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiokafka import ConsumerRecord

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.referral import Resumed
from towpath_contracts.topics import Topics
from towpath_contracts.wire import encode
from towpath_runtime.clock import SystemClock
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.faults import Faults
from towpath_runtime.logs import logger
from towpath_runtime.metrics import Metrics
from towpath_runtime.publisher import Outgoing, Sent
from towpath_runtime.stateless import Answer, Answering

TOPICS = Topics()


class Kept:
    """A publisher that keeps what it is given."""

    def __init__(self) -> None:
        self.records: list[Outgoing] = []

    async def send(self, page: Sequence[Outgoing]) -> Sent:
        self.records += page
        return Sent(list(range(len(page))), [], set())


def answering(answer: Answer, writes: Topics = TOPICS) -> tuple[Answering, Kept]:
    kept = Kept()
    service = Answering(
        answer=answer,
        reads=frozenset({Recorded.type}),
        topics=TOPICS,
        writes=writes,
        source="/org/towpath/toy",
        service="toy",
        publisher=kept,  # type: ignore[arg-type]
        clock=SystemClock(),
        faults=Faults("toy", None),
        log=logger("toy", "info", io.StringIO()),
        metrics=Metrics("toy"),
    )
    return service, kept


def asked(outcome: str = "reached") -> ConsumerRecord[Any, Any]:
    event = Recorded(timer=str(uuid4()), kind="check-in", outcome=outcome, channel="phone")
    envelope = Envelope.of(
        event, event_id=str(uuid4()), source="/org/a/followup", aggregate=str(uuid4()), time=datetime.now(UTC)
    )
    topic, key, value, headers = encode(envelope, TOPICS)
    return ConsumerRecord(topic, 0, 0, 0, 0, key, value, None, 0, 0, tuple(headers))


def reasons(kept: Kept) -> list[str]:
    letters = [record for record in kept.records if record.topic == TOPICS.deadletter("toy")]
    return [dict(record.headers)["towpath_reason"].decode() for record in letters]


async def test_an_answer_that_cannot_be_sent_is_lost_alone() -> None:
    def answer(envelopes: Sequence[Envelope]) -> list[Sequence[Event] | Refused | Poison]:
        wrong = ServicePublished.model_construct(listing=None)  # type: ignore[arg-type]
        return [[wrong] if one.event.outcome == "no-answer" else [Resumed()] for one in envelopes]  # type: ignore[union-attr]

    service, kept = answering(answer)
    await service.handle([asked(), asked("no-answer"), asked()])
    assert reasons(kept) == ["rule-broke"]
    assert len(kept.records) == 3


async def test_too_few_answers_are_asked_for_one_by_one() -> None:
    def answer(envelopes: Sequence[Envelope]) -> list[Sequence[Event] | Refused | Poison]:
        return [[Resumed()]]

    service, kept = answering(answer)
    await service.handle([asked(), asked(), asked()])
    assert reasons(kept) == []
    assert len(kept.records) == 3


async def test_a_refusal_is_lost_with_its_reason_and_field() -> None:
    class TooFar(Refused):
        code = "too-far"

    service, kept = answering(lambda envelopes: [TooFar("stay near", field="area") for _ in envelopes])
    await service.handle([asked()])
    assert reasons(kept) == ["too-far"]
    assert dict(kept.records[0].headers)["towpath_fields"] == b"area"


async def test_a_shadow_hears_what_the_real_one_hears_and_is_heard_on_topics_of_its_own() -> None:
    shadow = TOPICS.shadow("acorn")
    service, kept = answering(
        lambda envelopes: [
            Poison("no-words") if one.event.outcome == "no-answer" else [Resumed()]  # type: ignore[union-attr]
            for one in envelopes
        ],
        shadow,
    )
    await service.handle([asked(), asked("no-answer")])
    assert [record.topic for record in kept.records] == [shadow.of(Resumed.stream), shadow.deadletter("toy")]


async def test_nothing_to_read_is_nothing_to_say() -> None:
    service, kept = answering(lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
    await service.handle([])
    assert kept.records == []


async def test_during_an_overlap_an_answer_is_sent_in_both_versions_under_one_id() -> None:
    catalogue = dict(EVENTS)
    try:

        class ResumedAgain(Resumed, stream=Stream.REFERRAL, name="resumed", version=2):
            """The break is over, in a second form."""

            def in_version_before(self) -> Event:
                return Resumed()

        service, kept = answering(lambda envelopes: [[ResumedAgain()] for _ in envelopes])
        question = asked()
        await service.handle([question, question])
    finally:
        EVENTS.clear()
        EVENTS.update(catalogue)
    headers = [dict(record.headers) for record in kept.records]
    assert [one["ce_type"][-2:] for one in headers] == [b"v2", b"v1"] * 2
    assert len({one["ce_id"] for one in headers}) == 1
