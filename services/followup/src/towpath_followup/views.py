"""What is asked of follow-up and what it answers: the bodies and answers of the HTTP API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from towpath_contracts.codes import Code, ContactOutcome, MeasurePoint, TimerKind
from towpath_contracts.values import Id
from towpath_followup.measures import Measure, ons4_band
from towpath_followup.model import FollowUp, Phase, Status, Taken, Timer
from towpath_runtime.http import Command

MOST_ANSWERS = 20
LARGEST_ANSWER = 1000


class ContactChannel(StrEnum):
    """The ways in which a person is contacted: those members of the contracts' channels (DCB1605 for the last two)."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    VIDEO = "video"
    IN_PERSON = "in-person"
    BSL_INTERPRETER = "bsl-interpreter"
    TEXT_RELAY = "text-relay"


class ContactBody(Command):
    """A contact that was made or tried. Name the timer that asked for it, or else its kind."""

    timer: Id | None = None
    kind: TimerKind | None = None
    connection: Id | None = None
    outcome: ContactOutcome
    channel: ContactChannel

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "first-contact", "outcome": "left-message", "channel": "phone"}]}
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.timer is None) is (self.kind is None):
            raise PydanticCustomError("timer_or_kind", "name either the timer or the kind of contact")
        if self.timer is not None and self.connection is not None:
            raise PydanticCustomError("timer_or_connection", "the timer knows its connection: leave that out")
        return self


def _numbers_by_question(answers: Any) -> Any:
    """Check here, for pydantic would name a wrong answer by its key, and a key can be anything that was sent."""
    if not isinstance(answers, dict) or len(answers) > MOST_ANSWERS:
        raise PydanticCustomError("answers_by_question", "give the answers by the names of the questions")
    for answer in answers.values():
        number = isinstance(answer, int | float) and not isinstance(answer, bool)
        if not number or not abs(answer) <= LARGEST_ANSWER:
            raise PydanticCustomError("answer_not_a_number", "give a number as each answer")
    return answers


class MeasureBody(Command):
    """A measure that was taken: its code, when, and the answers by the measure's own names of its questions."""

    measure: Code
    point: MeasurePoint
    answers: Annotated[dict[str, float], BeforeValidator(_numbers_by_question)]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "measure": Measure.ONS4.value,
                    "point": "baseline",
                    "answers": {"life-satisfaction": 5, "worthwhile": 6, "happiness": 4, "anxiety": 7},
                }
            ]
        }
    )


class TimerView(BaseModel):
    """A timer as it stands; moments are in UTC. See `Timer` for its fields."""

    id: Id
    referral: Id | None = None
    kind: Code
    connection: Id | None = None
    round: int
    attempt: int
    status: Status
    due: datetime | None = None
    record_by: datetime | None = None
    outcome: Code | None = None
    reason: Code | None = None
    every_days: int | None = None

    @classmethod
    def of(cls, timer: Timer, referral: str | None = None) -> Self:
        """Show a timer, with its referral where that is not said around it."""
        shown = {name: getattr(timer, name) for name in cls.model_fields if name != "referral"}
        return cls(referral=referral, **shown)


class MeasureView(BaseModel):
    """A measure as it was taken; ``bands`` are those of ONS4."""

    measure: Code
    point: Code
    scores: dict[str, float]
    bands: dict[str, str] | None = None

    @classmethod
    def of(cls, taken: Taken) -> Self:
        """Show a measure."""
        is_ons4 = taken.measure == Measure.ONS4
        bands = {name: ons4_band(name, answer) for name, answer in taken.scores.items()} if is_ons4 else None
        return cls(measure=taken.measure, point=taken.point, scores=taken.scores, bands=bands)


class FollowUpView(BaseModel):
    """The follow-up of a referral. ``version`` counts its events."""

    referral: Id
    version: int
    phase: Phase
    timers: list[TimerView]
    measures: list[MeasureView]

    @classmethod
    def of(cls, referral: str, version: int, state: FollowUp) -> Self:
        """Show a follow-up."""
        return cls(
            referral=referral,
            version=version,
            phase=state.phase,
            timers=[TimerView.of(timer) for timer in state.timers],
            measures=[MeasureView.of(taken) for taken in state.measures],
        )


class Worklist(BaseModel):
    """A page of timers, the longest due first; ``next`` is the cursor of the page after it."""

    timers: list[TimerView]
    next: str | None = None


class TimerCount(BaseModel):
    """How many timers of a kind stand somewhere."""

    kind: Code
    status: Status
    count: int


class Counts(BaseModel):
    """What a reconciliation needs.

    ``first_contacts`` are the referrals whose first contact was scheduled: one for each that was accepted.
    ``referrals`` are all that anything was heard of, by phase.
    """

    referrals: dict[Phase, int] = Field(examples=[{"open": 180, "paused": 5, "closed": 15}])
    first_contacts: int
    timers: list[TimerCount]
