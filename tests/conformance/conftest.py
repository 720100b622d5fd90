"""The broker of the conformance tests, with topics of each test's own."""

from __future__ import annotations

import pytest

from support.brokers import Broker
from support.proving import Ground
from towpath_contracts.topics import Topics
from towpath_runtime.topics import create_topics


@pytest.fixture
async def ground(kafka: Broker, topic_prefix: str) -> Ground:
    """A Kafka with every topic of the platform, for one test."""
    await create_topics(kafka.bootstrap, Topics(topic_prefix).fixed_topics())
    return Ground(tuple(kafka.bootstrap), topic_prefix)
