"""What is asked about gaps and what is answered: the bodies and answers of the HTTP API."""

from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel

from towpath_contracts.values import Id, OrganisationId
from towpath_directory.gaps.shown import Onlookers, Shown
from towpath_directory.gaps.store import State
from towpath_runtime.http import Command


class Standing(StrEnum):
    """Where a gap stands."""

    RAISED = State.RAISED
    WORKED_ON = State.WORKED_ON
    ANSWERED = State.ANSWERED


class AnswerBody(Command):
    """The service that answers a gap; it has to be in the directory."""

    service: Id


class WorkBody(Command):
    """The organisation that works on a gap."""

    organisation: OrganisationId


class GapView(BaseModel):
    """A gap: how many people wait and since when; who works on it; the service that answered it, and when.

    ``area`` is a postcode sector, as matching said it. Of few people it is told that they are fewer than so many, and
    neither their number nor since when they wait.
    """

    need: str
    area: str
    state: Standing
    people_waiting: int | None = None
    fewer_than: int | None = None
    since: AwareDatetime | None = None
    organisation: OrganisationId | None = None
    worked_on: AwareDatetime | None = None
    service: Id | None = None
    answered: AwareDatetime | None = None

    @classmethod
    def of(cls, tally: dict[str, Any], shown: Shown, asked_by: Onlookers) -> Self:
        """Return a gap as its tally says it; one that was raised again has an earlier answer no more."""
        answered = tally["state"] == State.ANSWERED
        exactly = shown.exactly(tally["people"], asked_by)
        return cls(
            need=tally["need"],
            area=tally["area"],
            state=Standing(tally["state"]),
            people_waiting=tally["people"] if exactly else None,
            fewer_than=None if exactly else shown.least,
            since=tally["since"] if exactly else None,
            organisation=tally.get("organisation"),
            worked_on=tally.get("worked_on"),
            service=tally.get("service") if answered else None,
            answered=tally.get("answered") if answered else None,
        )


class GapPage(BaseModel):
    """A page of gaps in the order of need and area; ``next`` is the cursor of the one that follows."""

    contents: list[GapView]
    next: str | None = None
