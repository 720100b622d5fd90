"""What the rules are asked: an event of the referral stream, a timer whose moment has come, a contact, a measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from towpath_contracts.event import Event


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of the referral stream. ``at`` is when it happened there."""

    referral: str
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class TimerDue:
    """The moment of a timer has come, as its document says. The rules look again."""

    referral: str
    timer: str


@dataclass(frozen=True, slots=True)
class RecordContact:
    """A contact was made or tried; it is about a timer, or else about the awaited contact of a kind."""

    referral: str
    outcome: str
    channel: str
    timer: str | None = None
    kind: str | None = None
    connection: str | None = None


@dataclass(frozen=True, slots=True)
class RecordMeasure:
    """A measure was taken; ``answers`` by the measure's own names of its questions."""

    referral: str
    measure: str
    point: str
    answers: Mapping[str, float]


Asked = Heard | TimerDue | RecordContact | RecordMeasure
