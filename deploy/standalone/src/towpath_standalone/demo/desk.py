"""A link worker's desk for one person: what is written down over HTTP, each act once however often it is sent."""

from __future__ import annotations

from collections.abc import Container
from typing import Self

from towpath_standalone.client import Document, Refused
from towpath_standalone.demo.stage import Stage
from towpath_standalone.region import Person, Team

NEVER_BY_PHONE = {"bsl"}
BASELINE = {"life-satisfaction": 4, "worthwhile": 4, "happiness": 3, "anxiety": 7}
END = {"life-satisfaction": 7, "worthwhile": 7, "happiness": 6, "anxiety": 4}


class Desk:
    """The acts around one referral. Every act has a key of its own, counted from 1 in the order of the acts."""

    def __init__(self, stage: Stage, nth: int, person: Person) -> None:
        self.stage = stage
        self.nth = nth
        self.person = person
        self.referral = ""
        self._acts = 0
        self._steps: set[str] = set()

    @classmethod
    async def receive(cls, stage: Stage, nth: int, person: Person) -> Self:
        """Refer the person."""
        desk = cls(stage, nth, person)
        organisation, kind, channel = person.referrer
        body = {
            "person": desk._on_paper(),
            "referrer": {"organisation": organisation, "kind": kind, "channel": channel},
            "urgency": person.urgency,
            "reasons": person.reasons,
            "words": person.matters,
            "team": desk.team.id,
        }
        received = await stage.client.post("/referral/v1/referrals", desk._key("received"), body)
        desk.referral = str(received["id"])
        desk.reached_step("received")
        return desk

    @property
    def team(self) -> Team:
        """The team of the person's place."""
        teams = [team for team in self.stage.region.teams if team.place == self.person.place]
        return teams[self.nth % len(teams)]

    @property
    def channel(self) -> str:
        """The way in which the person is contacted; never by telephone where that is of no use."""
        return "bsl-interpreter" if NEVER_BY_PHONE & set(self.person.access_needs) else "phone"

    def reached_step(self, step: str) -> None:
        """Count that the person came to a step, the first time."""
        if step not in self._steps:
            self._steps.add(step)
            self.stage.tally.steps[step] += 1

    def count(self, act: str) -> None:
        """Count something that happened on the way."""
        self.stage.tally.acts[act] += 1

    async def do(self, act: str, body: Document) -> Document:
        """Do something with the referral."""
        given = {name: value for name, value in body.items() if value is not None}
        path = f"/referral/v1/referrals/{self.referral}/{act}"
        return await self.stage.client.post(path, self._key(act.rpartition("/")[2]), given)

    async def do_unless(self, codes: Container[str], act: str, body: Document) -> bool:
        """Do something with the referral; whether it was done, and not refused for one of these reasons."""
        try:
            await self.do(act, body)
        except Refused as refused:
            if refused.code not in codes:
                raise
            return False
        return True

    async def accept(self) -> None:
        """Take the referral on."""
        workers = self.team.link_workers
        await self.do("acceptance", {"link_worker": workers[self.nth % len(workers)], "team": self.team.id})
        self.reached_step("accepted")

    async def assess(self, preferences: Document) -> None:
        """Write down what is needed, and how the person is now."""
        needs = [{"code": code, "priority": at} for at, code in enumerate(self.person.needs, start=1)]
        body = {"needs": needs, "circumstances": self.person.circumstances, "preferences": preferences}
        await self.do("assessments", body)

    async def case(self) -> Document:
        """Return the case as it stands."""
        return await self.stage.client.get(f"/referral/v1/referrals/{self.referral}")

    async def options_came(self) -> Document:
        """Return the case once no answer of matching is awaited."""
        path = f"/referral/v1/referrals/{self.referral}"
        return await self.stage.when(
            path, self.referral, lambda case: case["options"]["awaited"] == 0, "options that were asked for"
        )

    async def options(self) -> list[Document]:
        """Return the options that were proposed last, the best first."""
        answer = await self.stage.client.get(f"/referral/v1/referrals/{self.referral}/options")
        return list(answer.get("options", []))

    async def follow_up(self) -> Document:
        """Return what is awaited, once follow-up knows of the referral."""
        path = f"/followup/v1/referrals/{self.referral}"
        return await self.stage.when(
            path, self.referral, lambda _: True, "follow-up to know the referral", missing=True
        )

    async def contact(self, outcome: str, timer: str) -> bool:
        """Record a contact that a timer asked for; whether it still did."""
        path = f"/followup/v1/referrals/{self.referral}/contacts"
        body = {"timer": timer, "outcome": outcome, "channel": self.channel}
        try:
            await self.stage.post_soon(path, self.referral, self._key("contact"), body)
        except Refused as refused:
            if refused.code != "timer-settled":
                raise
            return False
        return True

    async def measure(self, point: str, answers: Document) -> None:
        """Record how the person is (ONS4)."""
        path = f"/followup/v1/referrals/{self.referral}/measures"
        body = {"measure": "ons4", "point": point, "answers": answers}
        await self.stage.post_soon(path, self.referral, self._key("measure"), body)

    def _key(self, act: str) -> str:
        self._acts += 1
        return f"{self.stage.run}/{self.nth}/{self._acts}-{act}"

    def _on_paper(self) -> Document:
        person = self.person
        wishes: Document = {"prefers": self.channel}
        if self.channel != "phone":
            wishes["never"] = ["phone"]
        paper: Document = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "date_of_birth": person.date_of_birth.isoformat(),
            "postcode": person.postcode,
            "phone": person.phone,
            "languages": person.languages,
            "access_needs": person.access_needs,
            "contact": wishes,
        }
        return paper if person.nhs_number is None else paper | {"nhs_number": person.nhs_number}
