"""What the rules say for one batch, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo import InsertOne, ReplaceOne, UpdateOne

from support.toy import ROOM, TALLY, CountIsNegative, Report, Tally
from support.toy_path import count
from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.events.referral import AttentionNeeded
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode
from towpath_runtime.inward import Inward
from towpath_runtime.message import Message, Write
from towpath_runtime.outbox import outgoing
from towpath_runtime.unit import Unit
from towpath_runtime.workspace import Entry, Workspace, entry_of

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
TOPICS = Topics()


def workspace(
    loaded: Mapping[tuple[str, str], Entry] | None = None, seen: Mapping[str, dict[str, Any]] | None = None
) -> Workspace:
    return Workspace({"tally": TALLY, "room": ROOM}, TOPICS, "/org/towpath/toy", loaded or {}, seen or {}, NOW)


def stored(count: int, stamp: int = 0) -> Entry:
    return Entry(Tally(count), version=count, loaded=count, stamp=stamp, sequences={})


def test_an_event_says_what_caused_it_and_stands_next_in_its_line() -> None:
    key = str(uuid4())
    message = replace(count(key, 2), traceparent=f"00-{'a' * 32}-{'b' * 16}-01", correlation=str(uuid4()))
    work = workspace()
    unit = Unit((message,))
    work.decide(unit)

    first, second = [decode(*outgoing(row), TOPICS) for row in work.result.rows]
    assert (first.sequence, second.sequence) == (1, 2)
    assert {first.source, second.source} == {"/org/towpath/toy"}
    assert {first.subject, second.subject} == {key}
    assert {first.time, second.time} == {NOW}
    assert {first.causationid, second.causationid} == {message.id}
    assert {first.correlationid, second.correlationid} == {message.correlation}
    assert {first.traceparent, second.traceparent} == {message.traceparent}
    assert unit.outcome[0].events == (first, second)


def test_the_same_message_decided_anew_has_events_with_the_same_ids() -> None:
    message = count(str(uuid4()), 3)
    rows = []
    for _ in range(2):
        work = workspace()
        work.decide(Unit((message,)))
        rows.append([row["_id"] for row in work.result.rows])
    assert rows[0] == rows[1]
    assert len(set(rows[0])) == 3
    assert all(UUID(one).version == 5 for one in rows[0])


def test_one_message_to_two_aggregates_has_events_with_different_ids() -> None:
    shared = str(uuid4())
    work = workspace()
    work.decide(Unit(tuple(count(str(uuid4()), message_id=shared) for _ in range(2))))
    assert len({row["_id"] for row in work.result.rows}) == 2


@given(st.lists(st.integers(min_value=0, max_value=3), min_size=1, max_size=30), st.integers(0, 2**50))
def test_stamps_of_an_aggregate_grow_whatever_the_clocks_say(counts: list[int], stamp: int) -> None:
    key = str(uuid4())
    work = workspace({("tally", key): stored(5, stamp)})
    for by in counts:
        work.decide(Unit((count(key, by),)))
    stamps = [row["stamp"] for row in work.result.rows]
    assert stamps == sorted(set(stamps))
    assert all(one > stamp for one in stamps)


def test_a_unit_of_several_messages_takes_effect_whole_or_not_at_all() -> None:
    key = str(uuid4())
    private = Write("private", UpdateOne({"_id": 1}, {"$set": {}}))
    work = workspace()
    with pytest.raises(CountIsNegative):
        work.decide(Unit((count(key, 2, writes=(private,)), count(str(uuid4()), -1))))
    assert not work.result
    work.decide(Unit((count(key, 1, writes=(private,)), count(key, 1))))
    assert len(work.result.rows) == 2
    assert [write.collection for write in work.result.writes] == ["private", "counted", "counted"]


def test_a_harmless_message_leaves_its_mark_and_nothing_else() -> None:
    work = workspace()
    message = count(str(uuid4()), 0)
    work.decide(Unit((message,)))
    assert set(work.result.marks) == {message.mark}
    assert work.state_writes() == {}
    assert work.result.rows == []


def test_a_new_state_is_inserted_and_another_replaced_under_the_version_that_was_read() -> None:
    old, new = str(uuid4()), str(uuid4())
    work = workspace({("tally", old): stored(5)})
    work.decide(Unit((count(old, 2),)))
    work.decide(Unit((count(new, 1),)))
    replaced, inserted = work.state_writes()["tally"]
    assert isinstance(replaced, ReplaceOne)
    assert replaced._filter == {"_id": old, "version": 5}
    assert isinstance(inserted, InsertOne)
    document = inserted._doc
    assert (document["_id"], document["version"], document["count"]) == (new, 1, 1)
    assert entry_of(TALLY, document).state == Tally(1)


def test_full_states_for_a_compacted_topic_are_told_apart() -> None:
    service = str(uuid4())
    work = workspace()
    work.decide(Unit((Message(str(uuid4()), "room", service, Report(service, 3), correlation=service),)))
    work.decide(Unit((count(str(uuid4())),)))
    assert [row.get("compacted", False) for row in work.result.rows] == [True, False]


def test_during_an_overlap_a_fact_is_published_in_both_versions_under_one_id_and_one_sequence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = dict(EVENTS)
    try:

        class AttentionAsked(AttentionNeeded, stream=Stream.REFERRAL, name="attention_needed", version=2):
            """Something has to be decided, in a second form."""

            def in_version_before(self) -> Event:
                return AttentionNeeded(reason=self.reason)

        monkeypatch.setattr("support.toy.AttentionNeeded", AttentionAsked)
        work = workspace()
        unit = Unit((count(str(uuid4()), 2),))
        work.decide(unit)
        rows = work.result.rows
        said = [decode(*outgoing(row), TOPICS) for row in rows]
    finally:
        EVENTS.clear()
        EVENTS.update(catalogue)
    assert [envelope.type[-2:] for envelope in said] == ["v2", "v1", "v2", "v1"], "the newer first"
    assert [envelope.sequence for envelope in said] == [1, 1, 2, 2]
    assert said[0].id == said[1].id != said[2].id == said[3].id
    assert len({row["_id"] for row in rows}) == 4
    assert [row["stamp"] for row in rows] == sorted({row["stamp"] for row in rows})
    assert unit.outcome[0].version == 2


def test_an_inward_event_makes_state_and_no_row() -> None:
    class Moved(Inward):
        by: int

    aggregate = replace(
        TALLY,
        decide=lambda _, asked, now: [Moved(by=2)],
        evolve=lambda state, event: Tally((state.count if state else 0) + getattr(event, "by", 0)),
    )
    work = Workspace({"tally": aggregate}, TOPICS, "/org/towpath/toy", {}, {}, NOW)
    unit = Unit((count(str(uuid4()), 1),))
    work.decide(unit)
    assert not work.result.rows
    (entry,) = work.result.entries.values()
    assert (entry.state, entry.version) == (Tally(2), 1)
    assert unit.outcome[0].version == 1
