"""How much the listings have of the words of a question."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from towpath_directory.search.index import Index
from towpath_directory.search.plan import Plan

Reals = npt.NDArray[np.float32]

ENOUGH = 0.7
"""The part of what the best listing has of the words that any other has to have, by what the words are worth."""

LEAST = 0.34
"""Less than this part of what all the words are worth is not found at all."""


@dataclass(frozen=True, slots=True)
class Scores:
    """For each slot: ``score`` by BM25, and ``cover``, what the words that it has are worth."""

    score: Reals
    cover: Reals


def score(index: Index, plan: Plan) -> Scores:
    """Score every listing. The forms of one word are alternatives: the best counts."""
    room = index.columns.count
    total, cover = np.zeros(room, np.float32), np.zeros(room, np.float32)
    for word in plan.words:
        best = np.zeros(room, np.float32)
        for form in word.forms:
            postings = index.postings(form.term)
            if postings is not None:
                slots = postings.slots()
                best[slots] = np.maximum(best[slots], postings.weights() * np.float32(form.worth / 255))
        total += best
        cover += np.float32(word.worth) * (best > 0)
    return Scores(total, cover)


def enough(plan: Plan, cover: Reals) -> float:
    """Return how much a listing has to have, when these are the covers of those that fit otherwise."""
    most = float(cover.max(initial=0.0))
    return round(max(LEAST * plan.worth, ENOUGH * most) - 0.01, 3)
