"""The events of Towpath, their topics and their wire form: all that another organisation needs."""

from towpath_contracts import events
from towpath_contracts.envelope import Envelope, derived_id, source_of
from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Fault, Unreadable, Unwritable
from towpath_contracts.wire import Position, Record, decode, encode

__all__ = [
    "EVENTS",
    "Envelope",
    "Event",
    "Fault",
    "Position",
    "Record",
    "Stream",
    "Topics",
    "Unreadable",
    "Unwritable",
    "decode",
    "derived_id",
    "encode",
    "events",
    "source_of",
]
