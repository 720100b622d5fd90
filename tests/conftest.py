"""The servers and names that tests share."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from support.brokers import Broker, NoRealKafka, choose, new_broker
from towpath_standalone.servers import MongoServer


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
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """The mongod of the session, a replica set of one. Do not stop it: make one of your own."""
    server = MongoServer(tmp_path_factory.mktemp("mongo"))
    server.start()
    yield server
    server.stop()


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
