"""The score of each candidate, and what each factor had to do with it."""

from dataclasses import dataclass

import numpy as np

from towpath_matching.factors import FACTORS
from towpath_matching.index.columns import Floats
from towpath_matching.scene import Scene

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A score from 0 to 1 for each candidate, and what each factor added to it or took from it (factors by
    candidates).
    """

    scores: Floats
    effects: Floats


def score(at: Scene) -> Scored:
    """Weigh the factors. A score is a half and the sum of the effects, each rounded first, so that a reader can add
    them up.
    """
    policy = at.question.policy
    effects = np.array([np.round(policy.largest_effect(factor) * value(at), DECIMALS) for factor, value in FACTORS])
    return Scored(np.clip(np.round(0.5 + effects.sum(axis=0), DECIMALS), 0, 1), effects + 0.0)
