"""A replacement beside the real matching, on a real broker: both answer, and the real flow is untouched."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from support.brokers import Broker
from support.matching_service import World, asked, published, until, world_of
from support.matching_story import id_of, listing, north, request
from support.proving import Ground, Stranger, at_work
from towpath_contracts.conformance import Role
from towpath_contracts.conformance.shadow import Shadowing, listen
from towpath_contracts.envelope import Envelope, derived_id
from towpath_contracts.event import Stream
from towpath_contracts.events.matching import MatchAnswer
from towpath_contracts.topics import Topics
from towpath_runtime.topics import create_topics

LISTED = (
    listing("near", at=north(1)),
    listing("middle", at=north(4), needs=("loneliness", "debt"), access=("step-free",)),
    listing("far", at=north(9), needs=("debt", "loneliness", "housing")),
)
ASKED = [
    *(request(needs=needs) for needs in (("loneliness",), ("debt",), ("debt", "loneliness"), ("housing", "debt"))),
    request(needs=("physical-activity",)),
]


@pytest.fixture
async def world(kafka: Broker, topic_prefix: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world_of(kafka, topic_prefix, tmp_path) as world:
        await world.send(*map(published, LISTED))
        await world.start()
        yield world


def other_policy(folder: Path) -> str:
    """A policy that likes what is far away, and proposes two at most."""
    text = files("towpath_matching").joinpath("policies/default-1.toml").read_text(encoding="utf-8")
    for old, new in {
        'name = "default-1"': 'name = "far-1"',
        "options = 5": "options = 2",
        "distance = 18": "distance = 90",
        "points = [[0.5, 1.0], [1.5, 0.7], [3.0, 0.35], [5.0, 0.1], [10.0, -0.4]": "points = [[0.5, -1.0], [10.0, 1.0]",
    }.items():
        assert old in text
        text = text.replace(old, new)
    file = folder / "policy.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


async def compare(world: World, name: str, folder: Path, *more: str) -> tuple[int, str, dict[str, Any]]:
    """Run the command as anybody would; its exit code, what it printed and what it wrote."""
    command = [sys.executable, "-m", "towpath_contracts.conformance", "shadow", "--role", "matching"]
    command += ["--kafka", ",".join(world.broker.bootstrap), "--prefix", world.prefix, "--shadow", name]
    child = await asyncio.create_subprocess_exec(
        *command, "--report", str(folder), *more, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await child.communicate()
    assert child.returncode is not None
    report = folder / "report.json"
    return child.returncode, said.decode(), json.loads(report.read_text()) if report.exists() else {}


def only_real(answers: list[Envelope], requests: list[Envelope]) -> bool:
    """Whether these are the answers of the real matching, one for each request, under its ids, and nothing else."""
    wanted = {one.id: {derived_id(one.id, kind.type) for kind in MatchAnswer.__subclasses__()} for one in requests}
    return (
        sorted(one.causationid or "" for one in answers) == sorted(wanted)
        and all(one.source == "/org/towpath/matching" and one.id in wanted[one.causationid or ""] for one in answers)
        and all(isinstance(one.event, MatchAnswer) and one.event.policy == "default-1" for one in answers)
    )


async def test_the_same_matching_in_the_shadow_agrees_in_everything(world: World, tmp_path: Path) -> None:
    await world.start(TOWPATH_MATCHING_SHADOW="twin", TOWPATH_ORGANISATION="acorn")
    requests = [asked(one) for one in ASKED]
    await world.send(*requests)

    code, said, report = await compare(world, "twin", tmp_path / "out", "--until-caught-up", "--agree", "1")

    assert code == 0, said
    assert "5 of 5 answers agree (100 %)" in said
    assert report["agreement"] == 1.0
    assert not any(one["differences"] for one in report["answers"])
    assert report["delays_ms"]["causes"] == 5
    assert "19 of 20 within" in (tmp_path / "out" / "report.md").read_text()
    assert only_real(await world.answers(5), requests)


async def test_another_policy_in_the_shadow_shows_where_it_differs(world: World, tmp_path: Path) -> None:
    policy = other_policy(tmp_path)
    await world.start(TOWPATH_MATCHING_SHADOW="far", TOWPATH_MATCHING_POLICY=policy)
    requests = [asked(one) for one in ASKED]
    await world.send(*requests)

    code, said, report = await compare(world, "far", tmp_path / "out", "--until-caught-up", "--agree", "0.99")

    assert code == 1, said
    differing = {one["cause"] for one in report["answers"] if one["differences"]}
    assert differing
    assert requests[-1].id not in differing, "both say that nothing fits"
    services = {id_of(one.name) for one in LISTED}
    named = [each for one in report["answers"] for each in one["differences"] if each["where"] == "best option"]
    assert named
    assert all({each["real"], each["shadow"]} <= services for each in named)
    assert report["measures"]["same best option"]["mean"] < 1
    assert report["measures"]["overlap of the options"]["mean"] < 1
    assert only_real(await world.answers(5), requests)


@pytest.mark.usefixtures("apache_kafka")
async def test_a_matcher_by_a_stranger_in_the_shadow_catches_up_and_is_compared(world: World, tmp_path: Path) -> None:
    requests = [asked(one) for one in ASKED]
    await world.send(*requests)
    await world.answers(5)
    shadow = Topics(world.prefix).shadow("stranger")
    await create_topics(world.broker.bootstrap, [shadow.topic(Stream.MATCHING)])
    ground = Ground(tuple(world.broker.bootstrap), world.prefix)
    async with at_work(Stranger("matcher.py", ground, tmp_path / "stranger.log", "--shadow", "stranger")):
        code, said, report = await compare(world, "stranger", tmp_path / "out", "--until-caught-up")

    assert code == 0, said
    assert report["both"] == 5
    assert not report["only_real"]
    assert not report["unreadable"]
    assert report["measures"]["same outcome"]["mean"] == 1.0
    assert only_real(await world.answers(5), requests)


async def test_what_was_asked_before_is_left_out_on_request(world: World) -> None:
    await world.start(TOWPATH_MATCHING_SHADOW="late")
    await world.send(asked(ASKED[0]))
    await world.answers(1)
    (earlier,) = (await seen(world, "late", count=1)).both
    assert earlier.pair.asked is not None
    later = asked(ASKED[1])
    await world.send(later)

    found = await seen(world, "late", count=1, since=earlier.pair.asked + 1)

    assert [one.pair.key.cause for one in found.both] == [later.id]
    assert not found.only_real
    assert not found.only_shadow


async def seen(world: World, name: str, *, count: int, since: int | None = None) -> Any:
    """Look until so many were answered by both."""
    found: list[Any] = []

    async def enough() -> bool:
        moment = None if since is None else datetime.fromtimestamp(since / 1000, UTC)
        shadowing = Shadowing(Role.MATCHING, name, tuple(world.broker.bootstrap), world.prefix, since=moment)
        found[:] = [await listen(shadowing)]
        return len(found[0].both) >= count

    await until(f"{count} answered by both", enough)
    return found[0]
