"""The first contact: reached today, at the second attempt, forgotten, or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from towpath_standalone.client import Document
from towpath_standalone.demo.desk import BASELINE, Desk
from towpath_standalone.demo.story import Story

KIND = "first-contact"


async def first_contact(desk: Desk, story: Story) -> str | None:
    """Try to reach the person as the story says; return why the case is closed now, None where it goes on."""
    for attempt, outcome in enumerate(story.contacts, start=1):
        timer = await _timer(desk, attempt, lambda _: True, "scheduled")
        if outcome == "missed":
            await _let_pass(desk, attempt, timer)
            continue
        if attempt > 1:
            await desk.stage.calendar.until(datetime.fromisoformat(timer["due"]))
        await desk.contact(outcome, timer=timer["id"])
        desk.count(f"first contact: {outcome}")
        if outcome == "declined":
            return "declined-by-person"
    if story.contacts[-1] != "reached":
        await _attention(desk, "attempts-exhausted")
        return "could-not-contact"
    desk.reached_step("reached")
    await desk.measure("baseline", BASELINE)
    return None


async def _let_pass(desk: Desk, attempt: int, timer: Document) -> None:
    """Let the time go by in which the contact should have been recorded."""
    await desk.stage.calendar.until(datetime.fromisoformat(timer["due"]))
    due = await _timer(desk, attempt, lambda found: found["status"] == "due", "due")
    await desk.stage.calendar.until(datetime.fromisoformat(due["record_by"]))
    await _timer(desk, attempt, lambda found: found["status"] == "missed", "missed")
    desk.count("first contact: missed")


async def _timer(desk: Desk, attempt: int, holds: Callable[[Document], bool], what: str) -> Document:
    """Return the timer of an attempt once something holds of it."""

    def found(follow_up: Document) -> list[Document]:
        mine = (timer for timer in follow_up["timers"] if timer["kind"] == KIND and timer["attempt"] == attempt)
        return [timer for timer in mine if holds(timer)]

    path = f"/followup/v1/referrals/{desk.referral}"
    waited_for = f"attempt {attempt} at the first contact to be {what}"
    follow_up = await desk.stage.when(path, desk.referral, lambda seen: bool(found(seen)), waited_for, missing=True)
    return found(follow_up)[0]


async def _attention(desk: Desk, reason: str) -> None:
    path = f"/referral/v1/referrals/{desk.referral}"
    await desk.stage.when(path, desk.referral, lambda case: reason in case["attention"], f"attention: {reason}")
