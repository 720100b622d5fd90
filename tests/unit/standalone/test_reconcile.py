"""The reconciliation: a story that balances, and every line failing when what it counts goes missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from support.reconcile_story import (
    ASKED,
    CHECK_IN,
    FIRST,
    NOW,
    REFERRAL,
    REJECTED,
    REPLY_TIMER,
    SERVICE,
    Story,
    ident,
    listing,
    offer,
    true_counts,
    whole_story,
)
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events import directory, followup, matching, partner, referral
from towpath_standalone.reconcile import Counts, Ledger, Line, Seen, reconcile


def ledger_of(told: list[Seen]) -> Ledger:
    ledger = Ledger()
    for seen in told:
        ledger.take(seen)
    return ledger


def broken(told: list[Seen], counts: Counts) -> set[str]:
    return {line.what for line in reconcile(ledger_of(told), counts) if not line.balanced}


def without(kind: type[Event], nth: int = 0) -> list[Seen]:
    told = whole_story()
    of_kind = [seen for seen in told if isinstance(seen.envelope.event, kind)]
    told.remove(of_kind[nth])
    return told


def test_a_story_that_was_kept_by_everybody_balances_in_every_line() -> None:
    assert broken(whole_story(), true_counts()) == set()


def test_the_same_events_twice_and_three_times_still_balance() -> None:
    told = whole_story()
    ledger = ledger_of([*told, *told, *told])
    assert all(line.balanced for line in reconcile(ledger, true_counts()))
    assert ledger.repeated == 2 * len(told)


LOST_EVENTS: list[tuple[str, Callable[[], list[Seen]]]] = [
    ("every referral has a case", lambda: without(referral.Received)),
    ("every referral has ended or is open", lambda: without(referral.Closed)),
    ("whoever was accepted is followed up", lambda: without(referral.Accepted)),
    ("options asked for are known to the cases", lambda: without(referral.RematchRequested)),
    ("every request for options was answered", lambda: without(matching.OptionsProposed)),
    ("every answer reached its case once", lambda: without(referral.OptionsReceived)),
    ("no case took an answer that nobody gave", lambda: without(matching.NoMatchFound)),
    ("every connection is in its case", lambda: without(referral.ConnectionRequested)),
    ("every connection was answered, ended or still waits", lambda: without(referral.ConnectionFailed)),
    ("connections ended as their cases say", lambda: without(referral.ConnectionFailed)),
    ("every partner's answer was heard", lambda: unheard_reply()),
    ("every first contact stands somewhere", lambda: without_timer(FIRST)),
    ("every check-in stands somewhere", lambda: without_timer(CHECK_IN)),
    ("every wait for an answer stands somewhere", lambda: without_timer(REPLY_TIMER)),
    ("every answer that did not come was missed", lambda: without(followup.ReplyOverdue)),
    ("the topic holds the directory", lambda: without(directory.ServicePublished)),
    ("referral published what it decided", lambda: without(referral.Rejected)),
    ("followup published what it decided", lambda: without(followup.Recorded)),
    ("directory published what it decided", lambda: without(directory.ServicePublished)),
    ("no event is missing", lambda: without(referral.ConnectionStarted)),
]


def without_timer(timer: str) -> list[Seen]:
    return [seen for seen in whole_story() if getattr(seen.envelope.event, "timer", None) != timer]


def unheard_reply() -> list[Seen]:
    story = whole_story()
    reply = partner.ConnectionAnswered(connection=ident("nobody's"), organisation="org", answer="accepted")
    source = "/org/org/partner"
    envelope = Envelope.of(
        reply, event_id=ident("unheard"), source=source, aggregate=reply.connection, time=NOW, sequence=1
    )
    return [*story, Seen(reply.stream, envelope)]


@pytest.mark.parametrize(("line", "told"), LOST_EVENTS, ids=[line for line, _ in LOST_EVENTS])
def test_an_event_that_is_missing_unbalances_its_line(line: str, told: Callable[[], list[Seen]]) -> None:
    assert line in broken(told(), true_counts())


def test_an_offer_that_never_reached_the_inbox_unbalances_its_line() -> None:
    told = [seen for seen in whole_story() if not isinstance(seen.envelope.event, partner.ConnectionOffered)]
    assert "every offer reached the partner's inbox" in broken(told, true_counts())


def test_an_offer_that_was_compacted_away_under_its_withdrawal_reached_the_inbox() -> None:
    story = Story()
    offer(story, ASKED)
    withdrawn = partner.ConnectionWithdrawn(connection=ASKED, organisation="org", reason="referral-closed")
    story.tell("referral", REFERRAL, withdrawn)
    told = [seen for seen in story.told if not isinstance(seen.envelope.event, partner.ConnectionOffered)]
    assert "every offer reached the partner's inbox" not in broken(told, true_counts())


WRONG_COUNTS: list[tuple[str, Callable[[Counts], Counts]]] = [
    ("every referral has a case", lambda c: replace(c, cases=Counter({"completed": 1}))),
    ("every referral has ended or is open", lambda c: replace(c, cases=c.cases + Counter({"accepted": 1}))),
    ("whoever was accepted is followed up", lambda c: replace(c, first_contacts=0)),
    ("options asked for are known to the cases", lambda c: replace(c, options=Counter({"asked": 1}))),
    ("every answer reached its case once", lambda c: replace(c, options=c.options + Counter({"superseded": 1}))),
    ("every connection is in its case", lambda c: replace(c, connections=Counter({"completed": 1}))),
    (
        "every connection was answered, ended or still waits",
        lambda c: replace(c, connections=c.connections + Counter({"requested": 1})),
    ),
    ("every first contact stands somewhere", lambda c: replace(c, timers=Counter())),
    ("the directory counts every offer in flight", lambda c: replace(c, in_flight=1)),
    ("the topic holds the directory", lambda c: replace(c, listings=2)),
    ("matching knows the directory", lambda c: replace(c, indexed=0)),
    (
        "no outbox holds anything back",
        lambda c: replace(c, outbox=c.outbox | {"followup": Counter({"published": 7, "pending": 1})}),
    ),
    ("dead letters are all kept", lambda c: replace(c, letters=c.letters | {"referral": Counter({"retried": 1})})),
    ("nothing waits as a dead letter", lambda c: replace(c, letters=c.letters | {"matching": Counter({"parked": 1})})),
]


@pytest.mark.parametrize(("line", "change"), WRONG_COUNTS, ids=[line for line, _ in WRONG_COUNTS])
def test_a_store_that_counts_otherwise_unbalances_its_line(line: str, change: Callable[[Counts], Counts]) -> None:
    assert line in broken(whole_story(), change(true_counts()))


def test_a_second_event_with_the_same_sequence_is_an_effect_that_happened_twice() -> None:
    told = whole_story()
    recorded = next(seen for seen in told if isinstance(seen.envelope.event, followup.Recorded))
    again = replace(recorded, envelope=replace(recorded.envelope, id=ident("again")))
    assert "nothing happened twice" in broken([*told, again], true_counts())


def test_an_event_that_stands_before_an_earlier_one_of_its_case_overtook_it() -> None:
    told = whole_story()
    first, second = (at for at, seen in enumerate(told) if seen.envelope.subject == REJECTED)
    told[first], told[second] = told[second], told[first]
    assert "nothing overtook" in broken(told, true_counts())


def test_a_listing_that_was_withdrawn_is_no_key_of_the_topic() -> None:
    story = Story()
    story.tell("directory", SERVICE, directory.ServicePublished(listing=listing()))
    story.tell("directory", SERVICE, directory.ServiceWithdrawn())
    lines = {line.what: line for line in reconcile(ledger_of(story.told), replace(true_counts(), listings=0))}
    assert lines["the topic holds the directory"].balanced


def test_a_dead_letter_that_was_told_of_is_no_event_and_is_counted_with_the_rows() -> None:
    ledger = ledger_of(whole_story())
    ledger.take_letter("followup", ident("letter"))
    counts = replace(
        true_counts(),
        outbox=true_counts().outbox | {"followup": Counter({"published": 8})},
        letters=true_counts().letters | {"followup": Counter({"retried": 1})},
    )
    assert all(line.balanced for line in reconcile(ledger, counts))


def test_a_line_says_both_sides_in_words() -> None:
    line = Line("what", {"offered": 3}, {"accepted": 2, "waiting": 1})
    assert str(line) == "offered 3 = accepted 2 + waiting 1"
    assert str(replace(line, right={"accepted": 2})) == "offered 3 ≠ accepted 2"
    assert replace(line, right={"accepted": 2}).difference == 1
