import json
import traceback
from collections.abc import Callable, Iterable

import pytest

from support.contract_events import an_id, example, wrapped
from towpath_contracts import Fault, Record, Topics, Unreadable, Unwritable, decode, encode
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.events.followup import MeasureRecorded
from towpath_contracts.events.gap import GapRaised
from towpath_contracts.events.partner import ConnectionAnswered, ConnectionOffered
from towpath_contracts.events.person import ConsentChanged
from towpath_contracts.events.referral import NeedsAssessed, Received, Resumed
from towpath_contracts.values import Area
from towpath_contracts.wire import MAX_VALUE_BYTES

TOPICS = Topics()
CANARY = "Margaret Okafor 9434765919"
RECEIVED = encode(wrapped(example(Received)), TOPICS)
ANSWERED = encode(wrapped(example(ConnectionAnswered)), TOPICS)


def refused(record: Record) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        decode(*record, TOPICS)
    return caught.value


def with_header(record: Record, name: str, value: bytes | None) -> Record:
    kept = [header for header in record.headers if header[0] != name]
    return record._replace(headers=[*kept, (name, value)])  # type: ignore[list-item]  # null, as others may send it


def without(record: Record, names: Iterable[str]) -> Record:
    return record._replace(headers=[header for header in record.headers if header[0] not in names])


def with_value(record: Record, **changes: object) -> Record:
    fields = json.loads(record.value or b"") | changes
    return record._replace(
        value=json.dumps({name: fields[name] for name in fields if fields[name] is not None}).encode()
    )


def test_a_record_without_an_envelope() -> None:
    fault = refused(RECEIVED._replace(headers=[("x-trace", b"1")]))
    assert (fault.code, fault.at) == (Fault.NO_ENVELOPE, ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_id", b"17"),
        ("ce_id", b"0E9A3F5C-0000-4000-8000-000000000000"),
        ("ce_source", b"/org/riverside-trust"),
        ("ce_source", b"https://riverside.example/portal"),
        ("ce_subject", b"9434765919"),
        ("ce_time", b"yesterday"),
        ("ce_time", b"2026-03-03T12:00:00"),
        ("ce_sequence", b"-1"),
        ("ce_sequence", "٧".encode()),
        ("ce_causationid", b"17"),
        ("ce_correlationid", b"17"),
        ("ce_specversion", b"0.3"),
        ("content-type", b"application/avro"),
        ("content-type", b"application/cloudevents+avro"),
    ],
)
def test_an_attribute_that_is_not_of_its_form_is_named(name: str, value: bytes) -> None:
    fault = refused(with_header(RECEIVED, name, value))
    assert (fault.code, fault.at) == (Fault.BAD_ATTRIBUTE, (name,))


