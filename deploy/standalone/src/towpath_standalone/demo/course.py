"""The course of a case after the plan: connections, check-ins, what comes in between, and when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from towpath_standalone.client import Document
from towpath_standalone.demo.desk import END, Desk
from towpath_standalone.demo.stage import Stuck
from towpath_standalone.demo.story import Story

LOOK_EVERY_DAYS = 3
MOST_LOOKS = 80
MOST_ROUNDS = 4
OPEN = {"requested", "accepted", "waitlisted", "started"}
OVER = {"connection-not-open", "answer-out-of-place"}
"""Refusals when a partner's word came first."""
BY_HAND: tuple[tuple[str, int, Document], ...] = (
    ("answer", 1, {"answer": "accepted"}),
    ("start", 7, {}),
    ("completion", 24, {}),
)
"""What a link worker records for an organisation that is not on Kafka, and after how many days."""


class Course:
    """Looks at the case every few days and does what it asks for, as a link worker would."""

    def __init__(self, desk: Desk, story: Story) -> None:
        self._desk = desk
        self._calendar = desk.stage.calendar
        self._turn = story.turn
        self._tried: set[str] = set()
        self._rounds = 0
        self._by_hand: list[tuple[datetime, str, str, Document]] = []

    async def run(self) -> str:
        """Return why the case is closed in the end; raises Stuck where it comes to no end."""
        await self._connect(2 if self._turn == "two" else 1)
        for _ in range(MOST_LOOKS):
            await self._calendar.until(self._calendar.day(LOOK_EVERY_DAYS))
            if (ending := await self._turned()) is not None:
                return ending
            await self._record_by_hand()
            await self._check_in()
            if (ending := await self._look()) is not None:
                return ending
        raise Stuck("the connections to end")

    async def _look(self) -> str | None:
        case = await self._desk.case()
        standings = [connection["status"] for connection in case["connections"]]
        if {"started", "completed"} & set(standings):
            self._desk.reached_step("taking part")
        if OPEN & set(standings):
            return None
        if "completed" in standings:
            await self._desk.measure("end", END)
            return "goals-met"
        if self._rounds >= MOST_ROUNDS or not await self._connect(1):
            return "needs-met-elsewhere"
        return None

    async def _connect(self, most: int) -> int:
        """Choose the best options that were not tried yet; return how many connections were asked for."""
        await self._desk.options_came()
        self._rounds += 1
        fresh = [option for option in await self._desk.options() if option["service"] not in self._tried]
        for option in fresh[:most]:
            self._tried.add(option["service"])
            body = {
                "service": option["service"],
                "organisation": option["organisation"],
                "needs": option["needs"],
                "supported_introduction": self._desk.nth % 3 == 0,
                "share_contact": True,
            }
            made = await self._desk.do("connections", body)
            self._desk.reached_step("connected")
            self._desk.count("connection asked for")
            if not made["offered"]:
                self._plan_by_hand(str(made["connection"]))
        return len(fresh[:most])

    def _plan_by_hand(self, connection: str) -> None:
        now = self._calendar.now()
        for act, days, body in BY_HAND:
            self._by_hand.append((now + timedelta(days=days), connection, act, dict(body)))

    async def _record_by_hand(self) -> None:
        now = self._calendar.now()
        due = [step for step in self._by_hand if step[0] <= now]
        self._by_hand = [step for step in self._by_hand if step[0] > now]
        for _, connection, act, body in due:
            await self._desk.do_unless(OVER, f"connections/{connection}/{act}", body)

    async def _check_in(self) -> None:
        """Call whoever is to be called today, and say how it goes."""
        for timer in (await self._desk.follow_up())["timers"]:
            if timer["kind"] == "provider-reply" or timer["status"] != "due":
                continue
            outcome = "going-well"
            if self._turn == "something-else" and timer["kind"] == "check-in":
                outcome, self._turn = "needs-something-else", None
            if not await self._desk.contact(outcome, timer=timer["id"]):
                continue
            self._desk.count(f"{timer['kind']}: {outcome}")
            if outcome == "needs-something-else":
                await self._desk.do("rematches", {"exclude": sorted(self._tried)})
                await self._connect(1)

    async def _turned(self) -> str | None:
        """Do what the story has in store, once; return a reason where it ends the case."""
        turn = self._turn
        if turn == "something-else":
            return None
        self._turn = None
        match turn:
            case "moves":
                return "moved-away"
            case "changes-mind":
                await self._change_mind()
            case "break":
                await self._break()
        return None

    async def _change_mind(self) -> None:
        case = await self._desk.case()
        for connection in case["connections"]:
            if connection["status"] in OPEN:
                self._by_hand = [step for step in self._by_hand if step[1] != connection["id"]]
                path = f"connections/{connection['id']}/cancellation"
                if await self._desk.do_unless(OVER, path, {"reason": "declined-by-person"}):
                    self._desk.count("connection cancelled")
        await self._desk.do("rematches", {})
        await self._connect(1)

    async def _break(self) -> None:
        await self._desk.do("pauses", {"reason": "other", "words": "A fortnight away."})
        self._desk.count("break taken")
        await self._calendar.until(self._calendar.day(14))
        await self._desk.do("resumption", {})
