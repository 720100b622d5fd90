"""What holds of freshness whatever happens, in any order, on any day, under any policy, with clocks that turn back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from support.directory_records import listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import ServicePublished
from towpath_directory.commands import ImportLine, PublishListing, WithdrawListing
from towpath_directory.decide import decide
from towpath_directory.evolve import evolve
from towpath_directory.freshness.around import with_freshness
from towpath_directory.freshness.commands import AssureListing, LinkUse, LookAgain, SayNotRight, SettlePrompt
from towpath_directory.freshness.policy import Policy, shipped
from towpath_directory.freshness.review import How, Kind, Outcome, Prompt, Review, Why
from towpath_directory.freshness.wording import wording
from towpath_directory.model import Entry
from towpath_directory.store import from_document, to_document
from towpath_runtime.errors import Refused

BASE = listing(email="hello@willowbank.example")
LONGER = Policy(default=shipped().default.model_copy(update={"due_months": 8, "prompt_months": (8,)}))
QUICKER = Policy(default=shipped().default.model_copy(update={"leave_months": 14, "warn_days": 10}))


class AnyLife(RuleBasedStateMachine):
    """One listing through years."""

    @initialize(day=st.dates(date(2024, 1, 1), date(2024, 12, 31)))
    def begin(self, day: date) -> None:
        self.policy = shipped()
        self.day = day
        self.state: Entry | None = None
        self.events: list[Event] = []
        self.rows: dict[str, Prompt] = {}
        self.open: set[str] = set()

    def say(self, asked: object) -> None:
        before = self.review
        now = datetime.combine(self.day, time(12), UTC)
        try:
            said = with_freshness(decide, self.policy)(self.state, asked, now)
        except Refused:
            return
        for event in said:
            self.state = evolve(self.state, event)
        self.events += said
        after = self.review
        if after is None:
            return
        prompt = after.prompt
        if prompt is not None and prompt.outcome is Outcome.WAITING and prompt.id not in self.rows:
            self.rows[prompt.id] = prompt
            self.open.add(prompt.id)
        if after.left is not None and (before is None or before.left is None):
            assert before is not None
            assert before.warned is not None, "it left without a warning"
            warn_days = self.policy.terms(after.left.listing).warn_days
            assert self.day - before.warned >= timedelta(days=warn_days), "it left too soon after the warning"

    @property
    def review(self) -> Review | None:
        return None if self.state is None else self.state.review

    @rule(days=st.integers(1, 200))
    def time_goes_by(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.say(LookAgain())

    @rule(days=st.integers(1, 40))
    def a_clock_is_turned_back(self, days: int) -> None:
        self.day -= timedelta(days=days)
        self.say(LookAgain())
        self.day += timedelta(days=days)

    @rule(age=st.none() | st.integers(-30, 1200), name=st.sampled_from(["Choir", "Walk"]), feed=st.booleans())
    def it_is_sent(self, age: int | None, name: str, feed: bool) -> None:
        assured = None if age is None else self.day - timedelta(days=age)
        sent = BASE.model_copy(update={"name": name, "assured_date": assured})
        self.say(PublishListing(sent, line=ImportLine("1") if feed else None))

    @rule(outcome=st.sampled_from([Outcome.SENT, Outcome.FAILED, Outcome.UNKNOWN]))
    def prompts_are_settled(self, outcome: Outcome) -> None:
        for prompt in sorted(self.open):
            self.say(SettlePrompt(prompt, outcome))
        self.open.clear()

    @rule()
    def it_is_withdrawn(self) -> None:
        self.say(WithdrawListing())

    @rule(policy=st.sampled_from([shipped(), LONGER, QUICKER]))
    def the_policy_changes(self, policy: Policy) -> None:
        self.policy = policy
        self.say(LookAgain())

    @precondition(lambda self: self.state is not None and self.state.listing is not None)
    @rule()
    def somebody_says_that_it_is_right(self) -> None:
        self.say(AssureListing(How.CURATOR, "curator"))
        assert self.state is not None
        assert self.state.listing is not None
        if self.state.listing.assured_date == self.day:
            assert self.review is not None
            assert self.review.state == "fresh"
            assert self.review.escalated is None

    @precondition(lambda self: self.state is not None and self.state.listing is not None)
    @rule(why=st.sampled_from([Why.SAID_CHANGED, Why.SAID_CLOSED]), link=st.sampled_from("ab"))
    def its_organisation_says_that_it_is_not(self, why: Why, link: str) -> None:
        assert self.state is not None
        assert self.state.listing is not None
        self.say(SayNotRight(why, LinkUse(link, self.day + timedelta(days=45)), wording(self.state.listing)))

    @invariant()
    def nobody_is_asked_twice_on_a_day(self) -> None:
        asked = [row.on for row in getattr(self, "rows", {}).values() if row.kind is not Kind.WARNING]
        assert len(set(asked)) == len(asked)

    @invariant()
    def what_waits_for_a_prompt_waits_for_one_that_will_be_settled(self) -> None:
        if getattr(self, "state", None) is not None and self.review is not None and self.review.prompt is not None:
            waits = self.review.prompt.outcome is Outcome.WAITING
            assert waits == (self.review.prompt.id in self.open)

    @invariant()
    def what_was_published_last_says_how_fresh_it_is(self) -> None:
        said = [event for event in getattr(self, "events", ()) if isinstance(event, ServicePublished)]
        if said and self.state is not None and self.state.listing is not None:
            assert self.review is not None
            assert (said[-1].listing, said[-1].review) == (self.state.listing, self.review.state)

    @invariant()
    def looking_ends(self) -> None:
        """After a look nothing is left to be done on that day, so that a tick does not go round in circles."""
        if getattr(self, "state", None) is None:
            return
        self.say(LookAgain())
        review = self.review
        assert self.state is not None
        if review is not None and self.state.listing is not None:
            assert review.next is None or review.next > self.day

    @invariant()
    def it_is_what_its_events_say_and_reads_back_the_same(self) -> None:
        rebuilt: Entry | None = None
        for event in getattr(self, "events", ()):
            rebuilt = evolve(rebuilt, event)
        assert rebuilt == getattr(self, "state", None)
        if rebuilt is not None:
            kept = to_document(rebuilt)
            assert from_document(kept) == rebuilt
            assert to_document(from_document(kept)) == kept


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = hypothesis_settings(max_examples=150, stateful_step_count=30, deadline=None)
