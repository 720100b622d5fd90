"""The servers and names that tests share."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator

import pytest

from support.brokers import Broker, NoRealKafka, choose, new_broker
from support.topics_left import delete_topics, topics_on
from towpath_standalone.servers import MongoServer

STARTED: dict[str, Broker] = {}
"""The broker of this session, once a test asked for it."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a run on a broker that may not decide, before the first test."""
    try:
        choose()
    except NoRealKafka as error:
        raise pytest.UsageError(str(error)) from error


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which broker the tests run on."""
    return [f"kafka broker of this run: {choose()}"]


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The broker of the session, started when the first test asks for it. Do not stop it: make one of your own."""
    broker = new_broker(tmp_path_factory.mktemp("kafka"))
    broker.start()
    STARTED["kafka"] = broker
    yield broker
    del STARTED["kafka"]
    broker.stop()


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """The mongod of the session, a replica set of one. Do not stop it: make one of your own."""
    server = MongoServer(tmp_path_factory.mktemp("mongo"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def topics_go_with_their_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """Delete the topics that a module's tests have made: a broker that keeps those of all tests ends up with 15,000
    partitions, and takes minutes to make another. The referral service lives for the session, and keeps its topics.
    """
    before = asyncio.run(topics_on(STARTED["kafka"].bootstrap)) if "kafka" in STARTED else set()
    yield
    if "kafka" in STARTED and "referral" not in request.path.parts:
        bootstrap = STARTED["kafka"].bootstrap
        asyncio.run(delete_topics(bootstrap, asyncio.run(topics_on(bootstrap)) - before))


@pytest.fixture
def apache_kafka(kafka: Broker) -> Broker:
    """The broker of the session where it is Apache Kafka; else the test is skipped."""
    if kafka.is_embedded:
        pytest.skip("needs Apache Kafka: the embedded broker forgets on restart and has no idempotent producer")
    return kafka


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for the topics of one test, in place of ``towpath.``."""
    return f"test-{uuid.uuid4().hex[:12]}."


@pytest.fixture
def database_prefix() -> str:
    """A prefix for the databases of one test, in place of ``towpath_``."""
    return f"test_{uuid.uuid4().hex[:12]}_"
