from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from support.sources import REPOSITORY
from towpath_runtime.settings import RuntimeSettings


def test_brokers_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWPATH_KAFKA", " one:9092, two:9092 ,")
    assert RuntimeSettings().kafka == ("one:9092", "two:9092")


def test_no_broker_at_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWPATH_KAFKA", " , ")
    with pytest.raises(ValidationError, match="kafka"):
        RuntimeSettings()


@pytest.mark.parametrize("hook", ["clock_file", "faults_dir"])
def test_production_refuses_what_is_there_for_tests(hook: str, tmp_path: Path) -> None:
    chosen: Any = {hook: tmp_path / "there"}
    RuntimeSettings(mode="development", **chosen)
    with pytest.raises(ValidationError, match=f"TOWPATH_{hook.upper()} is for development"):
        RuntimeSettings(mode="production", **chosen)


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "support.toy"],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "tests")} | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_each_wrong_setting_is_one_line_that_repeats_no_value_and_the_process_ends_with_2() -> None:
    ended = start(
        TOWPATH_PORT="canary-port",
        TOWPATH_MONGO_URI="postgres://canary-user:canary-word@host",
        TOWPATH_ORGANISATION="Not Allowed",
        TOWPATH_KAFKA=",",
        TOWPATH_BATCH="0",
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert {line.split(":")[0] for line in lines} == {
        "TOWPATH_PORT",
        "TOWPATH_MONGO_URI",
        "TOWPATH_ORGANISATION",
        "TOWPATH_KAFKA",
        "TOWPATH_BATCH",
    }
    assert len(lines) == 5
    assert "canary" not in ended.stderr


def test_test_hooks_in_production_are_one_line_and_the_process_ends_with_2(tmp_path: Path) -> None:
    ended = start(TOWPATH_MODE="production", TOWPATH_FAULTS_DIR=str(tmp_path), TOWPATH_CLOCK_FILE=str(tmp_path / "c"))
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert "TOWPATH_CLOCK_FILE and TOWPATH_FAULTS_DIR is for development" in line
