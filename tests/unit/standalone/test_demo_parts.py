"""Parts of the demo that can be looked at alone: decks, percentiles, what the news are for."""

from __future__ import annotations

from collections import Counter

from towpath_contracts.codes import Outcome, PartnerAnswer, Reason
from towpath_standalone.commands.feed import publisher_of
from towpath_standalone.demo.manners import DECK as MANNERS
from towpath_standalone.demo.story import DECK as STORIES
from towpath_standalone.demo.tally import STEPS, percentile


def test_twenty_people_meet_every_story() -> None:
    assert len(STORIES) == 20
    turns = {story.turn for story in STORIES}
    assert turns == {None, "two", "too-near", "changes-mind", "break", "something-else", "moves", "crisis"}
    contacts = {outcome for story in STORIES for outcome in story.contacts}
    assert contacts == {"reached", "declined", "no-answer", "missed"}
    assert any(story.rejected in set(Reason) for story in STORIES)


def test_twenty_offers_meet_every_manner_and_most_are_taken() -> None:
    assert len(MANNERS) == 20
    first = Counter(manner.says[0].what if manner.says else "silence" for manner in MANNERS)
    assert first == {"accepted": 14, "waitlisted": 2, "rejected": 2, "silence": 2}


def test_partners_say_only_what_the_contracts_know() -> None:
    known = {*PartnerAnswer, *Outcome, "attended", "missed"}
    for manner in MANNERS:
        for said in manner.says:
            assert said.what in known, manner.name
            assert said.reason is None or said.reason in set(Reason)


def test_percentiles_are_of_the_nearest_rank() -> None:
    waits = [float(second) for second in range(1, 21)]
    assert percentile(waits, 50) == 10
    assert percentile(waits, 95) == 19
    assert percentile([3.0], 95) == 3
    assert percentile([], 50) == 0


def test_the_last_step_is_everybodys() -> None:
    assert STEPS[0] == "received"
    assert STEPS[-1] == "ended"


def test_a_feed_without_a_named_publisher_is_known_by_its_host_or_its_file() -> None:
    assert publisher_of("https://directory.example.org/services?page=1") == "directory-example-org"
    assert publisher_of("/tmp/Our Feed_2026.json") == "our-feed-2026"
    assert publisher_of("region") == "region"
    assert publisher_of("/tmp/§.json") == "feed"
