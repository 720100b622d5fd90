"""The attributes of a record, held against their forms."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from towpath_contracts import forms
from towpath_contracts.event import Stream
from towpath_contracts.modes import Given
from towpath_contracts.unreadable import Fault, Unreadable

EPOCH = datetime.fromtimestamp(0, UTC)
SPECVERSION = b"1.0"


class Attributes(NamedTuple):
    """What surrounds an event, each of its form; see ``Envelope``."""

    id: str
    source: str
    subject: str
    time: datetime
    sequence: int | None
    causationid: str | None
    correlationid: str | None
    traceparent: str | None


def attributes_of(given: Given, stream: Stream) -> Attributes:
    """Return the attributes of an event on a stream. Raises ``Unreadable`` with the names of those at fault.

    A trace context that is not one is dropped, as W3C Trace Context asks: no event waits in a park for it.
    """
    faults = [] if given.get("ce_specversion") == SPECVERSION else ["ce_specversion"]
    if not forms.UUID.fullmatch(event_id := text(given, "ce_id")):
        faults.append("ce_id")
    if (source := source_in(given.get("ce_source"))) is None:
        faults.append("ce_source")
    if not forms.SUBJECT[stream].fullmatch(subject := text(given, "ce_subject")):
        faults.append("ce_subject")
    if (time := moment_in(text(given, "ce_time"))) is None:
        faults.append("ce_time")
    if (sequence := text(given, "ce_sequence")) and not forms.SEQUENCE.fullmatch(sequence):
        faults.append("ce_sequence")
    if (causationid := text(given, "ce_causationid")) and not forms.UUID.fullmatch(causationid):
        faults.append("ce_causationid")
    if (correlationid := text(given, "ce_correlationid")) and not forms.UUID.fullmatch(correlationid):
        faults.append("ce_correlationid")
    if faults or source is None or time is None:
        raise Unreadable(Fault.BAD_ATTRIBUTE, *faults)
    traceparent = text(given, "ce_traceparent")
    return Attributes(
        event_id,
        source,
        subject,
        time,
        int(sequence) if sequence else None,
        causationid or None,
        correlationid or None,
        traceparent if forms.TRACEPARENT.fullmatch(traceparent) else None,
    )


def of_a_stranger(given: Given, stream: Stream) -> Attributes:
    """Return what is of its form, and nothing in place of the rest: for a record that is meant for someone else."""
    event_id, subject = text(given, "ce_id"), text(given, "ce_subject")
    return Attributes(
        event_id if forms.UUID.fullmatch(event_id) else "",
        source_in(given.get("ce_source")) or "",
        subject if forms.SUBJECT[stream].fullmatch(subject) else "",
        moment_in(text(given, "ce_time")) or EPOCH,
        *(None, None, None, None),
    )


def text(given: Given, name: str) -> str:
    """Return the attribute, empty where it is absent or null. Bytes that are no UTF-8 leave a mark no form allows."""
    raw = given.get(name)
    return "" if raw is None else raw.decode("utf-8", "replace")


@lru_cache(maxsize=1024)
def source_in(raw: bytes | None) -> str | None:
    """Return the source, or None where it is not of its form."""
    source = "" if raw is None else raw.decode("utf-8", "replace")
    return source if forms.SOURCE.fullmatch(source) else None


def moment_in(text: str) -> datetime | None:
    """Return the time in UTC, or None where it is none or names no zone (RFC 3339)."""
    try:
        time = datetime.fromisoformat(text)
        return None if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moment_at(timestamp: int) -> datetime:
    """Return the time of a record's timestamp in milliseconds, or 1970 where no calendar has it."""
    try:
        return EPOCH + timedelta(milliseconds=timestamp)
    except OverflowError:
        return EPOCH
