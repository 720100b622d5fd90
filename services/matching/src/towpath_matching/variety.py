"""Which of those that fit to propose: the best, and not one need five times."""

import numpy as np

from towpath_matching.index.columns import Ints
from towpath_matching.scene import Scene
from towpath_matching.scoring import Scored


def choose(at: Scene, scored: Scored) -> list[int]:
    """Return the positions of the candidates to propose, the best first.

    Each need that can be met has the best listing for it, the person's first priorities first; then come the best of
    the rest, where a listing loses a little for every one chosen that already meets its least covered need. Ties go
    to the nearer, then to the lower id.
    """
    policy, columns, slots = at.question.policy, at.index.columns, at.candidates.slots
    order = np.lexsort((columns["low"][slots], columns["high"][slots], at.candidates.km, -scored.scores))
    met = at.met[:, order]
    best_of: list[Ints] = [np.flatnonzero(row)[: policy.options] for row in met]
    covered = [0] * len(best_of)
    chosen: list[int] = []

    def take(place: int) -> None:
        chosen.append(place)
        for n in np.flatnonzero(met[:, place]):
            covered[n] += 1

    for n, places in enumerate(best_of):
        if len(places) and not covered[n] and len(chosen) < policy.options:
            take(int(places[0]))
    left = sorted({int(place) for places in best_of for place in places} - set(chosen))
    while left and len(chosen) < policy.options:
        repeats = [min(covered[n] for n in np.flatnonzero(met[:, place])) for place in left]
        worth = [scored.scores[order[p]] - policy.repeat_penalty * r for p, r in zip(left, repeats, strict=True)]
        take(left.pop(worth.index(max(worth))))
    return [int(order[place]) for place in sorted(chosen)]
