"""One person's way: referred, heard, matched, connected, followed up, ended."""

from __future__ import annotations

import time

from towpath_standalone.client import Document
from towpath_standalone.demo.contact import first_contact
from towpath_standalone.demo.course import Course
from towpath_standalone.demo.desk import Desk
from towpath_standalone.demo.stage import Stage
from towpath_standalone.demo.story import Story
from towpath_standalone.region import Person

TOO_NEAR = {"max_km": 0.05, "modes": ["in-person"]}
"""Nothing is within fifty metres: the answer is that nothing fits, and what would have to change."""


async def walk(stage: Stage, nth: int, person: Person, story: Story) -> str:
    """Walk a person from received to closed or rejected and return how it ended; raises Stuck or Refused."""
    async with stage.calendar.walker():
        await stage.calendar.until(stage.calendar.day(nth % 4))
        began = time.monotonic()
        desk = await Desk.receive(stage, nth, person)
        if story.rejected is not None:
            await desk.do("rejection", {"reason": story.rejected})
            return _ended(stage, f"rejected: {story.rejected}")
        await desk.accept()
        ending = await first_contact(desk, story)
        if ending is not None:
            return await _closed(desk, ending)
        straight = story.contacts == ("reached",)
        await _options(desk, story, began if straight else None)
        return await _closed(desk, await Course(desk, story).run())


async def _options(desk: Desk, story: Story, began: float | None) -> None:
    """Assess and wait for options; where nothing fits, ask again with what would have to change."""
    if story.turn == "crisis":
        await desk.do("concerns", {"kind": "crisis"})
        desk.count("concern raised")
    preferences = desk.person.preferences | (TOO_NEAR if story.turn == "too-near" else {})
    case = await _assessed(desk, preferences, began)
    if case["options"]["outcome"] == "none-found":
        desk.count("nothing fitted")
        case = await _assessed(desk, {"setting": "either"}, None)
    desk.reached_step("options")
    await desk.do("plans", {"goals": [desk.person.matters], "review_every_days": 28 if desk.nth % 4 == 0 else None})
    desk.reached_step("plan agreed")


async def _assessed(desk: Desk, preferences: Document, began: float | None) -> Document:
    asked = time.monotonic()
    await desk.assess(preferences)
    desk.reached_step("assessed")
    case = await desk.options_came()
    desk.stage.tally.asked_to_options.append(time.monotonic() - asked)
    if began is not None:
        desk.stage.tally.received_to_options.append(time.monotonic() - began)
    return case


async def _closed(desk: Desk, reason: str) -> str:
    await desk.do("closure", {"reason": reason})
    if reason == "goals-met":
        desk.stage.tally.example = desk.referral
    return _ended(desk.stage, f"closed: {reason}")


def _ended(stage: Stage, ending: str) -> str:
    stage.tally.steps["ended"] += 1
    stage.tally.endings[ending] += 1
    return ending
