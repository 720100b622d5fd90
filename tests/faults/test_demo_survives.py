"""Kill -9 during the demo: the run still ends, the reconciliation balances, and nothing happens twice."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.brokers import Broker
from support.demo_run import STEPS, DemoRun
from towpath_standalone.servers import MongoServer

Start = Callable[..., DemoRun]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Start]:
    """Start a demo; it is ended with the test."""
    runs: list[DemoRun] = []

    def start(*arguments: str) -> DemoRun:
        runs.append(DemoRun(tmp_path, *arguments))
        return runs[-1]

    yield start
    for run in runs:
        run.stop()


@pytest.fixture
def on_real_servers(apache_kafka: Broker, mongo: MongoServer, topic_prefix: str, database_prefix: str) -> list[str]:
    """The arguments of a demo on Apache Kafka and a real mongod, under names of its own."""
    servers = ["--kafka", ",".join(apache_kafka.bootstrap), "--mongo", mongo.uri]
    return [*servers, "--topic-prefix", topic_prefix, "--database-prefix", database_prefix]


def test_every_service_dies_at_every_step_and_the_balance_holds(demo: Start, on_real_servers: list[str]) -> None:
    run = demo("--people", "40", *on_real_servers)
    run.until("partners")  # the platform is up and the directory is loaded: what dies now dies in the middle
    deaths = [(service, step) for service, steps in STEPS.items() if service != "directory" for step in steps]
    for service, step in deaths:
        run.ask_to_die(service, step)
    output = run.end()
    assert run.asked() == [], f"never reached:\n{output}"
    assert run.platform_said.count("ended unexpectedly") == len(deaths)
    assert "balanced" in output


def test_the_directory_dies_at_every_step_of_an_import_and_nothing_is_doubled(
    demo: Start, on_real_servers: list[str]
) -> None:
    run = demo("--people", "4", *on_real_servers)
    run.until("✓ platform")
    for step in STEPS["directory"]:
        run.ask_to_die("directory", step)
    output = run.end()
    assert run.asked() == [], f"never reached:\n{output}"
    assert "balanced" in output


def test_services_are_killed_at_random_and_the_balance_holds(demo: Start, on_real_servers: list[str]) -> None:
    run = demo("--people", "24", *on_real_servers)
    run.until("partners")
    chance, killed = random.Random(20261122), 0
    services = [f"towpath_{name}" for name in STEPS]
    while run.running and killed < 8 and "settling" not in run.output:
        killed += run.kill(chance.choice(services))
        time.sleep(chance.uniform(1.5, 4))
    output = run.end()
    assert killed >= 3, f"the demo ended before there was anything to kill:\n{output}"
    assert "balanced" in output


def test_the_embedded_broker_dies_and_forgets_and_the_balance_holds(demo: Start) -> None:
    run = demo("--people", "24")
    run.until("  received ", within=180)  # people are on their way
    assert run.kill("tansu")
    run.until("is back")
    while not run.kill("towpath_followup"):  # the services are being started anew too
        time.sleep(0.2)
    output = run.end()
    assert "balanced" in output
