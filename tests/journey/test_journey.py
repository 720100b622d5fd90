"""One person's journey and twenty people's, by the commands of the README, on the servers of the test run."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from support.brokers import Broker
from support.towpath_command import Up, servers, towpath
from towpath_standalone.servers import MongoServer

Start = Callable[..., Up]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def on_servers(kafka: Broker, mongo: MongoServer, topic_prefix: str, database_prefix: str) -> list[str]:
    if kafka.is_embedded:
        pytest.skip("the embedded broker is used by the tests that name it; this one is about servers that stay")
    return servers(kafka.bootstrap, mongo.uri, topic_prefix, database_prefix)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a platform and wait for it; whatever still runs is stopped with the test."""
    started: list[Up] = []

    def up(*arguments: str, home: str = "data") -> Up:
        started.append(Up(tmp_path / home, *arguments))
        started[-1].ready()
        return started[-1]

    yield up
    for platform in started:
        platform.stop()


def refer(door: str, key: str = "referral-1") -> httpx.Response:
    body = {
        "person": {
            "given_name": "Canary",
            "family_name": "Person",
            "date_of_birth": "1951-04-02",
            "postcode": "L8 5XA",
        },
        "referrer": {"organisation": "surgery", "kind": "gp"},
        "reasons": ["loneliness"],
    }
    return httpx.post(f"{door}/referral/v1/referrals", json=body, headers={"Idempotency-Key": key}, timeout=30)


def test_twenty_people_walk_from_received_to_closed_and_every_line_balances(
    tmp_path: Path, on_servers: list[str]
) -> None:
    demo = towpath("demo", "--people", "20", "--data", tmp_path / "data", *on_servers, within=300)
    assert demo.code == 0, demo.out + demo.error
    assert re.search(r"^received +20 ", demo.out, re.MULTILINE)
    assert re.search(r"^ended +20 ", demo.out, re.MULTILINE)
    assert re.search(r"balanced +all \d+ lines", demo.out)
    assert "✗" not in demo.out
    for story in ("goals-met", "rejected: out-of-area", "declined-by-person", "could-not-contact", "moved-away"):
        assert story in demo.out
    assert re.search(r"^dead letters +0", demo.out, re.MULTILINE)
    assert "stopping" in demo.out


def test_a_second_up_on_the_same_folder_goes_on_where_the_first_was(start: Start, on_servers: list[str]) -> None:
    first = start(*on_servers)
    assert refer(first.door).status_code == 201
    assert towpath("import", "region", "--data", first.home).code == 0
    ports = first.note["services"]
    assert first.stop(signal.SIGINT) == 0
    second = start(*on_servers)
    assert second.note["services"] == ports
    assert refer(second.door).json()["version"] == 1, "the same referral with the same key is no second one"
    counts = httpx.get(f"{second.door}/referral/v1/counts", timeout=30).json()
    assert counts["cases"]["total"] == 1
    assert towpath("status", "--data", second.home).code == 0
    balance = towpath("reconcile", "--data", second.home)
    assert balance.code == 0, balance.out


def test_the_embedded_broker_forgets_and_the_second_up_fills_it_again(start: Start) -> None:
    first = start()
    assert towpath("import", "region", "--data", first.home).code == 0
    assert refer(first.door).status_code == 201
    assert first.stop() == 0
    second = start()
    assert "replayed" in second.said
    listed = httpx.get(f"{second.door}/matching/v1/index", timeout=30).json()["listings"]
    assert listed == httpx.get(f"{second.door}/directory/v1/counts", timeout=30).json()["published"] > 300
    balance = towpath("reconcile", "--data", second.home)
    assert balance.code == 0, balance.out


def test_everything_that_an_operator_asks_is_answered_by_the_running_platform(start: Start) -> None:
    platform = start()
    home = ("--data", platform.home)
    refused = towpath("up", "--port", "0", *home)
    assert (refused.code, refused.error.count("\n")) == (1, 1)
    assert "a platform runs on" in refused.error
    taken = towpath("up", "--data", platform.home.parent / "other", "--port", platform.door.rpartition(":")[2])
    assert (taken.code, taken.error.count("\n")) == (1, 1)
    assert "--port" in taken.error
    assert refer(platform.door).status_code == 201
    assert "ready" in towpath("status", *home).out
    assert "towpath.referral" in towpath("topics", *home).out
    assert "publishes 1 events again" in towpath("replay", "--service", "referral", *home).out
    assert "none: everything was handled" in towpath("deadletters", *home).out
    assert towpath("deadletters", "show", "00000000-0000-4000-8000-000000000000", *home).code == 1
    assert towpath("reconcile", *home).code == 0


def test_a_feed_that_is_none_is_refused_in_one_line(start: Start, tmp_path: Path) -> None:
    (tmp_path / "not.json").write_text("<html>")
    (tmp_path / "nothing.json").write_text('{"weather": "fine"}')
    platform = start()
    for feed, why in [
        (str(tmp_path / "not.json"), "not JSON"),
        (str(tmp_path / "nothing.json"), "no services"),
        (str(tmp_path / "missing.json"), "no such file"),
        ("http://127.0.0.1:9/feed", "cannot be fetched"),
        ("ftp://example.org/feed", "begins with http"),
    ]:
        refused = towpath("import", feed, "--data", platform.home)
        assert refused.code == 1
        assert refused.error.count("\n") == 1
        assert why in refused.error
