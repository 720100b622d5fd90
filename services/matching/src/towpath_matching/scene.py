"""What the factors look at: the candidates beside the columns, the sessions and the needs they meet."""

from dataclasses import dataclass

import numpy as np

from towpath_matching.candidates import Candidates
from towpath_matching.index import Index
from towpath_matching.index.columns import Flags, Floats, Ints
from towpath_matching.index.shape import UNKNOWN_DAY
from towpath_matching.question import Question
from towpath_matching.sessions import Sessions, soonest


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a factor looks at. ``met`` says, need by need in the order of the question, which candidates meet it."""

    index: Index
    question: Question
    candidates: Candidates
    sessions: Sessions
    met: Flags

    def column(self, name: str) -> Ints:
        """Return one column of the index for the candidates."""
        return self.index.columns[name][self.candidates.slots].astype(np.int64)

    def days_since(self, name: str) -> Floats:
        """Return how many days ago the day in a column was, infinity where there is none; what is ahead is today."""
        day = self.column(name)
        return np.where(day == UNKNOWN_DAY, np.inf, np.maximum(self.question.day - day, 0))


def scene(index: Index, question: Question, candidates: Candidates) -> Scene:
    """Gather what the factors need."""
    met = np.array([index.needs.any_of(candidates.slots, mask) for mask in question.need_masks.values()])
    return Scene(index, question, candidates, soonest(index, question, candidates.slots), met)
