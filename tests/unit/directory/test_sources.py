"""The rules of registered feeds: one run at a time, growing pauses, and nothing that a sleeper can undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath_contracts.event import Event
from towpath_directory.sources.commands import ApproveLoss, Asked, AskRun, BeginRun, EndRun, Register, Remove, Tell
from towpath_directory.sources.decide import decide, pause_after, spread, tag
from towpath_directory.sources.evolve import evolve
from towpath_directory.sources.model import LONGEST_PAUSE, Ending, Source, Terms
from towpath_directory.sources.refusals import (
    NothingToApprove,
    RunUnderWay,
    SourceChangedSince,
    SourceExists,
    SourceNotFound,
)
from towpath_directory.sources.store import from_document, to_document
from towpath_directory.sources.views import TermsBody

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = Terms(publisher="willowbank", url="https://feeds.example/services", every=DAY)


def after(history: Sequence[Event], state: Source | None = None) -> Source:
    found = reduce(lambda source, event: evolve(source, event), history, state)
    assert found is not None
    return found


def told(state: Source | None, asked: Asked, now: datetime = NOW) -> Source:
    """The feed after a command, as it is read again from what is kept of it."""
    found = after(decide(state, asked, now), state or Source())
    assert from_document(to_document(found)) == found
    return found


def registered(terms: Terms = TERMS) -> Source:
    return told(None, Register(terms))


def running(source: Source | None = None, run: str = "run-1", now: datetime = NOW) -> Source:
    source = source or registered()
    found = told(source, BeginRun(run, source.taken + 1), now)
    assert found.running is not None
    return found


def ended(source: Source, ending: Ending, now: datetime = NOW, wait: timedelta | None = None) -> Source:
    assert source.running is not None
    return told(source, EndRun(source.running.id, ending, chance=0.0, wait=wait), now)


def test_a_feed_is_due_as_soon_as_it_is_registered() -> None:
    assert registered().due == NOW


def test_an_id_is_registered_once_until_it_is_removed() -> None:
    with pytest.raises(SourceExists):
        decide(registered(), Register(TERMS), NOW)
    assert told(told(registered(), Remove()), Register(TERMS)).terms == TERMS


@pytest.mark.parametrize("asked", [Tell(TERMS), Remove(), AskRun(), ApproveLoss("run-1", "curator", "moved")])
def test_what_is_not_registered_cannot_be_told_anything(asked: Asked) -> None:
    with pytest.raises(SourceNotFound):
        decide(None, asked, NOW)


def test_a_feed_has_one_run_at_a_time() -> None:
    source = running()
    assert not decide(source, BeginRun("run-2", 2), NOW)
    with pytest.raises(RunUnderWay):
        decide(source, AskRun(), NOW)


def test_a_process_that_slept_begins_no_run_that_was_begun_and_ends_none_that_was_ended() -> None:
    source = ended(running(), Ending.IMPORTED)
    later = NOW + 2 * DAY
    assert not decide(source, BeginRun("run-1", 1), later), "the first run is over"
    second = running(source, "run-2", later)
    assert not decide(second, EndRun("run-1", Ending.FAILED, 0.0), later)


def test_a_feed_is_due_again_a_rhythm_after_its_run_was_begun() -> None:
    source = ended(running(), Ending.IMPORTED, NOW + timedelta(hours=3))
    assert source.next_run == NOW + DAY
    assert not decide(source, BeginRun("run-2", 2), NOW + DAY - timedelta(seconds=1))


def test_a_run_that_outlasts_the_rhythm_is_followed_at_once_and_not_by_all_that_were_missed() -> None:
    late = NOW + 5 * DAY
    assert ended(running(), Ending.IMPORTED, late).next_run == late


def test_a_feed_that_fails_is_left_alone_ever_longer_and_named_from_the_third_time() -> None:
    source, now, pauses = registered(), NOW, []
    for number in range(1, 12):
        source = ended(running(source, f"run-{number}", now), Ending.FAILED, now)
        assert source.next_run is not None
        pauses.append(source.next_run - now)
        assert source.failing == (number >= 3)
        now = source.next_run
    assert pauses == sorted(pauses)
    assert pauses[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert pauses[-1] == LONGEST_PAUSE
    healed = ended(running(source, "run-12", now), Ending.NOT_MODIFIED, now)
    assert (healed.failures, healed.failing) == (0, False)


def test_a_feed_that_asks_to_be_left_alone_is() -> None:
    source = ended(running(), Ending.FAILED, wait=timedelta(hours=7))
    assert source.next_run == NOW + timedelta(hours=7)


@given(st.integers(1, 500), st.integers(1, 24 * 366), st.floats(0, 1))
def test_a_pause_is_never_shorter_than_the_first_nor_longer_than_the_longest_or_the_rhythm(
    failures: int, hours: int, chance: float
) -> None:
    every = timedelta(hours=hours)
    pause = spread(pause_after(failures, every), chance)
    assert timedelta(minutes=15) <= pause <= 1.1 * max(LONGEST_PAUSE, every)


def test_a_paused_feed_is_not_due_unless_somebody_asks() -> None:
    paused = registered(Terms(publisher="willowbank", url=TERMS.url, every=DAY, paused=True))
    assert paused.due is None
    asked = told(paused, AskRun(whole=True))
    assert asked.due == NOW
    source = running(asked)
    assert source.running is not None
    assert source.running.whole
    assert ended(source, Ending.IMPORTED).due is None


def test_a_run_that_was_to_fetch_all_and_failed_fetches_all_the_next_time() -> None:
    source = ended(running(told(registered(), AskRun(whole=True))), Ending.FAILED)
    assert source.whole


def test_a_feed_that_moves_is_fetched_anew_and_whole_and_what_it_carried_counts_no_more() -> None:
    source = ended(running(), Ending.IMPORTED)
    assert source.base == "run-1"
    moved = told(source, Tell(Terms(publisher="willowbank", url="https://other.example/", every=DAY)))
    assert (moved.due, moved.whole, moved.base) == (NOW, True, None)


def test_what_is_said_of_a_feed_is_bound_to_what_the_asker_saw() -> None:
    other = Terms(publisher="willowbank", url=TERMS.url, every=2 * DAY)
    assert not decide(registered(), Tell(TERMS), NOW)
    assert decide(registered(), Tell(other, expected=tag(TERMS)), NOW)
    with pytest.raises(SourceChangedSince):
        decide(registered(), Tell(other, expected=tag(other)), NOW)


def test_a_removed_feed_has_no_run_any_more_and_one_that_is_under_way_ends_in_nothing() -> None:
    removed = told(running(), Remove())
    assert removed.due is None
    assert not decide(removed, EndRun("run-1", Ending.IMPORTED, 0.0), NOW)
    assert removed.taken == 1, "an id of a run is never given twice"


def test_only_the_last_run_is_approved_and_only_if_it_found_too_much_gone() -> None:
    approve = ApproveLoss("run-1", "curator", "centre-closed")
    for ending in set(Ending) - {Ending.SHRUNKEN}:
        with pytest.raises(NothingToApprove):
            decide(ended(running(), ending), approve, NOW)
    source = ended(running(), Ending.SHRUNKEN)
    resumed = told(source, approve)
    assert resumed.running is not None
    assert (resumed.running.id, resumed.running.approved) == ("run-1", True)
    assert ended(resumed, Ending.IMPORTED).base == "run-1"
    with pytest.raises(NothingToApprove):
        decide(running(source, "run-2", NOW + 2 * DAY), approve, NOW)


@pytest.mark.parametrize(("given", "hours"), [("PT6H", 6), ("P1D", 24), (12, 12), (0.25, 0.25), ("P1W", 168)])
def test_a_rhythm_is_a_duration_or_a_number_of_hours(given: object, hours: float) -> None:
    body = TermsBody.model_validate({"publisher": "willowbank", "url": TERMS.url, "every": given})
    assert body.terms().every == timedelta(hours=hours)


@pytest.mark.parametrize("given", ["PT14M", 0.2, 0, -1, True, "6", "often", None, "P2000Y", 1e300, float("nan")])
def test_a_rhythm_is_no_shorter_than_a_quarter_of_an_hour_and_no_longer_than_a_year(given: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        TermsBody.model_validate({"publisher": "willowbank", "url": TERMS.url, "every": given})
