"""One process of the service for all tests; every test has referrals of its own. One that kills it starts it again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from support.brokers import Broker
from support.referral_outside import Outside
from support.referral_service import Service
from towpath_standalone.servers import MongoServer


@pytest.fixture(scope="session")
def service(kafka: Broker, mongo: MongoServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, ready."""
    service = Service(kafka, mongo, tmp_path_factory.mktemp("referral"))
    service.launch()
    try:
        service.wait_until_ready()
        yield service
    finally:
        service.stop()
        service.drop()


@pytest.fixture
async def outside(service: Service) -> AsyncIterator[Outside]:
    """Everything outside the service."""
    outside = await Outside(service).open()
    yield outside
    await outside.close()
