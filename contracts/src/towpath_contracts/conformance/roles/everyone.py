"""What holds for every role: the audits, which look at all that the target sent in the run."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from towpath_contracts.conformance.case import NotAsked, Promise, case, expect
from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.kit import CANARY, Kit
from towpath_contracts.envelope import dataschema_of
from towpath_contracts.event import Stream
from towpath_contracts.roles import Role

EVERY = tuple(Role)
SPEAK_FOR_THEMSELVES = (Role.DIRECTORY, Role.INTAKE)
"""Roles that act on what people do, and so may have nothing to say while the kit listens."""


def _sent(kit: Kit) -> list[Heard]:
    found = kit.sent_by_the_target()
    if not found:
        raise NotAsked("it sent nothing in which this could be seen")
    return found


def _readable(kit: Kit) -> list[Heard]:
    return [record for record in _sent(kit) if record.event is not None]


@case(*EVERY, promise=Promise.FORM, audit=True)
async def every_record_can_be_read_by_the_contracts(kit: Kit) -> None:
    """What cannot be read is parked by every reader, and whoever it is about waits. The fault names the place."""
    records = kit.sent_by_the_target()
    if not records and kit.target.stimulus is None and kit.target.role in SPEAK_FOR_THEMSELVES:
        raise NotAsked("it sent nothing while the kit listened, and without --stimulus it cannot be asked to")
    expect(records, "nothing at all was sent on the streams of this role")
    for record in records:
        expect(record.fault is None, f"{record.place} cannot be read: {record.fault}")
        expect(record.event is not None, f"{record.place} is of a type that this stream does not have")


@case(*EVERY, promise=Promise.FORM, audit=True)
async def every_record_has_the_headers_of_the_binding(kit: Kit) -> None:
    """Readers in other languages go by the headers alone: CloudEvents 1.0, Kafka binding, binary mode."""
    for record in _readable(kit):
        assert record.envelope is not None
        if record.value is None or record.is_structured:
            continue
        schema, key = record.header("ce_dataschema"), record.header("ce_partitionkey")
        wanted = dataschema_of(record.envelope.type)
        expect(schema in (None, wanted), f"{record.place}: ce_dataschema is not {wanted}")
        expect(key in (None, record.envelope.subject), f"{record.place}: ce_partitionkey is not the subject")


@case(*EVERY, promise=Promise.FORM, audit=True)
async def every_id_stands_for_one_event_alone(kit: Kit) -> None:
    """Readers shrug at an id that they have seen. A second event under it would be lost."""
    seen: dict[str, Heard] = {}
    for record in _readable(kit):
        assert record.envelope is not None
        earlier = seen.setdefault(record.envelope.id, record)
        same = (earlier.key, earlier.value, earlier.header("ce_type")) == (
            record.key,
            record.value,
            record.header("ce_type"),
        )
        expect(same, f"{earlier.place} and {record.place} have one id and are not the same")


@case(*EVERY, promise=Promise.ORDER, audit=True)
async def the_sequence_of_every_subject_has_no_gap_and_never_goes_back(kit: Kit) -> None:
    """A reader notices by the sequence that it has missed something. What was sent before may stand there again."""
    lines: dict[tuple[Stream, str, str], list[int]] = defaultdict(list)
    for record in _readable(kit):
        assert record.envelope is not None
        if record.envelope.sequence is not None:
            lines[record.stream, record.envelope.source, record.envelope.subject].append(record.envelope.sequence)
    for (stream, _, subject), found in lines.items():
        new = list(dict.fromkeys(found))
        wanted = list(range(new[0], new[0] + len(new)))
        expect(new == wanted, f"{stream.value}, subject {subject}: the sequence went {new}")


@case(*EVERY, promise=Promise.CAUSES, audit=True)
async def what_follows_from_a_message_keeps_its_correlation_and_its_trace(kit: Kit) -> None:
    """By these two an operator finds what became of one referral across organisations."""
    for record in _readable(kit):
        assert record.envelope is not None
        cause = kit.caused.get(record.envelope.causationid or "")
        if cause is None or record.stream is Stream.INBOX:
            continue
        expect(
            cause.correlationid in (None, record.envelope.correlationid),
            f"{record.place} has another correlation than the message that caused it",
        )
        if cause.traceparent is not None and record.envelope.traceparent is not None:
            expect(
                record.envelope.traceparent.split("-")[1] == cause.traceparent.split("-")[1],
                f"{record.place} is of another trace than the message that caused it",
            )


@case(*EVERY, promise=Promise.PRIVATE, audit=True)
async def no_name_that_was_given_in_confidence_comes_out_on_a_topic(kit: Kit) -> None:
    """The kit plants a name wherever one could be copied from. Topics are kept for weeks and read by many."""
    for record in _sent(kit):
        expect(CANARY.encode().lower() not in record.raw.lower(), f"{record.place} holds a name of a person")


@case(*EVERY, promise=Promise.PRIVATE, audit=True)
async def no_field_is_sent_that_the_contracts_do_not_know(kit: Kit) -> None:
    """A field that nobody agreed on is a field that nobody has checked for what it may hold."""
    for record in _readable(kit):
        if record.value is None or record.is_structured:
            continue
        assert record.event is not None
        unknown = sorted(_unknown(record.document(), json.loads(record.event.to_json()), ""))
        expect(not unknown, f"{record.place} has fields that nobody agreed on: {', '.join(unknown)}")


def _unknown(sent: Any, read: Any, path: str) -> Iterator[str]:
    """Return the places of what was sent and not read; what is null says nothing."""
    match sent, read:
        case dict(), dict():
            for name, value in sent.items():
                place = f"{path}.{name}" if path else name
                if name in read:
                    yield from _unknown(value, read[name], place)
                elif value is not None:
                    yield place
        case list(), list():
            for one, other in zip(sent, read, strict=False):
                yield from _unknown(one, other, f"{path}[]")
