"""The steps that the rules are made of: which events begin, end, move or repeat what is awaited. Pure."""

from dataclasses import dataclass
from datetime import datetime, time

from towpath_contracts.codes import CancelReason, TimerKind
from towpath_contracts.event import Event
from towpath_contracts.events.followup import AttemptsExhausted, Cancelled, Scheduled
from towpath_followup.model import FollowUp, Phase, Timer, timer_id
from towpath_followup.policy import Policy
from towpath_followup.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Terms:
    """What waits are measured by: the partnership's policy and its calendar."""

    policy: Policy
    calendar: WorkingDays

    def in_working_days(self, kind: str, start: datetime, days: int) -> datetime:
        """Return when a wait ends that began at ``start``."""
        return self.calendar.after(start, days, self.hour(kind))

    def hour(self, kind: str) -> time:
        """Return when in the day a kind falls due: a contact in the morning, a deadline in the evening."""
        hours = self.policy.hours
        return hours.closes if kind == TimerKind.REPLY else hours.opens


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps for one referral, as its follow-up stands before the message."""

    terms: Terms
    referral: str
    state: FollowUp

    def begin(
        self, kind: str, connection: str | None, due: datetime, *, attempt: int = 1, every_days: int | None = None
    ) -> list[Event]:
        """Schedule the first attempt of a new round, or a later attempt of the round that is on."""
        begun = self.state.rounds(kind, connection)
        number = begun + 1 if attempt == 1 else max(begun, 1)
        timer = timer_id(self.referral, kind, connection, number, attempt)
        return self._scheduled(timer, kind, connection, attempt, due, every_days)

    def move(self, timer: Timer, due: datetime, every_days: int | None) -> list[Event]:
        """Schedule the same timer again, for another moment."""
        return self._scheduled(timer.id, timer.kind, timer.connection, timer.attempt, due, every_days)

    def again(self, timer: Timer, now: datetime) -> list[Event]:
        """Schedule the next attempt, or say that the policy asks for no more."""
        attempts = self.terms.policy.attempts_of(timer.kind)
        if timer.attempt >= attempts.attempts:
            return [AttemptsExhausted(kind=timer.kind, attempts=timer.attempt, connection=timer.connection)]
        due = self.terms.in_working_days(timer.kind, now, attempts.spacing_working_days)
        return self.begin(timer.kind, timer.connection, due, attempt=timer.attempt + 1, every_days=timer.every_days)

    def settle(self, kind: str, connection: str | None, reason: CancelReason) -> list[Event]:
        """Cancel what is awaited of a kind.

        What was never scheduled is cancelled in advance, so that the event that asks for it and comes too late, out of
        order, begins nothing.
        """
        known = self.state.of(kind, connection)
        if not known:
            timer = timer_id(self.referral, kind, connection, 1, 1)
            return [Cancelled(timer=timer, kind=kind, connection=connection, reason=reason.value)]
        return [cancelled(timer, reason) for timer in known if timer.awaited]

    def _scheduled(
        self, timer: str, kind: str, connection: str | None, attempt: int, due: datetime, every_days: int | None
    ) -> list[Event]:
        """During a break the timer is put to sleep at once, so that the end of the break finds it."""
        scheduled = Scheduled(
            timer=timer, kind=kind, connection=connection, attempt=attempt, due=due, every_days=every_days
        )
        if self.state.phase is not Phase.PAUSED:
            return [scheduled]
        asleep = Cancelled(
            timer=timer, kind=kind, connection=connection, attempt=attempt, reason=CancelReason.PAUSED.value
        )
        return [scheduled, asleep]


def cancelled(timer: Timer, reason: CancelReason) -> Cancelled:
    """Say that a timer is not needed any more."""
    return Cancelled(
        timer=timer.id, kind=timer.kind, connection=timer.connection, attempt=timer.attempt, reason=reason.value
    )
