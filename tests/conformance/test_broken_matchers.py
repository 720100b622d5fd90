"""A matcher with one defect each under the kit: it turns red, for the right reason, and for no other."""

from __future__ import annotations

import pytest

from conformance.broken.matching_flaws import FLAWS
from support.broken import Caught, Flaw, Task, caught_all
from support.brokers import Broker
from support.proving import Ground
from towpath_contracts.conformance import Role


def _begun(flaw: Flaw, ground: Ground) -> Task:
    return Task(lambda: flaw.make(",".join(ground.kafka), ground.prefix))


@pytest.fixture(scope="module")
def caught(kafka: Broker, request: pytest.FixtureRequest) -> Caught:
    """What the kit said of each, all of them run side by side: most of the time goes into waiting for nothing."""
    return caught_all(kafka, Role.MATCHING, FLAWS, request.session, _begun)


@pytest.mark.parametrize("defect", FLAWS)
def test_the_kit_catches_a_matcher_that(defect: str, caught: Caught) -> None:
    found, flaw = caught[defect], FLAWS[defect]

    assert set(found) == set(flaw.cases), found
    assert any(flaw.words in words for words in found.values()), found
