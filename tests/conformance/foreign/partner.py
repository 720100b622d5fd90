"""A partner organisation by a stranger: it says yes to whatever is offered, at once, and keeps nothing.

``python partner.py --kafka HOST:PORT --prefix towpath. --organisation acorn`` prints ``ready`` once it listens.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from conformance.foreign.stranger import Document, News, Said, Stranger


class Partner(Stranger):
    """Answers from the offer alone: the ids follow from it, so that the same offer has the same answer."""

    service = "desk"
    keeps_count = False

    def __init__(self, kafka: str, prefix: str, organisation: str, wrong: str = "", kept: Any = None) -> None:
        super().__init__(kafka, prefix, wrong, kept)
        self.organisation = organisation
        self.group = f"{organisation}.desk"
        self.streams = (f"partner.{organisation}.inbox",)

    def knows(self, news: News) -> bool:
        """Offers; those that were taken back need nothing here, for nothing is kept."""
        return news.kind == "inbox.connection_offered.v1"

    async def take(self, news: News) -> None:
        """Answer every time: an answer that comes again is the same."""
        for nth, said in enumerate(self.hear({}, news)):
            await self.say({}, said, news, nth)

    def hear(self, state: Document, news: News) -> Iterator[Said]:
        """Say yes."""
        connection = news.document["connection"]
        says = {"connection": connection, "organisation": self.organisation}
        attended = self.said("attendance_recorded", says | {"session": "2026-03-03", "attended": True})
        answer = self.said("connection_answered", says | {"answer": "accepted"})
        match self.wrong:
            case "other-words":
                answer = self.said("connection_answered", says | {"answer": "oh-yes"})
            case "no-reason":
                answer = self.said("connection_answered", says | {"answer": "rejected"})
            case "changes-its-mind" if self.again(news):
                answer = self.said("connection_answered", says | {"answer": "waitlisted"})
            case "returns-contact":
                answer.document["contact"] = news.document.get("contact")
            case "unasked":
                yield self.said("connection_answered", says | {"connection": str(uuid4()), "answer": "accepted"})
            case "attends-first":
                yield attended
        yield answer

    def again(self, news: News) -> bool:
        """Whether this offer came before."""
        known = news.attributes["id"] in self.kept
        self.kept[news.attributes["id"]] = {}
        return known

    def said(self, name: str, document: Document) -> Said:
        """A reply."""
        topic = self.topic(f"partner.{self.organisation}.replies")
        return Said(topic, f"replies.{name}", document["connection"], document)

    def attributes(self, attributes: dict[str, str]) -> dict[str, str]:
        """Speak as somebody else, where that is what it gets wrong."""
        if self.wrong == "for-somebody-else":
            return attributes | {"source": "/org/somebody-else/desk"}
        return attributes


class Desk(Partner):
    """The same organisation where people answer: an offer lies there until somebody says what to answer."""

    async def take(self, news: News) -> None:
        """Keep the offer; one that comes again lies there already."""
        self.kept.setdefault(news.document["connection"], {"news": news})

    async def ask(self, what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer an offer, as soon as it is there."""
        while details["connection"] not in self.kept:
            await asyncio.sleep(0.02)
        says = {name: details[name] for name in ("connection", "answer")}
        answer = self.said("connection_answered", says | {"organisation": self.organisation})
        await self.say({}, answer, self.kept[details["connection"]]["news"])
        return {}


async def main() -> None:
    """Answer until killed."""
    parser = argparse.ArgumentParser()
    for name in ("kafka", "prefix", "organisation"):
        parser.add_argument(f"--{name}", required=True)
    given = parser.parse_args()
    partner = Partner(given.kafka, given.prefix, given.organisation)
    running = asyncio.create_task(partner.run())
    waiting = asyncio.create_task(partner.ready.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        print("ready", flush=True)
    await running


if __name__ == "__main__":
    asyncio.run(main())
