"""What is asked about gaps and what is answered: the bodies and answers of the HTTP API."""

from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel

from towpath_contracts.values import Id, OrganisationId
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

    ``area`` is a postcode sector, as matching said it.
    """

    need: str
    area: str
    state: Standing
    people_waiting: int
    since: AwareDatetime
    organisation: OrganisationId | None = None
    worked_on: AwareDatetime | None = None
    service: Id | None = None
    answered: AwareDatetime | None = None

    @classmethod
    def of(cls, tally: dict[str, Any]) -> Self:
        """Return a gap as its tally says it; one that was raised again has an earlier answer no more."""
        answered = tally["state"] == State.ANSWERED
        return cls(
            need=tally["need"],
            area=tally["area"],
            state=Standing(tally["state"]),
            people_waiting=tally["people"],
            since=tally["since"],
            organisation=tally.get("organisation"),
            worked_on=tally.get("worked_on"),
            service=tally.get("service") if answered else None,
            answered=tally.get("answered") if answered else None,
        )


class GapPage(BaseModel):
    """A page of gaps in the order of need and area; ``next`` is the cursor of the one that follows."""

    contents: list[GapView]
    next: str | None = None
