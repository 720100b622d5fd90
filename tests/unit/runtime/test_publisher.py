"""What a broker can refuse, said by a producer that was told what to answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError, TopicAuthorizationFailedError

from towpath_runtime.connection import Connection
from towpath_runtime.errors import Away
from towpath_runtime.publisher import Outgoing, Publisher


class Batch:
    def __init__(self) -> None:
        self.values: list[bytes | None] = []

    def append(self, *, timestamp: None, key: bytes, value: bytes | None, headers: object) -> object:
        self.values.append(value)
        return self

    def close(self) -> None: ...


class Producer:
    """Refuses what ``refuse`` says, and counts what it was asked to send."""

    def __init__(self, refuse: Any) -> None:
        self.refuse = refuse
        self.batches: list[tuple[str, list[bytes | None]]] = []
        self.stopped = False

    def create_batch(self) -> Batch:
        return Batch()

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> asyncio.Future[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if (error := self.refuse(topic, batch.values)) is not None:
            future.set_exception(error)
        else:
            self.batches.append((topic, batch.values))
            future.set_result(None)
        return future


class Connected(Connection):
    """A connection whose producer was told what to answer."""

    def __init__(self, producer: Producer) -> None:
        self.producer = producer

    async def partitions(self, topic: str) -> list[int]:
        return [] if topic == "missing" else [0]

    async def give_up(self) -> None:
        self.producer.stopped = True


@pytest.fixture
def publisher() -> Publisher:
    return Publisher(["nowhere:1"], client_id="x", idempotent=False, within=1)


def through(publisher: Publisher, refuse: Any) -> Producer:
    producer = Producer(refuse)
    publisher._connection = Connected(producer)
    return producer


def page(*values: tuple[str, bytes]) -> list[Outgoing]:
    return [Outgoing(topic, b"key", value, []) for topic, value in values]


async def test_a_topic_that_takes_nothing_from_us_holds_up_no_other(publisher: Publisher) -> None:
    def refuse(topic: str, _: list[bytes]) -> Exception | None:
        return TopicAuthorizationFailedError(topic) if topic == "forbidden" else None

    producer = through(publisher, refuse)
    sent = await publisher.send(page(("a", b"1"), ("forbidden", b"2"), ("missing", b"3"), ("b", b"4")))
    assert sorted(sent.acknowledged) == [0, 3]
    assert sent.topics_closed == {"forbidden", "missing"}
    assert sent.too_large == []
    assert producer.stopped, "its count of what it sent to that topic is wrong by now"


async def test_a_batch_that_is_too_large_goes_one_by_one_until_the_one_at_fault_is_found(publisher: Publisher) -> None:
    def refuse(_: str, values: list[bytes]) -> Exception | None:
        return MessageSizeTooLargeError() if sum(map(len, values)) > 10 else None

    records = page(*(("a", value) for value in (b"123456", b"123456", b"x" * 11, b"1")))
    taken: list[bytes | None] = []
    too_large: list[bytes | None] = []
    for _ in range(4):
        producer = through(publisher, refuse)
        sent = await publisher.send(records)
        taken += [records[place].value for place in sent.acknowledged]
        too_large += [records[place].value for place in sent.too_large]
        assert [value for _, values in producer.batches for value in values] == [
            records[place].value for place in sent.acknowledged
        ]
        done = {*sent.acknowledged, *sent.too_large}
        records = [record for place, record in enumerate(records) if place not in done]
        if not records:
            break
    assert taken == [b"123456", b"123456", b"1"]
    assert too_large == [b"x" * 11]


async def test_an_error_that_may_pass_is_a_broker_away(publisher: Publisher) -> None:
    producer = through(publisher, lambda *_: KafkaTimeoutError())
    with pytest.raises(Away, match="kafka"):
        await publisher.send(page(("a", b"1")))
    assert producer.stopped
