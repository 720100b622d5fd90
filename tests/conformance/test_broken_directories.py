"""A directory with one defect each under the kit: it turns red, for the right reason, and for no other."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from conformance.broken.directory_flaws import FLAWS
from support.broken import Caught, Flaw, Task, caught_all
from support.brokers import Broker
from support.proving import Ground
from towpath_contracts.conformance import Role


@pytest.fixture(scope="module")
def caught(kafka: Broker, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Caught:
    """What the kit said of each, all of them run side by side: most of the time goes into waiting for nothing."""
    folder = tmp_path_factory.mktemp("directories")

    def begun(flaw: Flaw, ground: Ground) -> Task:
        kept: Path = folder / str(uuid4())
        kept.mkdir()
        return Task(lambda: flaw.make(",".join(ground.kafka), ground.prefix, kept))

    return caught_all(kafka, Role.DIRECTORY, FLAWS, request.session, begun)


@pytest.mark.parametrize("defect", FLAWS)
def test_the_kit_catches_a_directory_that(defect: str, caught: Caught) -> None:
    found, flaw = caught[defect], FLAWS[defect]

    assert set(found) == set(flaw.cases), found
    assert any(flaw.words in words for words in found.values()), found
