"""One listing under a policy of freshness, day by day, with the rules alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from support.directory_records import listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing
from towpath_directory.decide import decide
from towpath_directory.evolve import evolve
from towpath_directory.freshness.around import with_freshness
from towpath_directory.freshness.commands import LookAgain, SettlePrompt
from towpath_directory.freshness.policy import Policy, shipped
from towpath_directory.freshness.review import Outcome, Review
from towpath_directory.model import Entry

BEGAN = date(2026, 1, 31)
MINE = listing(assured_date=BEGAN, email="hello@willowbank.example")
SILENT = listing(assured_date=BEGAN)


class Told:
    """An entry under a policy, on a day that the test turns; ``events`` are all that was said."""

    def __init__(self, mine: Listing | None = MINE, policy: Policy | None = None, day: date = BEGAN) -> None:
        self.policy = policy or shipped()
        self.day = day
        self.state: Entry | None = None
        self.events: list[Event] = []
        if mine is not None:
            self.say(PublishListing(mine))

    def say(self, asked: Any) -> Sequence[Event]:
        now = datetime.combine(self.day, time(12), UTC)
        said = with_freshness(decide, self.policy)(self.state, asked, now)
        for event in said:
            self.state = evolve(self.state, event)
        self.events += said
        return said

    def look(self, day: date) -> Sequence[Event]:
        self.day = day
        return self.say(LookAgain())

    def live(self, until: date, outcome: Outcome | None = Outcome.SENT) -> list[tuple[date, str]]:
        """Look on each day that says so, settle what is sent, and return what happened on which day."""
        found = []
        while (next_day := self.review.next) is not None and next_day <= until:
            before = self.review
            said = self.look(max(next_day, self.day))
            assert said, "nothing happened on a day of which it was said"
            found += [(self.day, word) for word in words(before, self.review, said)]
            prompt = self.review.prompt
            if outcome and self.review.left is None and prompt is not None and prompt.outcome is Outcome.WAITING:
                self.say(SettlePrompt(prompt.id, outcome))
        self.day = max(until, self.day)
        return found

    @property
    def review(self) -> Review:
        assert self.state is not None
        assert self.state.review is not None
        return self.state.review


def words(before: Review, after: Review, said: Sequence[Event]) -> list[str]:
    found = [event.review or "" for event in said if isinstance(event, ServicePublished)]
    if after.prompt is not None and after.prompt != before.prompt and after.prompt.outcome is Outcome.WAITING:
        found.append(after.prompt.kind.value)
    if after.escalated is not None and before.escalated is None:
        found.append(after.escalated.why.value)
    return found + ["left"] * (after.left is not None)
