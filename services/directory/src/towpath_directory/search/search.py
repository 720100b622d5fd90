"""The search of one process: what it knows of the listings, and what it answers."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from towpath_directory.search.around import Nearness, services_around, spots_around
from towpath_directory.search.asked import Found, Hit, Of, Order, SearchAsked
from towpath_directory.search.cursor import Mark, read, token
from towpath_directory.search.filters import Flags, fitting
from towpath_directory.search.index import Index, identity
from towpath_directory.search.places import UNKNOWN
from towpath_directory.search.plan import Plan, plan
from towpath_directory.search.ranking import Order as Ranks
from towpath_directory.search.ranking import keys
from towpath_directory.search.scoring import Scores, enough, score
from towpath_directory.search.sketch import sketch
from towpath_runtime.errors import Away

Document = dict[str, Any]
Wheres = npt.NDArray[np.intp]


@dataclass(slots=True)
class _Looked:
    """What is left of the listings: slots, rows of locations where these are asked for, and what is known of each."""

    slots: Wheres
    rows: Wheres | None
    near: Nearness | None = None
    relevance: npt.NDArray[np.float32] | None = None

    def keep(self, which: npt.NDArray[np.bool_]) -> None:
        self.slots = self.slots[which]
        self.rows = None if self.rows is None else self.rows[which]
        if self.near is not None:
            self.near = Nearness(self.near.there[which], self.near.group[which], self.near.metres[which])


class Search:
    """Every listing in memory, changed in place. One thread: a change and a question never overlap."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.ready = False
        self.generation = 0
        self.index = Index()
        self._now = now
        self._versions: dict[str, int] = {}

    def take(self, document: Document) -> None:
        """Take an entry as the database has it, unless this version of it, or a later one, is known."""
        service, version = document["_id"], document["version"]
        if self._versions.get(service, -1) >= version:
            return
        self._versions[service] = version
        self.generation += 1
        if "listing" in document:
            self.index.put(service, sketch(document))
        else:
            self.index.drop(service)

    def settled(self) -> None:
        """Say that all listings were taken: from now on there are answers."""
        self.index.settle()
        # What is here stays here: to look through it for cycles again and again would hold up questions for 150 ms.
        gc.collect()
        gc.freeze()
        self.ready = True

    def find(self, asked: SearchAsked) -> Found:
        """Return a page of what fits.

        Raises Away until all listings are read, CursorInvalid, and CursorOfAnotherQuestion.
        """
        if not self.ready:
            raise Away("search")
        mark = read(asked)
        today = self._now().date() if mark is None else mark.today
        fits = fitting(self.index, asked, today)
        if asked.search is None:
            return self._page(asked, self._looked(asked, fits), None, today, mark)
        words = plan(self.index, asked.search) if mark is None or mark.plan is None else mark.plan
        scores = score(self.index, words)
        looked = self._looked(asked, fits & (scores.cover > 0))
        words = _worded(looked, words, scores)
        return self._page(asked, looked, words, today, mark)

    def _looked(self, asked: SearchAsked, fits: Flags) -> _Looked:
        if asked.of is Of.SERVICES:
            looked = _Looked(np.flatnonzero(fits), None)
        else:
            owners = self.index.spots["owner"]
            rows = np.flatnonzero(owners >= 0)
            rows = rows[fits[owners[rows]]]
            looked = _Looked(owners[rows].astype(np.intp), rows)
        if asked.place is not None:
            if looked.rows is None:
                looked.near = services_around(self.index, asked.place, fits)
            else:
                looked.near = spots_around(self.index, asked.place, looked.slots, looked.rows)
            looked.keep(looked.near.there)
        return looked

    def _page(self, asked: SearchAsked, looked: _Looked, words: Plan | None, today: date, mark: Mark | None) -> Found:
        columns, spots, total = self.index.columns, self.index.spots, len(looked.slots)
        if asked.order is Order.ID:
            ranks = np.zeros(total, np.uint64)
        else:
            ranks = keys(looked.relevance, looked.near, columns["rank"][looked.slots])
        by_id = [columns[name][looked.slots] for name in ("high", "low")]
        if looked.rows is not None:
            by_id += [spots[name][looked.rows] for name in ("high", "low")]
        order = Ranks((ranks, *by_id))
        remaining = np.arange(total)
        if mark is not None:
            remaining = np.flatnonzero(order.after(mark.after))
        stop = asked.offset + asked.limit
        page = remaining[order.take(remaining).page(asked.offset, stop)]
        more = len(remaining) > stop
        return Found(
            tuple(self._hit(looked, where) for where in page.tolist()),
            total,
            self.generation,
            token(asked, Mark(words, today, tuple(order.mark(page[-1])))) if more else None,
        )

    def _hit(self, looked: _Looked, where: int) -> Hit:
        columns, spots, slot = self.index.columns, self.index.spots, looked.slots[where]
        location = None
        if looked.rows is not None:
            row = looked.rows[where]
            location = identity(spots["high"][row], spots["low"][row])
        far = UNKNOWN if looked.near is None else int(looked.near.metres[where])
        service = identity(columns["high"][slot], columns["low"][slot])
        return Hit(service, location, None if far == UNKNOWN else far)


def _worded(looked: _Looked, words: Plan, scores: Scores) -> Plan:
    """Leave those that have enough of the words; returns the plan with what is enough."""
    cover = scores.cover[looked.slots]
    least = enough(words, cover) if words.enough is None else words.enough
    looked.keep(cover >= least)
    looked.relevance = scores.score[looked.slots] / np.float32(max(words.top, 1e-6))
    return words.with_enough(least)