@pytest.mark.parametrize("name", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"])
@pytest.mark.parametrize("value", [None, b"", b"\xff\xfe"], ids=["null", "empty", "no-utf-8"])
def test_a_needed_attribute_that_is_null_or_no_utf_8_is_named(name: str, value: bytes | None) -> None:
    fault = refused(with_header(RECEIVED, name, value))
    assert (fault.code, fault.at) == (Fault.BAD_ATTRIBUTE, (name,))
    assert refused(without(RECEIVED, [name])).code is Fault.BAD_ATTRIBUTE


def test_every_attribute_at_fault_is_named_at_once() -> None:
    fault = refused(with_header(with_header(RECEIVED, "ce_id", b"x"), "ce_time", b"x"))
    assert fault.at == ("ce_id", "ce_time")


def test_an_attribute_that_is_given_twice_could_be_read_in_two_ways() -> None:
    fault = refused(RECEIVED._replace(headers=[*RECEIVED.headers, ("ce_id", an_id().encode())]))
    assert (fault.code, fault.at) == (Fault.BAD_ATTRIBUTE, ("given-twice",))


@pytest.mark.parametrize("value", [b"", b"{", b"\xff", b"[" * 9999, b"{}x", None])
def test_a_value_that_is_no_json(value: bytes | None) -> None:
    assert refused(RECEIVED._replace(value=value)).code is Fault.BAD_JSON


def test_fields_that_are_not_valid_are_named_by_their_places() -> None:
    assessed = encode(wrapped(example(NeedsAssessed)), TOPICS)
    fault = refused(with_value(assessed, needs=[{"code": "debt"}, {"code": "Not A Code"}], area=None))
    assert (fault.code, fault.at) == (Fault.INVALID_FIELDS, ("area", "needs.1.code"))


@pytest.mark.parametrize("age", ["71", 71.5, True, -1, 131, "NaN"])
def test_a_field_of_another_type_is_not_bent_into_shape(age: object) -> None:
    assert refused(with_value(RECEIVED, age=age)).at == ("age",)


def test_numbers_that_are_none_are_refused() -> None:
    measured = encode(wrapped(example(MeasureRecorded)), TOPICS)
    assert refused(measured._replace(value=b'{"measure":"ons4","point":"end","scores":{"a":NaN}}')).code in {
        Fault.BAD_JSON,
        Fault.INVALID_FIELDS,
    }


def test_a_name_that_the_sender_chose_is_no_place() -> None:
    measured = encode(wrapped(example(MeasureRecorded)), TOPICS)
    fault = refused(with_value(measured, scores={CANARY: 1.0, "low": "high"}))
    assert (fault.code, fault.at) == (Fault.INVALID_FIELDS, ("scores.*", "scores.*.*"))


def test_a_value_that_is_too_large_is_not_even_parsed() -> None:
    assert refused(RECEIVED._replace(value=b"x" * (MAX_VALUE_BYTES + 1))).code is Fault.TOO_LARGE


@pytest.mark.parametrize("version", ["v0", "v2", "v10", "draft"])
def test_a_version_that_we_do_not_have_newer_or_older(version: str) -> None:
    fault = refused(with_header(RECEIVED, "ce_type", f"org.towpath.referral.received.{version}".encode()))
    assert (fault.code, fault.at) == (Fault.UNKNOWN_VERSION, ("ce_type",))


def test_a_type_that_nobody_here_knows_is_for_someone_else_whatever_else_it_says() -> None:
    strange = with_header(with_header(RECEIVED, "ce_type", b"com.example.Thing"), "ce_id", b"17")
    envelope = decode(*strange._replace(value=b"\x00"), TOPICS)
    assert (envelope.type, envelope.event, envelope.id) == ("com.example.Thing", None, "")
    assert envelope.subject == an_id("aggregate")


def test_an_event_on_the_topic_of_another_stream() -> None:
    assert refused(RECEIVED._replace(topic="towpath.followup")).code is Fault.WRONG_STREAM
    assert refused(RECEIVED._replace(topic="elsewhere.referral")).code is Fault.WRONG_STREAM


def test_a_reply_on_the_topic_of_another_partner() -> None:
    fault = refused(ANSWERED._replace(topic="towpath.partner.other-trust.replies"))
    assert (fault.code, fault.at) == (Fault.WRONG_PARTNER, ("organisation",))


def test_a_reply_that_another_organisation_signs() -> None:
    fault = refused(with_header(ANSWERED, "ce_source", b"/org/other-trust/portal"))
    assert (fault.code, fault.at) == (Fault.WRONG_PARTNER, ("ce_source",))


@pytest.mark.parametrize("key", [None, b"", b"\xff", an_id("other").encode()])
def test_a_key_that_is_not_the_subject(key: bytes | None) -> None:
    fault = refused(RECEIVED._replace(key=key))
    assert (fault.code, fault.at) == (Fault.KEY_MISMATCH, ("key",))


@pytest.mark.parametrize("event", [ServicePublished, GapRaised, ConsentChanged, ConnectionOffered])
def test_a_subject_that_is_not_what_the_event_is_about(event: type) -> None:
    record = encode(wrapped(example(event)), TOPICS)
    other = b"housing/M1 1" if event is GapRaised else an_id("other").encode()
    fault = refused(with_header(record._replace(key=other), "ce_subject", other))
    assert (fault.code, fault.at) == (Fault.KEY_MISMATCH, ("ce_subject",))


def test_a_fault_says_which_record_it_is_about_as_far_as_that_can_be_said() -> None:
    fault = refused(with_value(RECEIVED, age="x"))
    assert (fault.id, fault.type) == (an_id("event"), "org.towpath.referral.received.v1")
    fault = refused(with_header(RECEIVED, "ce_id", CANARY.encode()))
    assert (fault.id, fault.type) == (None, "org.towpath.referral.received.v1")


BROKEN: dict[str, Callable[[bytes], Record]] = {
    "no envelope": lambda canary: RECEIVED._replace(headers=[("x", canary)], value=canary, key=canary),
    "type": lambda canary: with_header(RECEIVED, "ce_type", canary),
    "id": lambda canary: with_header(RECEIVED, "ce_id", canary),
    "source": lambda canary: with_header(RECEIVED, "ce_source", canary),
    "time": lambda canary: with_header(RECEIVED, "ce_time", canary),
    "twice": lambda canary: RECEIVED._replace(headers=[*RECEIVED.headers, ("ce_x" + CANARY, canary)] * 2),
    "content type": lambda canary: with_header(RECEIVED, "content-type", canary),
    "no json": lambda canary: RECEIVED._replace(value=b'{"age": ' + canary),
    "field": lambda canary: with_value(RECEIVED, age=CANARY, area={"code": CANARY}, urgency=CANARY),
    "field name": lambda canary: with_value(RECEIVED, age={CANARY: 1}),
    "key": lambda canary: RECEIVED._replace(key=canary),
    "topic": lambda canary: RECEIVED._replace(topic=CANARY),
    "structured": lambda canary: with_header(RECEIVED, "content-type", b"application/cloudevents+json")._replace(
        value=json.dumps({"specversion": "1.0", "id": CANARY, "type": "org.towpath.referral.received.v1"}).encode()
    ),
    "structured, no json": lambda canary: with_header(
        RECEIVED, "content-type", b"application/cloudevents+json"
    )._replace(value=canary),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_no_fault_carries_a_value(broken: Callable[[bytes], Record]) -> None:
    fault = refused(broken(CANARY.encode()))
    told = "\n".join([str(fault), repr(fault), repr(vars(fault)), *traceback.format_exception(fault)])
    assert not any(word in told for word in CANARY.split())
    assert fault.__context__ is None
    assert fault.__cause__ is None


@pytest.mark.parametrize(
    "attributes",
    [
        {"event_id": CANARY},
        {"source": CANARY},
        {"aggregate": CANARY},
        {"time": wrapped(Resumed()).time.replace(tzinfo=None)},
        {"sequence": 0},
        {"causationid": CANARY},
        {"correlationid": CANARY},
    ],
)
def test_what_could_not_be_read_is_not_sent_and_the_refusal_carries_no_value(attributes: dict[str, object]) -> None:
    with pytest.raises(Unwritable) as caught:
        encode(wrapped(Resumed(), **attributes), TOPICS)
    assert CANARY not in str(caught.value)


def test_an_envelope_without_its_event_is_not_sent() -> None:
    with pytest.raises(Unwritable):
        encode(decode(*with_header(RECEIVED, "ce_type", b"com.example.Thing"), TOPICS), TOPICS)


def test_a_reply_in_the_name_of_another_partner_is_not_sent() -> None:
    with pytest.raises(Unwritable):
        encode(wrapped(example(ConnectionAnswered), source="/org/other-trust/portal"), TOPICS)


def test_an_event_that_is_too_large_is_not_sent() -> None:
    published = example(ServicePublished)
    assert isinstance(published, ServicePublished)
    areas = (Area(code="L8 5", lat=53.0, lon=-2.0),) * 40_000
    with pytest.raises(Unwritable, match="1000000 bytes"):
        encode(
            wrapped(published.model_copy(update={"listing": published.listing.model_copy(update={"areas": areas})})),
            TOPICS,
        )
