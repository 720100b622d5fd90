"""The state of a listing is what its events make it, and survives being kept (capability N1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from support.directory_records import NOW, listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_directory.commands import Asked, PublishListing, ReportCapacity, WithdrawListing
from towpath_directory.decide import decide
from towpath_directory.evolve import evolve
from towpath_directory.model import Entry
from towpath_directory.store import from_document, to_document
from towpath_runtime.errors import Refused

BASE = listing(minimum_age=16.5, schedules=(), nationwide=False, last_modified="2026-01-02")


class AnyHistory(RuleBasedStateMachine):
    """Commands in any order; what the directory keeps is compared with what its events say."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.state: Entry | None = None
        self.now: datetime = NOW

    def ask(self, asked: Asked) -> None:
        self.now += timedelta(minutes=1)
        try:
            events = decide(self.state, asked, self.now)
        except Refused:
            return
        for event in events:
            self.state = evolve(self.state, event)
        self.events += events

    @rule(name=st.sampled_from(["Choir", "Walk"]), publisher=st.sampled_from(["willowbank", "another"]))
    def publish(self, name: str, publisher: str) -> None:
        self.ask(PublishListing(BASE.model_copy(update={"name": name, "publisher": publisher})))

    @rule()
    def withdraw(self) -> None:
        self.ask(WithdrawListing())

    @rule(state=st.sampled_from(["capacity", "waitlist", "closed"]), spaces=st.integers(0, 3))
    def report(self, state: str, spaces: int) -> None:
        self.ask(ReportCapacity(BASE.id, state, spaces=spaces))

    @invariant()
    def the_events_alone_give_the_same_state(self) -> None:
        rebuilt: Entry | None = None
        for event in self.events:
            rebuilt = evolve(rebuilt, event)
        assert rebuilt == self.state

    @invariant()
    def what_is_kept_reads_back_the_same(self) -> None:
        if self.state is not None:
            kept = to_document(self.state)
            assert from_document(kept) == self.state
            assert to_document(from_document(kept)) == kept

    @invariant()
    def the_newest_event_of_each_topic_says_where_the_listing_stands(self) -> None:
        listed = [event for event in self.events if not isinstance(event, CapacityReported)]
        if listed:
            assert self.state is not None
            last = listed[-1]
            assert self.state.withdrawn == isinstance(last, ServiceWithdrawn)
            if isinstance(last, ServicePublished):
                assert self.state.listing == last.listing

    @invariant()
    def no_event_repeats_the_one_before_it_on_its_topic(self) -> None:
        topics: dict[str, list[Event]] = {}
        for event in self.events:
            topics.setdefault(event.stream.value, []).append(event)
        for said in topics.values():
            assert all(first != second for first, second in pairwise(said))


TestAnyHistory = AnyHistory.TestCase


def test_an_event_of_another_kind_leaves_an_entry_as_it_is() -> None:
    class Foreign(Event):
        pass

    assert evolve(Entry(listing=BASE), Foreign()) == Entry(listing=BASE)
