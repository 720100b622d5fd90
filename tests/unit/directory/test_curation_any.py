"""Any sequence of steps, by anybody, repeated or not, against a small model of what may be."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pymongo import UpdateOne

from support.curation_told import CURATOR, OWNER, PUBLISHED_BY, SERVICE, because, fields
from support.directory_records import NOW, listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import ServicePublished, ServiceWithdrawn
from towpath_contracts.topics import Topics
from towpath_directory.commands import By, ImportLine, PublishListing
from towpath_directory.curation.commands import (
    BringUpToDate,
    ChangeOwner,
    Discard,
    MakeClaim,
    Move,
    Publish,
    Recall,
    Return,
    Save,
    SettleClaim,
    SettleConflict,
    Submit,
    Suggest,
    TakeIn,
    Withdraw,
)
from towpath_directory.curation.model import State
from towpath_directory.curation.policy import Policy
from towpath_directory.curation.state import IN_DIRECTORY, state_of
from towpath_directory.curation.steps import STEPS
from towpath_directory.duplicates.merging import MergeInto, Release
from towpath_directory.evolve import evolve
from towpath_directory.model import Entry
from towpath_directory.store import ENTRIES, from_document, to_document
from towpath_directory.stream import entries
from towpath_runtime.errors import Refused
from towpath_runtime.message import Message
from towpath_runtime.unit import Unit
from towpath_runtime.workspace import Workspace, entry_of

TRUSTED, STRANGER = By("owner", "trusted"), By("owner", "stranger")
EVERYBODY = [OWNER, TRUSTED, STRANGER, PUBLISHED_BY, By("publisher", "another")]
ANYBODY = st.one_of(st.just(CURATOR), st.sampled_from(EVERYBODY))
NAMES = st.sampled_from(["Canal walkers", "Slow walkers", "Cyclists"])
OTHER = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a78"
REASONS = {Return: "unclear", Discard: "not-needed", Withdraw: "closed"}

WORK: dict[str | None, dict[str, str | None]] = {
    None: {"save": "draft", "suggest": "suggested", "take-in": "suggested"},
    "suggested": {"save": "draft", "take-in": "suggested", "submit": "submitted", "discard": None, "move": None},
    "draft": {"save": "draft", "take-in": "draft", "submit": "submitted", "discard": None, "move": None},
    "submitted": {"recall": "draft", "return": "draft", "publish": None, "discard": None, "move": None},
}
"""Where each step leads from each state of a draft, said here once more and on its own."""


class AnyCuration(RuleBasedStateMachine):
    """Commands in any order through the path's own workspace, each sent twice, with what is kept read back between."""

    def __init__(self) -> None:
        super().__init__()
        self.aggregate = entries(curation=Policy(trusted=frozenset(("trusted",))))
        self.document: dict[str, Any] | None = None
        self.marks: dict[str, dict[str, Any]] = {}
        self.events: list[Event] = []
        self.steps: list[str] = []
        self.now: datetime = NOW
        self.work: str | None = None
        self.in_directory = False

    @property
    def entry(self) -> Entry:
        return Entry() if self.document is None else from_document(self.document)

    def ask(self, asked: Any) -> bool:
        """Ask twice, under one id; returns whether it was not refused."""
        self.now += timedelta(minutes=1)
        message = Message(str(uuid.uuid4()), ENTRIES, SERVICE, asked, SERVICE)
        before = self.document
        taken = self._take(message)
        once, marks = self.document, self.marks
        assert self._take(message) == taken
        assert (self.document, self.marks) == (once, marks)
        if not taken:
            assert self.document == before
        return taken

    def _take(self, message: Message) -> bool:
        loaded = {} if self.document is None else {(ENTRIES, SERVICE): entry_of(self.aggregate, self.document)}
        space = Workspace({ENTRIES: self.aggregate}, Topics(), "/org/test/directory", loaded, self.marks, self.now)
        try:
            space.decide(Unit((message,)))
        except Refused:
            return False
        for after in space.result.entries.values():
            self.document = self.aggregate.to_document(after.state)
            self.document |= {"version": after.version, "stamp": after.stamp, "sequences": dict(after.sequences)}
        self.marks = self.marks | space.result.marks
        rows = (write.operation for write in space.result.writes if write.collection == STEPS)
        self.steps += [str(row._filter["_id"]) for row in rows if isinstance(row, UpdateOne)]
        self._hear(loaded, message)
        return True

    def _hear(self, loaded: dict[Any, Any], message: Message) -> None:
        """Take down what a message said, as the rules say it."""
        if len(self.marks) == getattr(self, "heard", 0):
            return
        self.heard = len(self.marks)
        before = loaded[ENTRIES, SERVICE].state if loaded else None
        self.said = self.aggregate.decide(before, message.body, self.now)
        self.events += self.said

    def step(self, name: str, asked: Any) -> None:
        """Take a step and hold what becomes of it against the model."""
        was, listed = self.work, self.in_directory
        taken = self.ask(asked)
        said = self.said if taken else ()
        shown = [event for event in said if isinstance(event, ServicePublished)]
        assert not any(isinstance(event, ServiceWithdrawn) for event in said)
        if not taken:
            return
        assert name in WORK[was], f"{name} from {was}"
        trusted = name == "submit" and asked.by == TRUSTED
        if shown:
            assert trusted or (name == "publish" and asked.by == CURATOR)
            self.in_directory = True
        else:
            assert self.in_directory == listed
        self.work = None if trusted else WORK[was][name]

    @rule(by=ANYBODY, name=NAMES, blind=st.booleans(), complete=st.booleans())
    def somebody_saves(self, by: By, name: str, blind: bool, complete: bool) -> None:
        known = None if self.entry.draft is None or blind else self.entry.draft.revision
        more = fields(name=name) if complete else {"name": name}
        self.step("save", Save(by, known, fields=more, begins=blind))

    @rule(name=NAMES)
    def a_suggestion_is_accepted(self, name: str) -> None:
        self.step("suggest", Suggest(CURATOR, suggestion="s-1", fields=fields(name=name)))

    @rule(wait=st.sampled_from(["a week", "a month"]))
    def a_suggestion_is_merged(self, wait: str) -> None:
        asked = TakeIn(because(CURATOR, "suggestion-merged"), fields={"wait_time": wait}, suggestion="s-2")
        self.step("take-in", asked)

    @rule(
        by=st.sampled_from([CURATOR, OWNER, TRUSTED, PUBLISHED_BY]), name=NAMES, how=st.sampled_from(["draft", "whole"])
    )
    def it_is_begun_anew_and_handed_over(self, by: By, name: str, how: str) -> None:
        """The usual way, so that what comes after it is reached often."""
        self.step("discard", Discard(because(CURATOR, "not-needed")))
        if by.kind == "owner":
            claim = str(uuid.uuid4())
            self.ask(MakeClaim(claim, by.name, "other", None))
            self.ask(SettleClaim(claim, True, because(CURATOR, "other")))
        self.step("save", Save(by, fields=fields(name=name), begins=True))
        if how == "whole":
            self.step("submit", Submit(by, service=SERVICE))
        self.step("publish", Publish(CURATOR, service=SERVICE))

    @rule(by=ANYBODY)
    def somebody_submits(self, by: By) -> None:
        self.step("submit", Submit(by, service=SERVICE))

    @rule(by=ANYBODY)
    def somebody_publishes(self, by: By) -> None:
        self.step("publish", Publish(by, service=SERVICE))

    @rule(by=ANYBODY, kind=st.sampled_from([Recall, Return, Discard]))
    def somebody_steps_back(self, by: By, kind: Any) -> None:
        by = because(by, REASONS[kind]) if kind in REASONS else by
        self.step(kind.step, kind(by))

    @rule()
    def a_curator_moves_the_draft(self) -> None:
        self.step("move", Move(CURATOR, to=OTHER))

    @rule(by=ANYBODY)
    def somebody_brings_it_up_to_date(self, by: By) -> None:
        before = self.work
        self.ask(BringUpToDate(by))
        assert (None if self.entry.draft is None else self.entry.draft.state) == before

    @rule(by=ANYBODY)
    def somebody_withdraws(self, by: By) -> None:
        if self.ask(Withdraw(because(by, "closed"))):
            assert self.in_directory
            self.in_directory = False

    @rule(name=NAMES, fed=st.booleans(), publisher=st.sampled_from([PUBLISHED_BY.name, "another"]))
    def a_publisher_sends_it(self, name: str, fed: bool, publisher: str) -> None:
        sent = listing(id=SERVICE, name=name, publisher=publisher, organization={"id": OTHER, "name": "Walkers"})
        withheld = self.entry.record is not None and self.entry.record.withdrawn
        line = ImportLine("a:00000001") if fed else None
        if self.ask(PublishListing(sent, line=line)) and self.entry.merged is None:
            assert self.in_directory or not (withheld and fed) or self.entry.listing is None
            self.in_directory = self.entry.listing is not None

    @rule(organisation=st.sampled_from(["walkers", "trusted", "stranger"]), by=ANYBODY, granted=st.booleans())
    def somebody_claims_it(self, organisation: str, by: By, granted: bool) -> None:
        name = str(uuid.uuid4())
        self.ask(MakeClaim(name, organisation, "email-domain", "walkers.example"))
        before = self.entry.owner
        reason = "other"
        if self.ask(SettleClaim(name, granted, because(by, reason))):
            assert by == CURATOR
            assert self.entry.owner == (organisation if granted else before)
        else:
            assert self.entry.owner == before

    @rule(by=ANYBODY, to=st.sampled_from([None, "walkers", "trusted"]))
    def somebody_gives_it_away(self, by: By, to: str | None) -> None:
        before = self.entry.owner
        self.ask(ChangeOwner(str(uuid.uuid4()), to, because(by, "handed-over")))
        assert self.entry.owner == before or by == CURATOR or (to is None and by.name == before)

    @rule(by=ANYBODY)
    def somebody_settles_a_conflict(self, by: By) -> None:
        record = self.entry.record
        taken = self.ask(SettleConflict(by, () if record is None else record.disputed))
        assert not taken or by == CURATOR

    @rule()
    def it_is_merged_and_comes_back(self) -> None:
        if self.ask(MergeInto(OTHER)):
            assert self.work is None
            assert not self.ask(Save(CURATOR, fields=fields()))
            assert self.ask(Release(OTHER))
            assert self.in_directory

    @invariant()
    def the_draft_is_where_the_model_says(self) -> None:
        draft = self.entry.draft
        assert (None if draft is None else draft.state.value) == self.work

    @invariant()
    def what_is_published_stays_until_somebody_withdraws_it(self) -> None:
        assert (self.entry.listing is not None) == self.in_directory
        told = [event for event in self.events if isinstance(event, ServicePublished | ServiceWithdrawn)]
        assert bool(told and isinstance(told[-1], ServicePublished)) == self.in_directory

    @invariant()
    def it_is_in_one_legal_state(self) -> None:
        state = state_of(self.entry)
        assert (state in IN_DIRECTORY) == self.in_directory
        if not self.in_directory and self.work is not None:
            assert state == self.work
        if not self.in_directory and self.work is None:
            assert state is (State.WITHDRAWN if self.entry.listed else None)

    @invariant()
    def the_events_alone_give_the_same_and_every_step_is_told_once(self) -> None:
        rebuilt: Entry | None = None
        for event in self.events:
            rebuilt = evolve(rebuilt, event)
        assert (rebuilt or Entry()) == self.entry
        assert len(set(self.steps)) == len(self.steps)
        if self.document is not None:
            kept = to_document(self.entry)
            assert from_document(kept) == self.entry


AnyCuration.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
TestAnyCuration = AnyCuration.TestCase
