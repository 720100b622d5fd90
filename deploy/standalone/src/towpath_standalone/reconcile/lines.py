"""The lines that have to balance: what the topics hold against what the services hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from towpath_contracts.codes import TimerKind
from towpath_contracts.event import Stream
from towpath_contracts.events.followup import ReplyOverdue, TimerEvent
from towpath_contracts.events.matching import MatchAnswer
from towpath_contracts.events.partner import ConnectionAnswered, ConnectionOffered
from towpath_contracts.events.referral import (
    Accepted,
    CaseEvent,
    Closed,
    ConnectionAccepted,
    ConnectionCancelled,
    ConnectionCompleted,
    ConnectionFailed,
    ConnectionRejected,
    ConnectionRequested,
    ConnectionStarted,
    ConnectionWaitlisted,
    NeedsAssessed,
    OptionsReceived,
    Received,
    Rejected,
    RematchRequested,
)
from towpath_standalone.reconcile.counts import SERVICES, STORED, Counts
from towpath_standalone.reconcile.ledger import Ledger
from towpath_standalone.reconcile.line import Line
from towpath_standalone.reconcile.sequence import decided_by, order_of

_News = (
    ConnectionAccepted
    | ConnectionWaitlisted
    | ConnectionRejected
    | ConnectionStarted
    | ConnectionCompleted
    | ConnectionFailed
    | ConnectionCancelled
)
_ANSWERS = (ConnectionAccepted, ConnectionWaitlisted, ConnectionRejected)
_ENDS = (ConnectionCompleted, ConnectionFailed, ConnectionRejected, ConnectionCancelled)
AT_THE_SAME_TIME = timedelta(hours=1)
"""A reply and another word of its connection may cross on the way; in domain time, which a demo turns by days."""
NEVER = datetime.max.replace(tzinfo=UTC)
_ENDED = ("completed", "failed", "rejected", "cancelled")
_OPEN_CASES = ("requested", "accepted", "in-progress", "on-hold")


def reconcile(ledger: Ledger, counts: Counts) -> list[Line]:
    """Return every line, those of people first and those of delivery last."""
    return [
        *_cases(ledger, counts),
        *_options(ledger, counts),
        *_connections(ledger, counts),
        *_timers(ledger, counts),
        *_listings(ledger, counts),
        *_delivery(ledger, counts),
    ]


def _cases(ledger: Ledger, counts: Counts) -> Iterator[Line]:
    received = {seen.envelope.subject for seen, _ in ledger.of(Received)}
    accepted = {seen.envelope.subject for seen, _ in ledger.of(Accepted)}
    ended = {seen.envelope.subject for seen, _ in ledger.of(Rejected, Closed)}
    yield Line("every referral has a case", {"received": ledger.count(Received)}, {"cases": counts.cases.total()})
    still_open = sum(counts.cases[status] for status in _OPEN_CASES)
    yield Line(
        "every referral has ended or is open", {"received": len(received)}, {"ended": len(ended), "open": still_open}
    )
    yield Line(
        "whoever was accepted is followed up", {"accepted": len(accepted)}, {"first contacts": counts.first_contacts}
    )


def _options(ledger: Ledger, counts: Counts) -> Iterator[Line]:
    asked = {seen.envelope.id for seen, _ in ledger.of(NeedsAssessed, RematchRequested)}
    answered = {seen.envelope.causationid for seen, _ in ledger.of(MatchAnswer)}
    options = counts.options
    yield Line("options asked for are known to the cases", {"asked": len(asked)}, {"in cases": options["asked"]})
    yield Line("every request for options was answered", {"asked": len(asked)}, {"answered": len(asked & answered)})
    taken = {event.answer for _, event in ledger.of(OptionsReceived)}
    yield Line(
        "every answer reached its case once",
        {"answered": len(asked & answered)},
        {"received": ledger.count(OptionsReceived), **_some(options, "superseded")},
    )
    known = {seen.envelope.id for seen, _ in ledger.of(MatchAnswer)}
    yield Line("no case took an answer that nobody gave", {"received": len(taken)}, {"given": len(taken & known)})


def _connections(ledger: Ledger, counts: Counts) -> Iterator[Line]:
    requested = {event.connection: event for _, event in ledger.of(ConnectionRequested)}
    offered = {connection for connection, event in requested.items() if event.offered}
    inboxes = {event.connection for _, event in ledger.of(ConnectionOffered)}
    # A withdrawal is the last word of a compacted inbox: the offer before it may have been taken away.
    inboxes |= set(ledger.standing.get(Stream.INBOX, {})) & offered
    store = counts.connections
    yield Line("every connection is in its case", {"requested": len(requested)}, {"in cases": store.total()})
    yield Line("every offer reached the partner's inbox", {"offered": len(offered)}, {"in inboxes": len(inboxes)})
    answered = _told_of(ledger, *_ANSWERS, ConnectionStarted, ConnectionCompleted)
    unanswered = _told_of(ledger, ConnectionFailed, ConnectionCancelled) - answered
    waits = store["requested"]
    yield Line(
        "every connection was answered, ended or still waits",
        {"requested": len(requested)},
        {"answered": len(answered), "ended before an answer": len(unanswered), "waiting": waits},
    )
    yield Line("the directory counts every offer in flight", {"waiting": waits}, {"counted": counts.in_flight})
    ends = _told_of(ledger, *_ENDS)
    yield Line("connections ended as their cases say", {"ended": len(ends)}, _some(store, *_ENDED))
    yield _replies(ledger)


def _told_of(ledger: Ledger, *kinds: type[CaseEvent]) -> set[str]:
    """Return the connections that events of these kinds are about."""
    return {event.connection for _, event in ledger.of(*kinds) if isinstance(event, _News)}


def _replies(ledger: Ledger) -> Line:
    """A reply took effect, or its connection had an answer or an end when it came."""
    caused, settled = set(), dict[str, datetime]()
    for seen, event in ledger.of(*_ANSWERS, *_ENDS, ConnectionStarted):
        caused.add(seen.envelope.causationid)
        if isinstance(event, _News):
            settled[event.connection] = min(settled.get(event.connection, seen.envelope.time), seen.envelope.time)
    replies = {seen.envelope.id: (seen, event) for seen, event in ledger.of(ConnectionAnswered)}
    late = [
        reply
        for reply, (seen, event) in replies.items()
        if reply not in caused and settled.get(event.connection, NEVER) <= seen.envelope.time + AT_THE_SAME_TIME
    ]
    return Line(
        "every partner's answer was heard",
        {"answers": len(replies)},
        {"took effect": len(caused & replies.keys()), "came after another word": len(late)},
    )


def _timers(ledger: Ledger, counts: Counts) -> Iterator[Line]:
    for kind, words in ((TimerKind.FIRST_CONTACT, "first contact"), (TimerKind.CHECK_IN, "check-in")):
        yield _timers_of(ledger, counts, kind, words)
    yield _timers_of(ledger, counts, TimerKind.REPLY, "wait for an answer")
    overdue = {event.connection for _, event in ledger.of(ReplyOverdue)}
    missed = counts.timers[(TimerKind.REPLY.value, "missed")]
    yield Line("every answer that did not come was missed", {"overdue": len(overdue)}, {"missed": missed})


def _timers_of(ledger: Ledger, counts: Counts, kind: TimerKind, words: str) -> Line:
    timers = {event.timer for _, event in ledger.of(TimerEvent) if event.kind == kind}
    statuses = ("recorded", "cancelled", "missed", "scheduled", "due")
    kept = {status: counts.timers[(kind.value, status)] for status in statuses}
    return Line(f"every {words} stands somewhere", {"scheduled": len(timers)}, {s: n for s, n in kept.items() if n})


def _listings(ledger: Ledger, counts: Counts) -> Iterator[Line]:
    keys = len(ledger.standing.get(Stream.DIRECTORY, {}))
    yield Line("the topic holds the directory", {"listings": counts.listings}, {"keys": keys})
    yield Line("matching knows the directory", {"listings": counts.listings}, {"indexed": counts.indexed})


def _delivery(ledger: Ledger, counts: Counts) -> Iterator[Line]:
    for service in STORED:
        rows = counts.outbox[service]
        letters = len(ledger.letters.get(service, ()))
        events = {"events": decided_by(ledger, service), **({"dead letters": letters} if letters else {})}
        yield Line(f"{service} published what it decided", {"rows": rows["published"]}, events)
    waiting = {service: counts.outbox[service]["pending"] for service in STORED}
    stuck = {service: counts.outbox[service]["unpublishable"] for service in STORED}
    yield Line("no outbox holds anything back", _present(Counter(waiting) + Counter(stuck), "waiting"), {"expected": 0})
    kept = Counter({service: counts.letters[service].total() for service in SERVICES})
    told = Counter({service: len(letters) for service, letters in ledger.letters.items()})
    yield Line("dead letters are all kept", _present(told, "told"), _present(kept, "kept"))
    open_letters = {
        service: counts.letters[service]["parked"] + counts.letters[service]["waiting"] for service in SERVICES
    }
    yield Line("nothing waits as a dead letter", _present(Counter(open_letters), "waiting"), {"expected": 0})
    order = order_of(ledger)
    yield Line("no event is missing", {"gaps": order.missing}, {"expected": 0})
    yield Line("nothing happened twice", {"sequences given twice": order.given_twice}, {"expected": 0})
    yield Line("nothing overtook", {"out of order": order.overtaken}, {"expected": 0})


def _some(counts: Counter[str], *names: str) -> dict[str, int]:
    """Return those of the counts that are not 0, and the first in any case, so that a side is never without a word."""
    return {name: counts[name] for name in names if counts[name]} or {names[0]: 0}


def _present(counts: Counter[str], otherwise: str) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count} or {otherwise: 0}
