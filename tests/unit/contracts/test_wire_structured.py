import base64
import json
from typing import Any

import pytest

from support.contract_events import TRACE, an_id, example, wrapped
from towpath_contracts import EVENTS, Envelope, Event, Fault, Topics, Unreadable, decode, encode
from towpath_contracts.events.referral import Resumed

TOPICS = Topics()
JSON_EVENT = [("content-type", b"application/cloudevents+json; charset=UTF-8")]


def structured(envelope: Envelope) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": envelope.id,
        "type": envelope.type,
        "source": envelope.source,
        "subject": envelope.subject,
        "time": envelope.time.isoformat(),
        "datacontenttype": "application/json",
        "sequence": str(envelope.sequence),
        "causationid": envelope.causationid,
        "correlationid": envelope.correlationid,
        "traceparent": TRACE,
    }


def read(envelope: Envelope, document: Any, headers: list[tuple[str, bytes]] = JSON_EVENT) -> Envelope:
    topic, key = encode(envelope, TOPICS)[:2]
    return decode(topic, key, json.dumps(document).encode(), headers, TOPICS)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_structured_mode_says_the_same(event: type[Event]) -> None:
    envelope = wrapped(example(event))
    document = structured(envelope)
    if envelope.event is not None and not event.tombstone:
        document["data"] = json.loads(envelope.event.to_json())
    assert read(envelope, document) == envelope


RESUMED = wrapped(Resumed())


@pytest.mark.parametrize("media", [b"application/cloudevents+json", b"Application/CloudEvents+JSON;charset=utf-8"])
def test_the_mode_is_told_by_the_media_type_in_any_case(media: bytes) -> None:
    assert read(RESUMED, structured(RESUMED) | {"data": {}}, [("content-type", media)]) == RESUMED


def test_a_sequence_may_be_a_number_and_the_event_may_be_in_base64() -> None:
    document = structured(RESUMED) | {"sequence": 7, "data_base64": base64.b64encode(b"{}").decode()}
    assert read(RESUMED, document) == RESUMED


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], Fault.BAD_JSON),
        ({}, Fault.NO_ENVELOPE),
        (structured(RESUMED), Fault.BAD_JSON),
        (structured(RESUMED) | {"data": None}, Fault.BAD_JSON),
        (structured(RESUMED) | {"data_base64": "?"}, Fault.BAD_JSON),
        (structured(RESUMED) | {"data_base64": 1}, Fault.BAD_JSON),
        (structured(RESUMED) | {"data": "{}"}, Fault.INVALID_FIELDS),
        (structured(RESUMED) | {"data": {}, "id": None}, Fault.BAD_ATTRIBUTE),
        (structured(RESUMED) | {"data": {}, "id": True}, Fault.BAD_ATTRIBUTE),
        (structured(RESUMED) | {"data": {}, "time": {"at": 1}}, Fault.BAD_ATTRIBUTE),
        (structured(RESUMED) | {"data": {}, "subject": an_id("other")}, Fault.KEY_MISMATCH),
        (structured(RESUMED) | {"data": {}, "type": "org.towpath.referral.resumed.v9"}, Fault.UNKNOWN_VERSION),
    ],
)
def test_what_is_wrong_in_structured_mode_has_the_same_codes(document: Any, code: Fault) -> None:
    with pytest.raises(Unreadable) as caught:
        read(RESUMED, document)
    assert caught.value.code is code


def test_a_structured_value_that_is_no_json() -> None:
    with pytest.raises(Unreadable) as caught:
        decode("towpath.referral", an_id("aggregate").encode(), b"\xff{", JSON_EVENT, TOPICS)
    assert caught.value.code is Fault.BAD_JSON
