"""A matcher and a directory by strangers under the kit: they import nothing of ours."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from support.proving import FOREIGN, Ground, Stranger, at_work, told
from towpath_contracts.conformance import Role, Target, Verdict, prove
from towpath_contracts.conformance.bus import Bus
from towpath_contracts.conformance.village import listing
from towpath_contracts.event import Stream

COMPACTED_BY_KEY = (Stream.DIRECTORY, Stream.CAPACITY)
pytestmark = pytest.mark.usefixtures("apache_kafka")
PROGRAMS = ("matcher.py", "directory.py")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_stranger_imports_a_kafka_client_and_the_standard_library_alone(program: str) -> None:
    tree = ast.parse((FOREIGN / program).read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    strange = {name.partition(".")[0] for name in found} - set(sys.stdlib_module_names)

    assert strange == {"aiokafka"}


async def left_behind(ground: Ground) -> list[bytes | None]:
    """The keys on the compacted topics that have a value."""
    bus = Bus(Target(Role.MATCHING, ground.kafka, ground.prefix))
    await bus.start()
    try:
        newest = {(record.stream, record.key): record.value async for record in bus.standing(*COMPACTED_BY_KEY)}
    finally:
        await bus.stop()
    assert newest
    return [key for (_, key), value in newest.items() if value is not None]


async def test_the_foreign_matcher_conforms_and_the_kit_leaves_no_listing_behind(
    ground: Ground, tmp_path: Path
) -> None:
    async with at_work(Stranger("matcher.py", ground, tmp_path / "matcher.log")) as matcher:
        target = Target(Role.MATCHING, ground.kafka, ground.prefix, stop=matcher.kill, start=matcher.start)
        report = await prove(target)

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)
    assert not await left_behind(ground)


async def test_the_foreign_directory_conforms(ground: Ground, tmp_path: Path) -> None:
    stranger = Stranger("directory.py", ground, tmp_path / "directory.log", "--folder", str(tmp_path / "kept"))
    async with at_work(stranger) as directory:
        target = Target(
            Role.DIRECTORY,
            ground.kafka,
            ground.prefix,
            stimulus=directory.ask,
            stop=directory.kill,
            start=directory.start,
        )
        report = await prove(target)

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)


async def test_without_a_stimulus_what_stands_on_the_topics_is_proven_and_nothing_else(
    ground: Ground, tmp_path: Path
) -> None:
    stranger = Stranger("directory.py", ground, tmp_path / "directory.log", "--folder", str(tmp_path / "kept"))
    async with at_work(stranger) as directory:
        idle = await prove(Target(Role.DIRECTORY, ground.kafka, ground.prefix))
        await directory.ask("publish", {"listing": listing()})
        standing = await prove(Target(Role.DIRECTORY, ground.kafka, ground.prefix))

    assert {outcome.verdict for outcome in idle.outcomes} == {Verdict.NOT_ASKED}
    assert [outcome.case.name for outcome in standing.outcomes if outcome.verdict is Verdict.KEPT] == [
        "what_stands_on_its_topics_can_be_read_from_the_start"
    ]
    assert standing.kept
