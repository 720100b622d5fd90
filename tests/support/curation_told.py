"""Listings in work: fields that can be published, who acts, and what a history of commands comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from support.directory_records import NOW, PUBLISHER
from towpath_contracts.event import Event
from towpath_directory.commands import By
from towpath_directory.curation.commands import Publish, Save, Step, Submit
from towpath_directory.curation.policy import Policy
from towpath_directory.evolve import evolve
from towpath_directory.model import Entry
from towpath_directory.stream import entries

SERVICE = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a77"
CURATOR = By("curator", "curator-7")
OWNER = By("owner", "walkers")
PUBLISHED_BY = By("publisher", PUBLISHER)


def because(by: By, reason: str) -> By:
    """Somebody with a reason."""
    return By(by.kind, by.name, reason)


def fields(**changes: JsonValue) -> dict[str, JsonValue]:
    """A listing that can be published, as JSON has it."""
    whole: dict[str, JsonValue] = {
        "name": "Canal walkers",
        "description": "We walk along the water at an easy pace.",
        "organization": {"name": "Walkers of the Cut", "website": "https://walkers.example"},
        "publisher": PUBLISHER,
        "phones": [{"number": "0151 496 0000"}],
        "needs": ["loneliness"],
        "nationwide": True,
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def save(by: By = CURATOR, expected: int | None = None, **changes: JsonValue) -> Save:
    """Keep such a listing in work."""
    return Save(by, expected, fields=fields(**changes))


def submit(by: By = CURATOR, expected: int | None = None) -> Submit:
    """Hand it over."""
    return Submit(by, expected, service=SERVICE)


def publish(by: By = CURATOR, expected: int | None = None) -> Publish:
    """Publish it."""
    return Publish(by, expected, service=SERVICE)


class Story:
    """What becomes of one listing; ``events`` are all that happened."""

    def __init__(self, policy: Policy | None = None) -> None:
        self._decide = entries(curation=policy).decide
        self.state: Entry | None = None
        self.events: list[Event] = []

    def ask(self, asked: Any, now: datetime = NOW) -> Sequence[Event]:
        """Ask for something; returns what happened. Raises what the rules refuse."""
        said = self._decide(self.state, asked, now)
        for event in said:
            self.state = evolve(self.state, event)
        self.events += said
        return said

    @property
    def entry(self) -> Entry:
        """How it stands."""
        return self.state or Entry()


def after(*asked: Step | Any, policy: Policy | None = None) -> Story:
    """The story of a listing of which all this was asked."""
    story = Story(policy)
    for one in asked:
        story.ask(one)
    return story


def kinds(events: Iterable[Event]) -> list[str]:
    """What happened, by name."""
    return [type(event).__name__ for event in events]
