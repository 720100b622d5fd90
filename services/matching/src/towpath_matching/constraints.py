"""The hard constraints: a table in a fixed order, each with the obstacle that it is called by."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from towpath_contracts.codes import CapacityState, Obstacle
from towpath_matching.candidates import Candidates, around, placed
from towpath_matching.index import Index
from towpath_matching.index.columns import Flags
from towpath_matching.index.shape import COSTS, FREE, STATES
from towpath_matching.index.slotsets import Packed, count, union
from towpath_matching.question import Question

Passes = Callable[[Index, Question, Candidates], Flags]
SHUT = tuple(STATES.index(state.value) for state in (CapacityState.NO_CAPACITY, CapacityState.CLOSED))


def area(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings that serve where the person lives and are not too far to go to; see ``candidates.placed``."""
    return candidates.in_area


def age(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings for the person's age, both bounds included."""
    years, slots = question.request.circumstances.age, candidates.slots
    passed: Flags = (index.columns["minimum_age"][slots] <= years) & (index.columns["maximum_age"][slots] >= years)
    return passed


def circumstance(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings that name nobody in particular, or somebody like the person; see ``policy.CircumstanceRules``."""
    slots, named = candidates.slots, index.circumstances
    passed = np.ones(len(slots), np.bool_)
    for group in (*question.each, question.restricting):
        passed &= ~named.any_of(slots, group) | named.any_of(slots, group & question.circumstances)
    return passed


def access(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings that meet every access need; those that only matter at a place do not count where there is none."""
    slots, features = candidates.slots, index.access
    here, home = features.all_of(slots, question.access), features.all_of(slots, question.access_at_home)
    met = np.where(candidates.at_home, home, here)
    return met | features.none(slots) if question.policy.unsaid.access_passes else met


def language(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings where one of the person's languages is spoken or an interpreter comes."""
    slots, unsaid = candidates.slots, question.policy.unsaid
    if not question.request.languages:
        return np.ones(len(slots), np.bool_)
    met = index.languages.any_of(slots, question.languages) | index.access.any_of(slots, question.interpreter)
    return met | index.languages.none(slots) if unsaid.languages_pass or question.speaks_usual else met


def mode(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings that are given in a way that the person wants, or do not say."""
    slots, wanted = candidates.slots, question.request.preferences.modes
    if not wanted:
        return np.ones(len(slots), np.bool_)
    return index.modes.any_of(slots, index.modes.mask(wanted)) | index.modes.none(slots)


def cost(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings that are free, where the person can take no other."""
    costs = index.columns["cost"][candidates.slots]
    if not question.request.preferences.free_only:
        return np.ones(len(candidates), np.bool_)
    passed: Flags = costs != COSTS if question.policy.unsaid.cost_passes else costs == FREE
    return passed


def room(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass all but listings that said that they have no room; a waiting list is a way in."""
    return ~np.isin(index.columns["state"][candidates.slots], SHUT)


def excluded(index: Index, question: Question, candidates: Candidates) -> Flags:
    """Pass listings that nobody ruled out for this person."""
    return ~np.isin(candidates.slots, question.excluded)


CONSTRAINTS: tuple[tuple[Obstacle, Passes], ...] = (
    (Obstacle.AREA, area),
    (Obstacle.AGE, age),
    (Obstacle.CIRCUMSTANCE, circumstance),
    (Obstacle.ACCESS, access),
    (Obstacle.LANGUAGE, language),
    (Obstacle.MODE, mode),
    (Obstacle.COST, cost),
    (Obstacle.NO_CAPACITY, room),
    (Obstacle.EXCLUDED, excluded),
)
"""What is asked after ``not-active`` and ``need``, which are counted from sets without looking at a single listing."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """Those that fit, and how many others by the first thing that stood in their way; together ``considered``."""

    eligible: Candidates
    considered: int
    excluded: dict[str, int]


def sift(index: Index, question: Question) -> Sifted:
    """Apply every constraint to every listing."""
    wanted = with_needs(index, question)
    meet_need = count(wanted)
    excluded = {Obstacle.NOT_ACTIVE: index.listed - index.active, Obstacle.NEED: index.active - meet_need}
    left = placed(index, question, around(index, question, wanted))
    before = meet_need
    for obstacle, passes in CONSTRAINTS:
        left = left.take(passes(index, question, left))
        excluded[obstacle] = before - len(left)
        before = len(left)
    return Sifted(left, index.listed, {code.value: number for code, number in excluded.items() if number})


def with_needs(index: Index, question: Question) -> Packed:
    """Return the active listings that meet at least one of the needs, as packed bits."""
    return union(index.with_need[code] for code in question.needs if code in index.with_need)
