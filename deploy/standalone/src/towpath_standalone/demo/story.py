"""What becomes of each person: a deck of stories, so that every way through is walked even in a short demo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One way through.

    ``rejected`` is why the team says no. ``contacts`` is what comes of trying to reach the person for the first time:
    reached, declined, no-answer, or missed where nobody tried. ``turn`` is what happens on the way.
    """

    name: str
    contacts: tuple[str, ...] = ("reached",)
    rejected: str | None = None
    turn: str | None = None


STRAIGHT = Story("straight")
DECK = (
    STRAIGHT,
    Story("reached at the second attempt", contacts=("no-answer", "reached")),
    Story("two connections", turn="two"),
    STRAIGHT,
    Story("not taken on", rejected="out-of-area"),
    Story("nothing fits at first", turn="too-near"),
    STRAIGHT,
    Story("never reached", contacts=("no-answer", "no-answer", "no-answer")),
    Story("changes their mind", turn="changes-mind"),
    Story("two connections", turn="two"),
    STRAIGHT,
    Story("says no", contacts=("declined",)),
    Story("takes a break", turn="break"),
    STRAIGHT,
    Story("first contact forgotten", contacts=("missed", "reached")),
    Story("needs something else", turn="something-else"),
    STRAIGHT,
    Story("moves away", turn="moves"),
    Story("tells of a crisis", turn="crisis"),
    STRAIGHT,
)
"""Dealt in this order, over and over."""
