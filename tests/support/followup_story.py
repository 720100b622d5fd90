"""A referral's follow-up told in tests: what was heard, what the clock said, what followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from towpath_contracts.event import Event
from towpath_contracts.events import referral
from towpath_contracts.values import Area, Circumstances, Need
from towpath_followup.commands import Asked, Heard, RecordContact, RecordMeasure, TimerDue
from towpath_followup.decide import decide
from towpath_followup.evolve import evolve
from towpath_followup.model import FollowUp, Timer
from towpath_followup.policy import Policy, read_policy
from towpath_followup.steps import Terms
from towpath_followup.working_days import WorkingDays

LONDON = ZoneInfo("Europe/London")


def id_of(name: str) -> str:
    """A UUID for a name."""
    return str(uuid5(NAMESPACE_URL, name))


REFERRAL = id_of("referral")
CONNECTION = id_of("connection")
OTHER_CONNECTION = id_of("other connection")
MONDAY = datetime(2026, 6, 1, 14, 30, tzinfo=UTC)
"""A Monday without a bank holiday in the four weeks that follow; 15:30 in London."""


def london(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment by the clocks of London, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def terms(**sections: dict[str, object]) -> Terms:
    """The default policy, with some of its figures changed."""
    document = read_policy().model_dump()
    for name, figures in sections.items():
        document[name] |= figures
    return Terms(Policy.model_validate(document), WorkingDays())


ACCEPTED = referral.Accepted(link_worker=id_of("link worker"), team="team-a")
ASSESSED = referral.NeedsAssessed(
    assessment=id_of("assessment"),
    needs=(Need(code="loneliness"),),
    circumstances=Circumstances(age=70),
    area=Area(code="TW9 1"),
)
REQUESTED = referral.ConnectionRequested(connection=CONNECTION, service=id_of("service"), organisation="singers")
ANSWERED = referral.ConnectionAccepted(connection=CONNECTION)
WAITLISTED = referral.ConnectionWaitlisted(connection=CONNECTION)
DECLINED = referral.ConnectionRejected(connection=CONNECTION, reason="no-capacity")
STARTED = referral.ConnectionStarted(connection=CONNECTION)
COMPLETED = referral.ConnectionCompleted(connection=CONNECTION)
FAILED = referral.ConnectionFailed(connection=CONNECTION, reason="no-reply")
CANCELLED = referral.ConnectionCancelled(connection=CONNECTION, reason="no-longer-interested")
PAUSED = referral.Paused(reason="other")
RESUMED = referral.Resumed()
CLOSED = referral.Closed(reason="goals-met")
REJECTED = referral.Rejected(reason="not-eligible")


def plan(every_days: int | None) -> referral.PlanAgreed:
    """A plan that is reviewed so often."""
    return referral.PlanAgreed(plan=id_of("plan"), goals=1, review_every_days=every_days)


@dataclass
class Story:
    """A follow-up and everything that it decided."""

    terms: Terms = field(default_factory=terms)
    state: FollowUp | None = None
    events: list[Event] = field(default_factory=list)

    def ask(self, message: Asked, now: datetime) -> Sequence[Event]:
        """Ask the rules and keep what follows."""
        events = decide(self.terms, self.state, message, now)
        for event in events:
            self.state = evolve(self.state, event)
        self.events.extend(events)
        return events

    def hear(self, event: Event, at: datetime = MONDAY, now: datetime | None = None) -> Sequence[Event]:
        """An event of the referral stream."""
        return self.ask(Heard(REFERRAL, event, at), now or at)

    def fire(self, timer: Timer, now: datetime) -> Sequence[Event]:
        """Somebody thinks that a timer's moment has come."""
        return self.ask(TimerDue(REFERRAL, timer.id), now)

    def record(
        self,
        outcome: str,
        now: datetime,
        *,
        timer: str | None = None,
        kind: str | None = None,
        connection: str | None = None,
    ) -> Sequence[Event]:
        """A contact, by phone."""
        return self.ask(RecordContact(REFERRAL, outcome, "phone", timer, kind, connection), now)

    def measure(self, measure: str, point: str, **answers: float) -> Sequence[Event]:
        """A measure; the hyphens of a question's name are underscores here."""
        named = {name.replace("_", "-"): answer for name, answer in answers.items()}
        return self.ask(RecordMeasure(REFERRAL, measure, point, named), MONDAY)

    @property
    def timers(self) -> tuple[Timer, ...]:
        """All timers, oldest first."""
        return self.state.timers if self.state else ()

    @property
    def only(self) -> Timer:
        """The one timer that is open."""
        (timer,) = (timer for timer in self.timers if timer.open)
        return timer

    @property
    def open(self) -> list[tuple[str, int]]:
        """What is awaited: kind and attempt."""
        return [(timer.kind, timer.attempt) for timer in self.timers if timer.open]


def kinds(events: Sequence[Event]) -> list[str]:
    """The names of events."""
    return [event.name for event in events]
