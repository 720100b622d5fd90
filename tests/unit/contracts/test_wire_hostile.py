import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.contract_events import an_id, example, wrapped
from towpath_contracts import EVENTS, Envelope, Position, Stream, Topics, Unreadable, decode, encode
from towpath_contracts.modes import Headers
from towpath_contracts.topics import PER_PARTNER

TOPICS = Topics()
NAMES = [TOPICS.of(stream, "riverside-trust" if stream in PER_PARTNER else None) for stream in Stream]
RECORDS = [encode(wrapped(example(event)), TOPICS) for event in EVENTS.values()]
ATTRIBUTES = sorted({name for record in RECORDS for name, _ in record.headers})
SOMEWHERE = Position(0, 0, 0)

texts = st.binary(max_size=40) | st.sampled_from([b"", b"null", b"0001-01-01T00:00:00+14:00", b"9" * 30, b"1.0"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def read_or_refused(topic: str, key: bytes | None, value: bytes | None, headers: Headers) -> None:
    """Read a record; the only other way out is the error that says why not."""
    with suppress(Unreadable):
        assert isinstance(decode(topic, key, value, headers, TOPICS, SOMEWHERE), Envelope)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    topic=st.sampled_from(NAMES) | st.text(max_size=20),
    key=st.none() | texts,
    value=st.none() | texts,
    headers=st.lists(st.tuples(st.sampled_from(ATTRIBUTES) | st.text(max_size=9), st.none() | texts), max_size=12),
)
def test_any_record_at_all_is_read_or_refused(
    topic: str, key: bytes | None, value: bytes | None, headers: Headers
) -> None:
    read_or_refused(topic, key, value, headers)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=st.sampled_from(RECORDS), name=st.sampled_from(ATTRIBUTES), put=st.none() | texts, value=json_values)
def test_a_real_record_with_one_thing_changed_is_read_or_refused(
    chosen: tuple[str, bytes, bytes | None, list[tuple[str, bytes]]], name: str, put: bytes | None, value: object
) -> None:
    topic, key, document, headers = chosen
    read_or_refused(topic, key, document, [*(header for header in headers if header[0] != name), (name, put)])
    fields = json.loads(document or b"{}")
    for field in fields:
        read_or_refused(topic, key, json.dumps(fields | {field: value}).encode(), headers)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([name.removeprefix("ce_") for name in ATTRIBUTES] + ["data", "data_base64"]), json_values
    )
)
def test_any_structured_record_is_read_or_refused(document: dict[str, object]) -> None:
    headers = [("content-type", b"application/cloudevents+json")]
    full = {"specversion": "1.0", "id": an_id(), "type": "org.towpath.referral.resumed.v1"} | document
    for each in (document, full):
        read_or_refused("towpath.referral", b"x", json.dumps(each).encode(), headers)


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "1e999"])
def test_a_number_beyond_all_measure_is_refused(number: str) -> None:
    headers = [("content-type", b"application/cloudevents+json")]
    value = f'{{"specversion":"1.0","type":"org.towpath.referral.resumed.v1","sequence":{number}}}'.encode()
    with pytest.raises(Unreadable):
        decode("towpath.referral", b"x", value, headers, TOPICS)


@pytest.mark.parametrize("timestamp", [-1, 2**63 - 1, -(2**63)])
def test_a_tombstone_may_have_any_timestamp(timestamp: int) -> None:
    position = Position(0, 0, timestamp)
    assert decode("towpath.directory", an_id("service").encode(), None, [], TOPICS, position).tombstone
