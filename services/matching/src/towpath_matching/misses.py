"""The nearest misses: what would fit, but for what stands in the way."""

import numpy as np

from towpath_contracts.codes import Obstacle
from towpath_contracts.events.matching import NearestMiss
from towpath_matching.candidates import placed
from towpath_matching.constraints import CONSTRAINTS, excluded, with_needs
from towpath_matching.index import Index
from towpath_matching.index.slotsets import slots_of
from towpath_matching.question import Question


def nearest_misses(index: Index, question: Question) -> tuple[NearestMiss, ...]:
    """Return active listings for the needs with the fewest obstacles, the nearest first among equals.

    Left out are those that the person or the provider declined, and those that are too far, or nobody knows how far,
    away.
    """
    pool = placed(index, question, slots_of(with_needs(index, question)))
    near = np.where(np.isfinite(pool.km), pool.km <= question.policy.area.miss_within_km, pool.in_area)
    pool = pool.take(near & excluded(index, question, pool))
    if not len(pool):
        return ()
    blocked = np.array([~passes(index, question, pool) for _, passes in CONSTRAINTS])
    high, low = index.columns["high"][pool.slots], index.columns["low"][pool.slots]
    order = np.lexsort((low, high, pool.km, blocked.sum(axis=0)))[: question.policy.misses]
    codes: tuple[Obstacle, ...] = tuple(obstacle for obstacle, _ in CONSTRAINTS)
    return tuple(
        NearestMiss(
            service=index.service(int(pool.slots[n])),
            in_the_way=tuple(code.value for code, stands in zip(codes, blocked[:, n], strict=True) if stands),
            km=float(pool.km[n]) if np.isfinite(pool.km[n]) else None,
        )
        for n in order
    )
