"""The whole demo: load the region, let everybody walk, wait until all is settled, and say what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle, islice

from towpath_runtime.ids import new_id
from towpath_standalone.client import Client, Refused
from towpath_standalone.commands.reconcile import balanced
from towpath_standalone.demo.calendar import Calendar
from towpath_standalone.demo.load import load_region
from towpath_standalone.demo.partners import Partners
from towpath_standalone.demo.report import Outcome
from towpath_standalone.demo.settled import Settled
from towpath_standalone.demo.show import progress
from towpath_standalone.demo.stage import Stage, Stuck
from towpath_standalone.demo.story import DECK, Story
from towpath_standalone.demo.tally import Tally
from towpath_standalone.demo.walk import walk
from towpath_standalone.demo.watcher import Watcher
from towpath_standalone.platform.folder import PlatformFolder, Whereabouts
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.region import Person, Region
from towpath_standalone.voice import Voice

AT_ONCE = 10
"""How many walkers work at the same time; more would only wait for two cores."""
SETTLE_WITHIN = 90.0
LOOK_AT_NOTE_EVERY = 0.5


async def run_demo(folder: PlatformFolder, where: Whereabouts, region: Region, voice: Voice) -> Outcome:
    """Run the demo on a platform that is up; raises CannotGoOn where it goes away for good."""
    began = time.monotonic()
    tally = Tally(len(region.people))
    async with Client(where.door) as client:
        run = new_id()
        await load_region(client, region, run, voice)
        async with _theatre(run, folder, where, region, client, tally) as (stage, partners):
            voice.title(f"{tally.people} people, from received to closed")
            async with progress(voice, tally, stage.calendar.now):
                stories = islice(cycle(DECK), tally.people)
                walks = (
                    _walk(stage, nth, who, story)
                    for nth, (who, story) in enumerate(zip(region.people, stories, strict=True))
                )
                await asyncio.gather(*walks)
            voice.note("settling", "reading every topic and counting every store")
            ledger, lines = await balanced(folder.whereabouts() or where, SETTLE_WITHIN)
            met, turned = partners.met, stage.calendar.turned
    return Outcome(tally, ledger, lines, met, turned, time.monotonic() - began, client.sent_again)


async def _walk(stage: Stage, nth: int, person: Person, story: Story) -> None:
    stage.tally.stories[story.name] += 1
    try:
        await walk(stage, nth, person, story)
    except Stuck as stuck:
        stage.tally.unfinished.append(f"person {nth} ({story.name}): waited in vain for {stuck}")
    except (Refused, CannotGoOn) as refused:
        stage.tally.unfinished.append(f"person {nth} ({story.name}): {refused}")


@asynccontextmanager
async def _theatre(
    run: str, folder: PlatformFolder, where: Whereabouts, region: Region, client: Client, tally: Tally
) -> AsyncIterator[tuple[Stage, Partners]]:
    """Set up clock, news and partners, and take them down afterwards."""
    watcher = Watcher(where.kafka, where.topic_prefix)
    settled = Settled(where.kafka, where.topic_prefix, watcher)
    calendar = Calendar(folder.clock, asyncio.Semaphore(AT_ONCE), settled)
    partners = Partners(where.kafka, where.topic_prefix, calendar)
    tasks = [
        asyncio.create_task(watcher.run(partners.take)),
        asyncio.create_task(calendar.run()),
        asyncio.create_task(_remind(folder, where.births, watcher, partners)),
    ]
    try:
        yield Stage(run, region, client, calendar, watcher, tally), partners
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await partners.close()
        await settled.close()


async def _remind(folder: PlatformFolder, births: int, watcher: Watcher, partners: Partners) -> None:
    """When the embedded broker came back empty, read it again and have the partners say again what it forgot."""
    while True:
        await asyncio.sleep(LOOK_AT_NOTE_EVERY)
        noted = folder.whereabouts()
        if noted is not None and noted.births > births:
            births = noted.births
            watcher.start_over()
            await partners.say_all_again()
