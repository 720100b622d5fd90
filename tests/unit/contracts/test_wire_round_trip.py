import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.contract_events import NOON, an_id, events, example, wrapped
from towpath_contracts import EVENTS, Event, Stream, Topics, decode, encode
from towpath_contracts.events.referral import Accepted, Resumed
from towpath_contracts.json_schema import schema_of

CATALOGUE = sorted(EVENTS.values(), key=lambda event: event.type)
TOPICS = Topics()


@pytest.mark.parametrize("event", CATALOGUE, ids=lambda event: event.type)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=st.data())
def test_whatever_is_sent_is_read_as_it_was(event: type[Event], drawn: st.DataObject) -> None:
    sent = wrapped(drawn.draw(events(event)))
    record = encode(sent, TOPICS)
    assert decode(*record, TOPICS) == sent


@pytest.mark.parametrize("event", [event for event in CATALOGUE if not event.tombstone], ids=lambda event: event.type)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=st.data())
def test_whatever_is_sent_fits_its_schema(event: type[Event], drawn: st.DataObject) -> None:
    value = encode(wrapped(drawn.draw(events(event))), TOPICS).value
    assert value is not None
    jsonschema.Draft202012Validator(
        schema_of(event), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(json.loads(value))


def test_a_record_has_the_attributes_of_cloudevents_in_its_headers_and_the_subject_as_its_key() -> None:
    record = encode(wrapped(Accepted(link_worker=an_id("worker"), team="riverside-trust")), TOPICS)
    assert record.topic == "towpath.referral"
    assert record.key == an_id("aggregate").encode()
    assert json.loads(record.value or b"") == {"link_worker": an_id("worker"), "team": "riverside-trust"}
    assert dict(record.headers) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": an_id("event").encode(),
        "ce_type": b"org.towpath.referral.accepted.v1",
        "ce_source": b"/org/riverside-trust/portal",
        "ce_subject": an_id("aggregate").encode(),
        "ce_time": b"2026-03-03T12:00:00Z",
        "ce_dataschema": b"urn:towpath:referral:accepted:v1",
        "ce_partitionkey": an_id("aggregate").encode(),
        "ce_sequence": b"0000000007",
        "ce_causationid": an_id("cause").encode(),
        "ce_correlationid": an_id("referral").encode(),
        "ce_traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01",
    }


def test_what_is_absent_has_no_header() -> None:
    sent = wrapped(Resumed(), sequence=None, causationid=None, correlationid=None, traceparent=None)
    record = encode(sent, TOPICS)
    assert {"ce_sequence", "ce_causationid", "ce_correlationid", "ce_traceparent"}.isdisjoint(dict(record.headers))
    assert decode(*record, TOPICS) == sent


def test_an_event_of_a_partner_goes_to_the_topic_of_that_partner_alone() -> None:
    for event in CATALOGUE:
        if event.stream in (Stream.INBOX, Stream.REPLIES):
            topic = encode(wrapped(example(event)), TOPICS).topic
            assert topic == f"towpath.partner.riverside-trust.{event.stream.value}"


@pytest.mark.parametrize(
    "written", ["2026-03-03T12:00:00Z", "2026-03-03T13:00:00+01:00", "2026-03-03T12:00:00.000000000Z"]
)
def test_times_of_every_zone_are_read_in_utc(written: str) -> None:
    record = encode(wrapped(Resumed()), TOPICS)
    headers = [*(header for header in record.headers if header[0] != "ce_time"), ("ce_time", written.encode())]
    assert decode(record.topic, record.key, record.value, headers, TOPICS).time == NOON


@pytest.mark.parametrize("written", [b"7", b"07", b"0000000007"])
def test_a_sequence_is_read_with_and_without_its_zeros(written: bytes) -> None:
    record = encode(wrapped(Resumed()), TOPICS)
    headers = [*(header for header in record.headers if header[0] != "ce_sequence"), ("ce_sequence", written)]
    assert decode(record.topic, record.key, record.value, headers, TOPICS).sequence == 7


def test_headers_of_others_may_hold_anything_and_come_twice() -> None:
    record = encode(wrapped(Resumed()), TOPICS)
    headers = [*record.headers, ("x", None), ("x", b"\xff\xfe"), ("\u00e4", b"")]
    assert decode(record.topic, record.key, record.value, headers, TOPICS) == wrapped(Resumed())


def test_a_trace_context_that_is_none_is_dropped_and_the_event_is_read() -> None:
    record = encode(wrapped(Resumed(), traceparent="not-a-trace"), TOPICS)
    assert decode(*record, TOPICS) == wrapped(Resumed(), traceparent=None)


def test_fields_that_a_reader_does_not_know_are_ignored() -> None:
    record = encode(wrapped(Resumed()), TOPICS)
    assert decode(record.topic, record.key, b'{"from_the_future":{"a":[1]}}', record.headers, TOPICS).event == Resumed()
