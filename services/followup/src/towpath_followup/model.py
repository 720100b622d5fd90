"""The follow-up of one referral: what is awaited, until when, and what came of it. Frozen, pseudonymous."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from towpath_contracts.codes import CancelReason


class Phase(StrEnum):
    """Whether anything may be awaited."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Status(StrEnum):
    """Where a timer is."""

    SCHEDULED = "scheduled"
    DUE = "due"
    RECORDED = "recorded"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Timer:
    """One attempt of one round of one kind of contact, or the wait for one organisation's answer.

    ``due`` is absent for what was cancelled before it was ever scheduled, and for a contact that nothing had asked for.
    ``record_by`` is when a due contact counts as missed. ``every_days`` is in calendar days.
    """

    id: str
    kind: str
    connection: str | None
    round: int
    attempt: int
    status: Status
    due: datetime | None = None
    record_by: datetime | None = None
    outcome: str | None = None
    reason: str | None = None
    every_days: int | None = None

    @property
    def open(self) -> bool:
        """Whether it still fires."""
        return self.status in (Status.SCHEDULED, Status.DUE)

    @property
    def asleep(self) -> bool:
        """Whether it waits for the end of a break."""
        return self.status is Status.CANCELLED and self.reason == CancelReason.PAUSED

    @property
    def awaited(self) -> bool:
        """Whether the step is still to be taken, now or after the break."""
        return self.open or self.asleep

    @property
    def unplanned(self) -> bool:
        """Whether it stands for a contact that nothing had asked for."""
        return self.status is Status.RECORDED and self.due is None

    @property
    def fires(self) -> datetime | None:
        """The moment at which something happens if nobody does anything first; absent when nothing will."""
        match self.status:
            case Status.SCHEDULED:
                return self.due
            case Status.DUE:
                return self.record_by
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Taken:
    """A measure as it was taken, in its own units."""

    measure: str
    point: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Everything that the rules of one referral's follow-up need. A fold of its own events."""

    phase: Phase = Phase.OPEN
    timers: tuple[Timer, ...] = ()
    measures: tuple[Taken, ...] = ()

    def timer(self, name: str) -> Timer | None:
        """Return a timer by its id."""
        return next((timer for timer in self.timers if timer.id == name), None)

    def of(self, kind: str, connection: str | None) -> tuple[Timer, ...]:
        """Return the timers of a kind, for a connection where it is about one, oldest first."""
        return tuple(timer for timer in self.timers if timer.kind == kind and timer.connection == connection)

    def about(self, connection: str) -> tuple[Timer, ...]:
        """Return the timers of a connection."""
        return tuple(timer for timer in self.timers if timer.connection == connection)

    def open(self) -> Iterator[Timer]:
        """Yield the timers that still fire."""
        return (timer for timer in self.timers if timer.open)

    def rounds(self, kind: str, connection: str | None) -> int:
        """Return how many rounds of a kind have begun."""
        return max((timer.round for timer in self.of(kind, connection)), default=0)


def timer_id(referral: str, kind: str, connection: str | None, round_: int, attempt: int) -> str:
    """Return the id of a timer: a UUIDv5 (RFC 9562) within the referral, the same at every recomputation."""
    return str(uuid5(UUID(referral), f"{kind}/{connection or '-'}/{round_}/{attempt}"))
