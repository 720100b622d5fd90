"""A short story on the topics and the counts of stores that kept all of it, for the tests of the reconciliation."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events import directory, followup, matching, partner, referral
from towpath_contracts.listing import Listing, Organization
from towpath_contracts.values import Area, Circumstances, Need, Referrer
from towpath_standalone.reconcile import Counts, Seen

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def ident(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


REFERRAL, ASKED, SILENT, SERVICE, FIRST = (ident(name) for name in ("referral", "asked", "silent", "service", "first"))
REJECTED, LINK_WORKER, REPLY_TIMER = ident("rejected"), ident("link worker"), ident("reply timer")
ANSWERED_TIMER, CHECK_IN = ident("answered timer"), ident("check-in")
AREA = Area(code="L8 5")


class Story:
    """Writes envelopes with sequences as a platform does."""

    def __init__(self) -> None:
        self.told: list[Seen] = []
        self._sequences: Counter[tuple[str, str, str]] = Counter()

    def tell(self, service: str, subject: str, event: Event, cause: str | None = None) -> str:
        source = f"/org/towpath/{service}"
        line = (source, event.stream.value, event.key(subject))
        self._sequences[line] += 1
        sequence = None if service == "matching" else self._sequences[line]
        name = ident(f"{line}/{event.type}/{self._sequences[line]}")
        envelope = Envelope.of(
            event, event_id=name, source=source, aggregate=subject, time=NOW, sequence=sequence, causationid=cause
        )
        self.told.append(Seen(event.stream, envelope))
        return name


def received(person: str) -> referral.Received:
    return referral.Received(
        person=ident(person),
        referrer=Referrer(organisation="surgery", kind="gp", channel="api"),
        urgency="routine",
        area=AREA,
        age=50,
    )


def whole_story() -> list[Seen]:
    """One person with two connections, answered and silent, and one person who is not taken on."""
    story = Story()
    tell = story.tell
    tell("directory", SERVICE, directory.ServicePublished(listing=listing()))
    tell("referral", REJECTED, received("other"))
    tell("referral", REJECTED, referral.Rejected(reason="out-of-area"))
    tell("referral", REFERRAL, received("person"))
    tell("referral", REFERRAL, referral.Accepted(link_worker=LINK_WORKER, team="team"))
    tell("followup", REFERRAL, followup.Scheduled(timer=FIRST, kind="first-contact", due=NOW))
    tell(
        "followup",
        REFERRAL,
        followup.Recorded(timer=FIRST, kind="first-contact", outcome="reached", channel="phone"),
    )
    assessed = tell("referral", REFERRAL, request(referral.NeedsAssessed))
    answer = tell("matching", REFERRAL, proposed(), assessed)
    tell("referral", REFERRAL, options_received(answer))
    for connection in (ASKED, SILENT):
        offer(story, connection)
    reply = tell("partner", ASKED, partner.ConnectionAnswered(connection=ASKED, organisation="org", answer="accepted"))
    tell("referral", REFERRAL, referral.ConnectionAccepted(connection=ASKED), reply)
    cancel = followup.Cancelled(timer=ANSWERED_TIMER, kind="provider-reply", connection=ASKED, reason="answered")
    tell("followup", REFERRAL, cancel)
    tell("referral", REFERRAL, referral.ConnectionStarted(connection=ASKED))
    tell("followup", REFERRAL, followup.Scheduled(timer=CHECK_IN, kind="check-in", connection=ASKED, due=NOW))
    overdue = tell("followup", REFERRAL, followup.ReplyOverdue(connection=SILENT))
    tell("referral", REFERRAL, referral.ConnectionFailed(connection=SILENT, reason="no-reply"), overdue)
    again = tell("referral", REFERRAL, request(referral.RematchRequested, reason="no-reply"))
    late = partner.ConnectionAnswered(connection=SILENT, organisation="org", answer="accepted")
    tell("partner", SILENT, late)
    nothing = matching.NoMatchFound(
        assessment=ident("assessment"), considered=1, policy="default", needs_unmet=("loneliness",), area=AREA
    )
    answer = tell("matching", REFERRAL, nothing, again)
    tell("referral", REFERRAL, options_received(answer, "none-found"))
    tell("referral", REFERRAL, referral.ConnectionCompleted(connection=ASKED))
    tell("referral", REFERRAL, referral.Closed(reason="goals-met"))
    return story.told


def offer(story: Story, connection: str) -> None:
    timer = ANSWERED_TIMER if connection == ASKED else REPLY_TIMER
    requested = referral.ConnectionRequested(connection=connection, service=SERVICE, organisation="org", offered=True)
    story.tell("referral", REFERRAL, requested)
    offered = partner.ConnectionOffered(connection=connection, organisation="org", service=SERVICE)
    story.tell("referral", REFERRAL, offered)
    scheduled = followup.Scheduled(timer=timer, kind="provider-reply", connection=connection, due=NOW)
    story.tell("followup", REFERRAL, scheduled)


def request(kind: type[referral.MatchRequest], **more: object) -> referral.MatchRequest:
    asked = {
        "assessment": ident("assessment"),
        "needs": [Need(code="loneliness")],
        "circumstances": Circumstances(age=50),
        "area": AREA,
    }
    return kind.model_validate(asked | more)


def proposed() -> matching.OptionsProposed:
    option = matching.Option(service=SERVICE, organisation="org", rank=1, score=0.9, needs=("loneliness",), reasons=())
    return matching.OptionsProposed(assessment=ident("assessment"), considered=1, policy="default", options=(option,))


def options_received(answer: str, outcome: str = "proposed") -> referral.OptionsReceived:
    return referral.OptionsReceived(assessment=ident("assessment"), answer=answer, outcome=outcome, options=1)


def listing() -> Listing:
    organization = Organization(id=ident("organization"), name="An organisation")
    return Listing(id=SERVICE, name="A service", organization=organization, publisher="region")


def true_counts() -> Counts:
    return Counts(
        cases=Counter({"completed": 1, "rejected": 1}),
        connections=Counter({"completed": 1, "failed": 1}),
        options=Counter({"asked": 2, "answered": 2}),
        first_contacts=1,
        timers=Counter(
            {
                ("first-contact", "recorded"): 1,
                ("check-in", "scheduled"): 1,
                ("provider-reply", "missed"): 1,
                ("provider-reply", "cancelled"): 1,
            }
        ),
        listings=1,
        indexed=1,
        outbox={
            "referral": Counter({"published": 17}),
            "followup": Counter({"published": 7}),
            "directory": Counter({"published": 1}),
        },
        letters={service: Counter() for service in ("referral", "matching", "followup", "directory")},
    )
