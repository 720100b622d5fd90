"""The states of a case and of a connection, and which event leads from one to the next.

The words are those of FHIR Task (R4; Gravity SDOH Clinical Care 3.0), so that a FHIR view follows from the state alone.
Whoever takes the role intake writes no event that these tables do not hold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from towpath_contracts.codes import Reason

BEGINNING = ""
"""The state before the first event."""


class Move(NamedTuple):
    """An event of the referral stream, the state in which it may be said and the one that it leads to."""

    before: str
    event: str
    after: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The states, each with its meaning, and every move between them; a move may lead to where it began."""

    name: str
    states: Mapping[str, str]
    moves: frozenset[Move]

    @property
    def ends(self) -> frozenset[str]:
        """The states that nothing leads out of."""
        return frozenset(self.states) - {move.before for move in self.moves if move.before != move.after}

    def after(self, before: str, event: str) -> frozenset[str]:
        """Return the states that an event may lead to; none where it may not be said."""
        return frozenset(move.after for move in self.moves if (move.before, move.event) == (before, event))


def _moves(before: Iterable[str], events: Iterable[str], after: str | None = None) -> Iterable[Move]:
    """Yield the moves of events from states to one state, or where it is not given to the state they began in."""
    return [Move(state, event, state if after is None else after) for state in before for event in events]


CLOSES: Mapping[Reason, str] = {
    Reason.GOALS_MET: "completed",
    Reason.PARTLY_MET: "completed",
    Reason.NEEDS_MET_ELSEWHERE: "completed",
    Reason.DECLINED: "cancelled",
    Reason.NO_LONGER_INTERESTED: "cancelled",
    Reason.REFERRED_ELSEWHERE: "cancelled",
    Reason.MOVED_AWAY: "cancelled",
    Reason.DECEASED: "cancelled",
    Reason.DUPLICATE: "cancelled",
    Reason.COULD_NOT_CONTACT: "failed",
    Reason.DID_NOT_ENGAGE: "failed",
    Reason.NOT_ELIGIBLE: "failed",
    Reason.NO_CAPACITY: "failed",
    Reason.OUT_OF_AREA: "failed",
    Reason.SAFEGUARDING_OR_CLINICAL: "failed",
    Reason.OTHER: "failed",
    Reason.ENTERED_IN_ERROR: "entered-in-error",
}
"""The state that a case ends in by the reason of ``closed``; the other reasons close no case."""

_WORKED_ON = ("accepted", "in-progress", "on-hold")
_OVER = ("completed", "cancelled", "failed", "entered-in-error")
_ANSWERS = ("connection_accepted", "connection_waitlisted", "connection_rejected")
_COURSES = ("connection_started", "connection_completed", "connection_failed", "connection_cancelled")

CASE = Machine(
    "case",
    {
        "requested": "A referral came in; nobody has taken it on yet.",
        "accepted": "A link worker has it and will get in touch.",
        "rejected": "The team did not take it; the referrer is told why.",
        "in-progress": "Needs are known; options, a plan and connections follow.",
        "on-hold": "The person has a break.",
        "completed": "It ended as hoped, wholly or in part.",
        "cancelled": "The person or their circumstances ended it.",
        "failed": "It could not be done.",
        "entered-in-error": "It should not have been there.",
    },
    frozenset(
        [
            *_moves([BEGINNING], ["received"], "requested"),
            *_moves(["requested"], ["accepted"], "accepted"),
            *_moves(["requested"], ["rejected"], "rejected"),
            *_moves(["accepted", "in-progress"], ["needs_assessed"], "in-progress"),
            *_moves(["in-progress"], ["rematch_requested", "plan_agreed", "connection_requested"]),
            *_moves(["in-progress", "on-hold"], ["options_received", *_ANSWERS, *_COURSES]),
            *_moves(["accepted", "in-progress"], ["paused"], "on-hold"),
            *_moves(["on-hold"], ["resumed"], "in-progress"),
            *_moves(["accepted", "in-progress"], ["next_step_set"]),
            *_moves(_WORKED_ON, ["reallocated"]),
            *_moves(["requested", *_WORKED_ON], ["attention_needed"]),
            *_moves(["requested", *_WORKED_ON, "rejected", *_OVER], ["concern_raised"]),
            *(move for end in _OVER for move in _moves(_WORKED_ON, ["closed"], end)),
            *(move for end in ("cancelled", "entered-in-error") for move in _moves(["requested"], ["closed"], end)),
        ]
    ),
)

CONNECTION = Machine(
    "connection",
    {
        "requested": "The person chose the service; the organisation is asked.",
        "accepted": "The organisation takes the person on.",
        "waitlisted": "The organisation takes the person on later.",
        "rejected": "The organisation said no: other options are asked for.",
        "started": "The person took part for the first time.",
        "completed": "It did what it was for.",
        "failed": "It came to nothing: other options are asked for.",
        "cancelled": "The person changed their mind, or the case ended first.",
    },
    frozenset(
        [
            *_moves([BEGINNING], ["connection_requested"], "requested"),
            *_moves(["requested", "waitlisted"], ["connection_accepted"], "accepted"),
            *_moves(["requested", "waitlisted"], ["connection_waitlisted"], "waitlisted"),
            *_moves(["requested", "waitlisted"], ["connection_rejected"], "rejected"),
            *_moves(["accepted"], ["connection_started"], "started"),
            *_moves(["accepted", "started"], ["connection_completed"], "completed"),
            *_moves(["requested", "waitlisted", "accepted", "started"], ["connection_failed"], "failed"),
            *_moves(["requested", "waitlisted", "accepted", "started"], ["connection_cancelled"], "cancelled"),
        ]
    ),
)
"""A child of its case; its events are the case's, so that they stay in order."""

MACHINES = (CASE, CONNECTION)
