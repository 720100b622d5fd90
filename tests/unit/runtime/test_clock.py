from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from towpath_runtime.clock import SystemClock, TurnableClock, turn

CLOSE = timedelta(seconds=30)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the clock look at its file each time, as it does after a twentieth of a second."""
    ticks = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))


def near(moment: datetime, offset: timedelta) -> bool:
    return abs(moment - datetime.now(UTC) - offset) < CLOSE


def test_the_machine_s_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


@pytest.mark.usefixtures("look")
def test_a_clock_without_a_file_is_the_machine_s(tmp_path: Path) -> None:
    assert near(TurnableClock(tmp_path / "clock").now(), timedelta())


@pytest.mark.usefixtures("look")
def test_every_clock_on_a_file_turns_with_it(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clocks = [TurnableClock(file) for _ in range(2)]
    for days in (30, 2, 400):
        turn(file, timedelta(days=days).total_seconds())
        assert all(near(clock.now(), timedelta(days=days)) for clock in clocks)
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]


@pytest.mark.usefixtures("look")
def test_a_file_that_is_half_written_or_gone_keeps_the_offset_of_before(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    turn(file, 86_400)
    clock = TurnableClock(file)
    assert near(clock.now(), timedelta(days=1))
    file.write_text("17x")
    assert near(clock.now(), timedelta(days=1))
    file.unlink()
    assert near(clock.now(), timedelta(days=1))
