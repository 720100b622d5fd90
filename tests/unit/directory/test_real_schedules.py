"""The schedules of the two real feeds, where they lie beside the repository: each is understood, or named as not."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from support.directory_records import LINCOLNSHIRE, PANTRIES
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.records import records
from towpath_directory.imports.areas import placed
from towpath_directory.sessions.reading import Reading, readings
from towpath_directory.sessions.session import sessions
from towpath_directory.sessions.window import window

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not LINCOLNSHIRE.exists(),
    reason="the real feeds are not beside the repository (TOWPATH_SHARED says where they are)",
)


@cache
def taken(path: Path) -> tuple[Taken, ...]:
    found = []
    for record in records([path.read_bytes()]):
        if record.refusal is None:
            one = normalise(Part.from_text(record.text), Feed("publisher", record.shape, date(2025, 11, 22), placed))
            found += [one] if isinstance(one, Taken) else []
    return tuple(found)


IDS = ["north-lincolnshire", "pantries"]


def read(path: Path) -> list[Reading]:
    return [reading for one in taken(path) for reading in readings(one.listing)]


def report(found: list[Reading]) -> Counter[str]:
    """How many schedules were understood, and by code what the others and these leave open."""
    counts = Counter({"understood": sum(one.rule is not None for one in found)})
    return counts + Counter(cause.value for one in found for cause in one.unclear)


@pytest.mark.parametrize(("path", "schedules", "understood"), [(LINCOLNSHIRE, 0, 0), (PANTRIES, 1760, 1733)], ids=IDS)
def test_every_schedule_is_understood_or_named_as_not(path: Path, schedules: int, understood: int) -> None:
    found = read(path)
    assert len(found) == sum(len(one.listing.schedules) for one in taken(path)) == schedules
    blocked = [[cause for cause in one.unclear if cause.blocks] for one in found]
    assert all((one.rule is None) == (len(causes) == 1) for one, causes in zip(found, blocked, strict=True))
    counts = report(found)
    assert counts["understood"] == understood
    assert counts["understood"] + sum(len(causes) for causes in blocked) == len(found)
    print(path.name, len(found), "schedules:", dict(counts))


def test_north_lincolnshire_publishes_no_schedule_so_that_none_can_be_lost() -> None:
    published = json.loads(LINCOLNSHIRE.read_bytes())
    assert not any(record.get(name) for record in published for name in ("regular_schedules", "holiday_schedules"))


@pytest.mark.parametrize("path", [LINCOLNSHIRE, PANTRIES], ids=IDS)
def test_every_session_comes_from_a_schedule_that_was_understood(path: Path) -> None:
    for one in taken(path):
        understood = {reading.schedule.id for reading in readings(one.listing) if reading.rule is not None}
        assert {
            session.schedule for session in sessions(one.listing, *window(None, date(2026, 2, 1), NOW))
        } <= understood
