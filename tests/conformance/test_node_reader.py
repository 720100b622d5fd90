"""A subscriber in another language: Node reads every sample record from a real broker, with our description alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from support.brokers import Broker
from support.node import node_folder
from support.waiting import until
from towpath_contracts import EVENTS, Record, Topics
from towpath_contracts.modes import CONTENT_TYPE
from towpath_contracts.published.samples import ORGANISATION, binary, in_structured_mode, structured
from towpath_runtime.topics import create_topics

GROUP = "a-charity"
WITHIN = 60.0

Line = dict[str, Any]


class Reader:
    """The program of the page, and what it printed."""

    def __init__(self, folder: Path, output: Path, broker: Broker, topics: list[str]) -> None:
        self.output = output
        with output.open("wb") as out:
            command = ["node", "read.mjs", broker.bootstrap[0], GROUP, *topics]
            self.process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.PIPE)

    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.output.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]

    async def printed(self, count: int) -> list[Line]:
        async def enough() -> bool:
            assert self.process.poll() is None, self.process.communicate()[1].decode()
            return len(self.lines()) >= count

        await until(f"{count} events read", enough, WITHIN)
        return self.lines()

    def stop(self) -> str:
        """Ask it to end, and return what it complained of."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        complaints = self.process.communicate(timeout=30)[1].decode()
        assert self.process.returncode == 0, complaints
        return complaints


@pytest.fixture
def begun() -> Iterator[list[Reader]]:
    """The readers of a test; those still running at its end are killed."""
    readers: list[Reader] = []
    yield readers
    for reader in readers:
        if reader.process.poll() is None:
            os.kill(reader.process.pid, signal.SIGKILL)
        reader.process.communicate()


def with_header(record: Record, name: str, value: bytes) -> Record:
    return record._replace(headers=[(known, value if known == name else given) for known, given in record.headers])


def with_a_new_field(record: Record) -> Record:
    return record._replace(value=b'{"of_a_later_release":[1],' + (record.value or b"")[1:])


def around(record: Record) -> list[Record]:
    """A record with what a reader has to bear: a type and a field that it does not know, no JSON, and it all again."""
    stranger = with_header(record, "ce_type", b"org.towpath.referral.of_a_later_release.v1")
    if record.value is None:
        return [stranger, record, record]
    return [stranger, record._replace(value=b"{"), with_a_new_field(record), record]


def line_of(record: Record) -> Line:
    headers = dict(record.headers)
    fields = {} if record.value is None else json.loads(record.value)
    return {"type": headers["ce_type"].decode(), "subject": headers["ce_subject"].decode(), "fields": fields}


def by_type(lines: list[Line]) -> list[Line]:
    """Lines in one order, whatever the partitions did; a number is the same with and without its point."""
    return sorted(lines, key=lambda line: (line["type"], line["subject"]))


async def publish(broker: Broker, records: list[Record]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, linger_ms=20)
    await producer.start()
    try:
        waiting = [await producer.send(r.topic, r.value, r.key, headers=r.headers) for r in records]
        for sent in waiting:
            await sent
    finally:
        await producer.stop()


@pytest.mark.slow
async def test_node_reads_every_event_once_and_ignores_what_it_does_not_know(
    kafka: Broker, topic_prefix: str, tmp_path: Path, begun: list[Reader]
) -> None:
    folder, topics = node_folder(), Topics(topic_prefix)
    told = [*topics.fixed_topics(()), *topics.partner_topics(ORGANISATION)]
    await create_topics(kafka.bootstrap, told)
    samples = [binary(event, topics) for event in EVENTS.values()]
    # What is published after a sample on its key, and so in its partition, shows that all before it was read.
    afterwards = [
        with_header(sample, "ce_id", b"00000000-0000-4000-8000-%012d" % at) for at, sample in enumerate(samples)
    ]
    await publish(kafka, [record for sample in samples for record in around(sample)] + afterwards)

    reader = Reader(folder, tmp_path / "first", kafka, [topic.name for topic in told])
    begun.append(reader)
    lines = await reader.printed(2 * len(samples))
    complaints = reader.stop()

    assert by_type(lines) == by_type([line_of(record) for record in [*samples, *afterwards]])
    # At least: a broker that has just made its topics may take a record twice.
    assert complaints.count("SyntaxError") >= sum(record.value is not None for record in samples)
    assert "walkers" not in complaints, "what cannot be read is named by its place, never by its content"

    # After a break it goes on where it was; in structured mode an event says the same.
    later = [structured(event, topics) for event in in_structured_mode()]
    await publish(kafka, later)
    reader = Reader(folder, tmp_path / "second", kafka, [topic.name for topic in told])
    begun.append(reader)
    lines = await reader.printed(len(later))
    reader.stop()
    assert all(dict(record.headers)[CONTENT_TYPE] == b"application/cloudevents+json" for record in later)
    assert by_type(lines) == by_type([line_of(binary(event, topics)) for event in in_structured_mode()])
