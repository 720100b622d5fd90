"""A small intake by a stranger, which is asked by calls: it keeps its cases, and tells what happens to them."""

import asyncio
import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from conformance.foreign.stranger import Document, News, Said, Stranger

BECOMES = {
    "accepted": "connection_accepted",
    "waitlisted": "connection_waitlisted",
    "rejected": "connection_rejected",
    "completed": "connection_completed",
}
AREA = {"code": "L8 5"}


def sealed(words: str) -> str:
    """Return something of the form of a JWE. It is encrypted to nobody, and holds nothing."""
    parts = (json.dumps({"alg": "ECDH-ES", "enc": "A256GCM"}), "", "nonce", words, "tag")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


class Intake(Stranger):
    """Keeps a case for each referral, with its connections by their ids."""

    service = "intake"

    def __init__(self, kafka: str, prefix: str, partner: str, wrong: str = "", kept: Any = None) -> None:
        super().__init__(kafka, prefix, wrong, kept)
        self.partner = partner
        self.streams = ("matching", f"partner.{partner}.replies")
        self.busy = asyncio.Lock()

    async def ask(self, what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do what people ask an intake for."""
        async with self.busy:
            match what:
                case "refer":
                    return {"referral": await self.refer(details)}
                case "connect":
                    return {"connection": await self.connect(details)}
            await self.tell(details["referral"], *self.close(details))
            return {}

    async def tell(self, referral: str, *said: Said) -> None:
        """Send what was decided on a case."""
        state = self.kept[referral]
        for one in said:
            await self.say(state, one, self.asked_for(referral))

    def asked_for(self, referral: str) -> News:
        """What stands for the call that asked."""
        return News("", "", {"id": str(uuid4()), "correlationid": referral}, {})

    async def refer(self, details: Mapping[str, Any]) -> str:
        """Receive, accept and assess."""
        referral, team = str(uuid4()), "stranger"
        self.kept[referral] = {"assessment": str(uuid4()), "connections": {}, "answered": []}
        needs = [{"code": code, "priority": 1} for code in details["needs"]]
        referrer = {"organisation": team, "kind": "gp", "channel": "api"}
        received = {"person": str(uuid4()), "referrer": referrer, "urgency": "routine", "area": AREA, "age": 75}
        if self.wrong == "tells-the-name":
            received["team"] = received["name"] = details["person"]["given_name"].lower()
        if self.wrong == "tells-the-postcode":
            received["where"] = details["person"]["postcode"]
        story = [
            self.said(referral, "received", **received),
            self.said(referral, "accepted", link_worker=str(uuid4()), team=team),
            self.said(
                referral,
                "needs_assessed",
                assessment=self.kept[referral]["assessment"],
                needs=needs,
                circumstances={"age": 75},
                area=AREA,
            ),
        ]
        if self.wrong == "disorder":
            story.reverse()
        await self.tell(referral, *story)
        return referral

    async def connect(self, details: Mapping[str, Any]) -> str:
        """Ask an organisation, through its inbox where it is the partner."""
        referral, connection, organisation = details["referral"], str(uuid4()), details["organisation"]
        partner = organisation == self.partner
        self.kept[referral]["connections"][connection] = {"organisation": organisation, "stands": "requested"}
        says = {"connection": connection, "service": details["service"], "organisation": organisation}
        requested = self.said(referral, "connection_requested", **says, offered=partner and self.wrong != "quiet")
        if not partner:
            await self.tell(referral, requested)
            return connection
        contact = sealed("nothing at all")
        if self.wrong == "plain-contact":
            contact = f"bm9uZQ..bm9uZQ.{base64.urlsafe_b64encode(b'nobody').decode().rstrip('=')}.bm9uZQ"
        await self.tell(referral, requested, self.to_partner("connection_offered", says | {"contact": contact}))
        return connection

    def close(self, details: Mapping[str, Any]) -> Iterator[Said]:
        """End a case and its connections."""
        referral, reason = details["referral"], details["reason"]
        yield self.said(referral, "closed", reason=reason)
        for connection, kept in self.kept[referral]["connections"].items():
            yield self.said(referral, "connection_cancelled", connection=connection, reason=reason)
            if kept["organisation"] == self.partner and self.wrong != "keeps-its-offers":
                says = {"connection": connection, "organisation": self.partner, "reason": reason}
                yield self.to_partner("connection_withdrawn", says)

    def said(self, referral: str, name: str, /, **document: object) -> Said:
        """An event of the referral stream."""
        return Said(self.topic("referral"), f"referral.{name}", referral, document)

    def to_partner(self, name: str, document: Document) -> Said:
        """An event in the partner's inbox."""
        topic = self.topic(f"partner.{self.partner}.inbox")
        return Said(topic, f"inbox.{name}", document["connection"], document)

    def about(self, news: News) -> str:
        """The referral, which a partner does not know but sends back."""
        return news.attributes.get("correlationid") or news.attributes["subject"]

    def knows(self, news: News) -> bool:
        """The answers of matching and the replies of the partner, to cases that are kept here."""
        mine = news.kind.split(".")[1] in (
            *("options_proposed", "no_match_found"),
            *("connection_answered", "attendance_recorded", "connection_ended"),
        )
        return mine and self.about(news) in self.kept

    async def take(self, news: News) -> None:
        """Have an effect, and let no call come between."""
        async with self.busy:
            await super().take(news)

    def hear(self, state: Document, news: News) -> Iterator[Said]:
        """Take options, or what a partner says of a connection of its own."""
        referral, document = self.about(news), news.document
        if "assessment" in document:
            answer, options = news.attributes["id"], document.get("options", [])
            outcome = "proposed" if options else "none-found"
            says = {"assessment": document["assessment"], "answer": answer, "outcome": outcome}
            yield self.said(
                referral, "options_received", **says, options=0 if self.wrong == "counts-nothing" else len(options)
            )
            return
        connection = state["connections"].get(document["connection"])
        if connection is None:
            return
        mine = document["organisation"] == self.partner == connection["organisation"]
        became = document.get("answer") or document.get("outcome") or ("started" if document.get("attended") else "")
        if (not mine and self.wrong != "believes-anybody") or (
            connection["stands"] == became and self.wrong != "answers-each-time"
        ):
            return
        connection["stands"] = became
        says = {"connection": document["connection"], "reason": document.get("reason")}
        yield self.said(referral, BECOMES.get(became, "connection_started"), **says)
