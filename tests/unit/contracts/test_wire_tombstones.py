from datetime import UTC, datetime

import pytest

from support.contract_events import an_id, example, wrapped
from towpath_contracts import Fault, Position, Topics, Unreadable, decode, encode
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_contracts.modes import Headers

TOPICS = Topics()
SERVICE = an_id("service")
KEY = SERVICE.encode()
PLACE = Position(partition=3, offset=41, timestamp=1_772_539_200_000)


def test_a_withdrawn_service_is_a_record_without_a_value() -> None:
    withdrawn = wrapped(ServiceWithdrawn(), aggregate=SERVICE)
    record = encode(withdrawn, TOPICS)
    assert (record.topic, record.key, record.value) == ("towpath.directory", KEY, None)
    assert "content-type" not in dict(record.headers)
    read = decode(*record, TOPICS)
    assert read == withdrawn
    assert read.tombstone


@pytest.mark.parametrize(
    "headers", [[], [("x", None)], [("ce_id", b"\xff")], [("content-type", b"application/cloudevents+json")]]
)
def test_a_record_without_a_value_withdraws_whatever_its_headers_say(headers: Headers) -> None:
    read = decode("towpath.directory", KEY, None, headers, TOPICS, PLACE)
    assert read.tombstone
    assert read.event == ServiceWithdrawn()
    assert (read.type, read.subject, read.source) == (ServiceWithdrawn.type, SERVICE, "")
    assert read.time == datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def test_a_tombstone_that_calls_itself_a_published_service_withdraws_all_the_same() -> None:
    published = encode(wrapped(example(ServicePublished)), TOPICS)
    read = decode(*published._replace(value=None), TOPICS)
    assert (read.type, read.event, read.tombstone) == (ServiceWithdrawn.type, ServiceWithdrawn(), True)
    assert read.id == an_id("event")


def test_a_tombstone_without_headers_is_known_by_where_it_stood() -> None:
    def read(place: Position | None) -> str:
        return decode("towpath.directory", KEY, None, [], TOPICS, place).id

    assert read(PLACE) == read(PLACE)
    assert read(PLACE) != read(PLACE._replace(offset=42))
    assert read(None) == read(None)


@pytest.mark.parametrize(("topic", "key"), [("towpath.capacity", KEY), ("towpath.partner.riverside-trust.inbox", KEY)])
def test_other_compacted_streams_have_tombstones_without_an_event(topic: str, key: bytes) -> None:
    read = decode(topic, key, None, [], TOPICS, PLACE)
    assert (read.event, read.tombstone, read.subject, read.type) == (None, True, key.decode(), "")


def test_capacity_that_is_reported_is_no_tombstone() -> None:
    assert not decode(*encode(wrapped(example(CapacityReported)), TOPICS), TOPICS).tombstone


@pytest.mark.parametrize("key", [None, b"", b"\xff", b"9434765919"])
def test_a_tombstone_needs_the_key_that_it_takes_away(key: bytes | None) -> None:
    with pytest.raises(Unreadable) as caught:
        decode("towpath.directory", key, None, [], TOPICS)
    assert caught.value.code is Fault.KEY_MISMATCH


@pytest.mark.parametrize("topic", ["towpath.referral", "towpath.partner.riverside-trust.replies"])
def test_on_a_stream_that_is_not_compacted_it_is_no_tombstone(topic: str) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(topic, KEY, None, [], TOPICS)
    assert caught.value.code is Fault.NO_ENVELOPE
