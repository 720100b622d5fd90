"""``towpath demo``: two hundred people walk through the platform."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from towpath_standalone.commands.options import DEFAULT, DatabasePrefix, Kafka, Mongo, TopicPrefix
from towpath_standalone.demo.report import how_to_look_again, show, where_to_look
from towpath_standalone.demo.run import run_demo
from towpath_standalone.platform.child_platform import child_platform
from towpath_standalone.platform.folder import PlatformFolder, Whereabouts
from towpath_standalone.region import make_region
from towpath_standalone.voice import Voice

Home = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="TOWPATH_DATA",
        help="The folder of the platform; without it the one that runs, or a temporary one.",
    ),
]
Keep = Annotated[bool, typer.Option("--keep", help="Keep the platform running afterwards, until Ctrl-C.")]


def demo(
    people: Annotated[int, typer.Option("--people", help="How many people.", min=1, max=5000)] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same region.")] = 1,
    home: Home = None,
    keep: Keep = False,
    kafka: Kafka = None,
    mongo: Mongo = None,
    topic_prefix: TopicPrefix = "towpath.",
    database_prefix: DatabasePrefix = "towpath_",
) -> None:
    """Load a generated region and walk people through it, from received to closed."""
    voice = Voice()
    arguments = ["--topic-prefix", topic_prefix, "--database-prefix", database_prefix]
    arguments += ["--kafka", kafka] if kafka else []
    arguments += ["--mongo", mongo] if mongo else []
    if not asyncio.run(_demo(people, seed, home, keep, arguments, voice)):
        raise typer.Exit(1)


async def _demo(people: int, seed: int, home: Path | None, keep: bool, arguments: list[str], voice: Voice) -> bool:
    # What SIGTERM ends has to be taken down as what Ctrl-C ends: the platform is a child of ours.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _this_task().cancel)
    region = make_region(seed, people)
    async with _platform(home, arguments, voice) as (folder, where, ours):
        outcome = await run_demo(folder, where, region, voice)
        show(outcome, voice)
        if ours and not keep:
            how_to_look_again(None if home is None else folder.path, voice)
        else:
            where_to_look(where, outcome.tally.example, voice)
        if ours and keep:
            voice.title("The platform keeps running. Ctrl-C stops it.")
            await _asked_to_stop()
    return outcome.whole


async def _asked_to_stop() -> None:
    """Return at Ctrl-C or SIGTERM: by now that is no interruption."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def _this_task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task is not None
    return task


@asynccontextmanager
async def _platform(
    home: Path | None, arguments: list[str], voice: Voice
) -> AsyncIterator[tuple[PlatformFolder, Whereabouts, bool]]:
    """Yield the platform that runs on the folder, or one of our own as long as the block."""
    folder = PlatformFolder(home or DEFAULT)
    if folder.is_held() and (noted := folder.whereabouts()) is not None:
        voice.note("platform", f"the one that runs at {noted.door}/")
        yield folder, noted, False
        return
    temporary = Path(tempfile.mkdtemp(prefix="towpath-")) if home is None else None
    folder = PlatformFolder(temporary or folder.path)
    try:
        voice.note("platform", f"starting one on {folder.path}")
        async with child_platform(folder.path, arguments, voice) as where:
            voice.done("platform", f"{where.door}/")
            yield folder, where, True
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
