import json
import subprocess
from typing import Any

import pytest

from support.node import node_folder
from support.sources import REPOSITORY
from towpath_contracts import EVENTS, Stream


@pytest.fixture(scope="module")
def left() -> dict[str, dict[str, Any]]:
    """What the page shows under some words that are typed one after another."""
    typed = ["nearest_misses", "CONNECTION jwe-no-such-word", "gap area.code", ""]
    command = ["node", "filter.mjs", str(REPOSITORY / "contracts/catalogue.html"), *typed]
    done = subprocess.run(command, cwd=node_folder(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return dict(zip(typed, map(json.loads, done.stdout.splitlines()), strict=True))


def test_the_filter_leaves_the_events_that_have_the_word_and_their_streams(left: dict[str, dict[str, Any]]) -> None:
    assert left["nearest_misses"] == {
        "count": f"1 of {len(EVENTS)} events",
        "events": ["matching.no_match_found"],
        "streams": ["matching"],
        "links": ["no_match_found"],
    }


def test_every_word_counts_and_where_none_has_them_nothing_is_left(left: dict[str, dict[str, Any]]) -> None:
    assert left["CONNECTION jwe-no-such-word"]["events"] == []
    assert left["CONNECTION jwe-no-such-word"]["count"] == f"0 of {len(EVENTS)} events"
    assert left["gap area.code"]["streams"] == ["referral", "gap"]


def test_without_words_all_is_there_again(left: dict[str, dict[str, Any]]) -> None:
    assert len(left[""]["events"]) == len(left[""]["links"]) == len(EVENTS)
    assert left[""]["streams"] == [stream.value for stream in Stream]
    assert left[""]["count"] == ""
