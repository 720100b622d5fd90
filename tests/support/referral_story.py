"""A case told event by event, for tests of its rules: what happened, what comes, what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from uuid import NAMESPACE_OID, uuid5

from towpath_contracts.codes import Outcome, PartnerAnswer, Reason
from towpath_contracts.event import Event
from towpath_contracts.events.followup import AttemptsExhausted, Missed, Recorded, ReplyOverdue
from towpath_contracts.events.matching import NoMatchFound, Option, OptionsProposed
from towpath_contracts.events.partner import AttendanceRecorded, ConnectionAnswered, ConnectionEnded
from towpath_contracts.values import Area, Circumstances, Need, Referrer
from towpath_referral import commands as asked
from towpath_referral.decide import Decide, decider
from towpath_referral.evolve import evolve
from towpath_referral.model import Case

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM = "canal-side-team"
GROUP = "tuesday-walkers"
AREA = Area(code="L8 5", lat=53.39, lon=-2.97)


def an_id(name: str) -> str:
    """Return the same id for the same name."""
    return str(uuid5(NAMESPACE_OID, name))


PERSON, ANNA, ASSESSMENT, WALKS, CHOIR = map(an_id, ("person", "anna", "assessment", "walks", "choir"))
FIRST, SECOND = map(an_id, ("first connection", "second connection"))


@dataclass
class Story:
    """A case and the moment. ``tell`` lets the rules decide on each message in turn and keeps what followed."""

    decide: Decide = field(default_factory=decider)
    now: datetime = MONDAY
    case: Case | None = None
    log: list[Event] = field(default_factory=list)

    def tell(self, *messages: object) -> Sequence[Event]:
        """Decide on messages and return the events of the last one."""
        events: Sequence[Event] = ()
        for message in messages:
            events = self.decide(self.case, message, self.now)
            self.case = reduce(evolve, events, self.case)
            self.log.extend(events)
        return events

    def days_later(self, days: int) -> "Story":
        """Turn the clock forward."""
        self.now += timedelta(days=days)
        return self

    @property
    def known(self) -> Case:
        """The case, which is there."""
        assert self.case is not None
        return self.case


def names(events: Sequence[Event]) -> list[str]:
    """Return the names of events."""
    return [type(event).__name__ for event in events]


def receive(urgency: str = "routine") -> asked.ReceiveReferral:
    """A GP refers somebody who is lonely."""
    referrer = Referrer(organisation="rivermead-surgery", kind="gp", channel="api")
    return asked.ReceiveReferral(
        person=PERSON, referrer=referrer, team=TEAM, area=AREA, age=71, urgency=urgency, reasons=("loneliness",)
    )


def accept() -> asked.AcceptReferral:
    """Anna takes the case on."""
    return asked.AcceptReferral(link_worker=ANNA)


def assess(assessment: str = ASSESSMENT, excluded: tuple[str, ...] = ()) -> asked.RecordAssessment:
    """Company and movement are what is needed."""
    needs = (Need(code="loneliness", priority=1), Need(code="walking", priority=2))
    circumstances = Circumstances(age=71, codes=("lives-alone",))
    return asked.RecordAssessment(assessment, needs, circumstances, excluded_services=excluded)


def options(answer: str = "answer 1", assessment: str = ASSESSMENT) -> asked.TakeOptions:
    """Matching found the walks and the choir."""
    found = tuple(
        Option(service=service, organisation=GROUP, rank=rank, score=0.5, needs=("loneliness",), reasons=())
        for rank, service in enumerate((WALKS, CHOIR), 1)
    )
    proposed = OptionsProposed(assessment=assessment, considered=2, policy="default-1", options=found)
    return asked.TakeOptions(an_id(answer), proposed)


def no_match(answer: str = "answer 1", assessment: str = ASSESSMENT) -> asked.TakeOptions:
    """Matching found nothing."""
    nothing = NoMatchFound(
        assessment=assessment, considered=2, policy="default-1", needs_unmet=("loneliness",), area=AREA
    )
    return asked.TakeOptions(an_id(answer), nothing)


def plan(every: int | None = None) -> asked.AgreePlan:
    """Two goals."""
    return asked.AgreePlan(plan=an_id("plan"), goals=2, review_every_days=every)


def request(connection: str = FIRST, service: str = WALKS, *, offered: bool = True) -> asked.RequestConnection:
    """The person would like to join the walks."""
    return asked.RequestConnection(connection, service, GROUP, needs=("walking",), offered=offered)


def answered(
    answer: PartnerAnswer, connection: str = FIRST, by: str = GROUP, expected_by: date | None = None
) -> ConnectionAnswered:
    """The partner's answer."""
    reason = Reason.NO_CAPACITY if answer == PartnerAnswer.REJECTED else None
    return ConnectionAnswered(
        connection=connection, organisation=by, answer=answer, reason=reason, expected_by=expected_by
    )


def attended(connection: str = FIRST, *, came: bool = True) -> AttendanceRecorded:
    """The person came, or did not."""
    return AttendanceRecorded(connection=connection, organisation=GROUP, session=date(2026, 3, 10), attended=came)


def ended(outcome: Outcome = Outcome.COMPLETED, connection: str = FIRST) -> ConnectionEnded:
    """The partner says that it is over."""
    return ConnectionEnded(connection=connection, organisation=GROUP, outcome=outcome)


def silence(connection: str = FIRST) -> ReplyOverdue:
    """Nobody answered in time."""
    return ReplyOverdue(connection=connection)


def exhausted() -> AttemptsExhausted:
    """Nobody could be reached."""
    return AttemptsExhausted(kind="first-contact", attempts=3)


def missed() -> Missed:
    """Nobody recorded a contact."""
    return Missed(timer=an_id("timer"), kind="check-in")


def contact(outcome: str = "reached", kind: str = "first-contact") -> Recorded:
    """A link worker contacted the person."""
    return Recorded(timer=an_id("timer"), kind=kind, outcome=outcome, channel="phone")


ACCEPTED = (receive(), accept())
ASSESSED = (*ACCEPTED, assess())
MATCHED = (*ASSESSED, options())
CONNECTED = (*MATCHED, plan(), request())
STARTED = (*CONNECTED, answered(PartnerAnswer.ACCEPTED), attended())


def after(*messages: object) -> Story:
    """Return the story in which all this has happened."""
    story = Story()
    story.tell(*messages)
    return story
