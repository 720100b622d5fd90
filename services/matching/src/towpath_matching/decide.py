"""The answer to a request for options: pure, the same for the same request, directory, policy and moment."""

from datetime import UTC, date, datetime, time, timedelta
from textwrap import shorten

import numpy as np

from towpath_contracts.events.matching import NoMatchFound, Option, OptionReason, OptionsProposed
from towpath_contracts.events.referral import MatchRequest
from towpath_matching.constraints import sift
from towpath_matching.factors import FACTORS
from towpath_matching.index import Index
from towpath_matching.index.rhythm import UNKNOWN_MINUTE
from towpath_matching.index.shape import UNKNOWN
from towpath_matching.misses import nearest_misses
from towpath_matching.policy import Policy
from towpath_matching.question import LONDON, ask
from towpath_matching.scene import Scene, scene
from towpath_matching.scoring import DECIMALS, Scored, score
from towpath_matching.variety import choose
from towpath_matching.words import WORDS

LONGEST = 200
"""Characters of the words of a reason (contracts, ``Words``)."""


def answer(request: MatchRequest, index: Index, policy: Policy, now: datetime) -> OptionsProposed | NoMatchFound:
    """Propose the services that fit best, or say that none does and what stands in the way.

    ``now`` is aware and rules sessions and ages of reports. ``considered`` counts every listing: those that fit and,
    under the first thing in their way, those that do not.
    """
    question = ask(request, index, policy, now)
    sifted = sift(index, question)
    said = {
        "assessment": request.assessment,
        "considered": sifted.considered,
        "excluded": sifted.excluded,
        "policy": policy.name,
        "directory_as_of": index.as_of,
    }
    if not len(sifted.eligible):
        return NoMatchFound(
            **said, needs_unmet=tuple(question.needs), area=request.area, nearest_misses=nearest_misses(index, question)
        )
    at = scene(index, question, sifted.eligible)
    scored = score(at)
    options = tuple(option(at, scored, n, rank) for rank, n in enumerate(choose(at, scored), start=1))
    unmet = tuple(code for code, met in zip(question.needs, at.met, strict=True) if not met.any())
    return OptionsProposed(**said, options=options, needs_unmet=unmet)


def option(at: Scene, scored: Scored, n: int, rank: int) -> Option:
    """Say what is known of candidate ``n``, and why it has its score."""
    slot = int(at.candidates.slots[n])
    km, wait_days = float(at.candidates.km[n]), int(at.index.columns["wait_days"][slot])
    return Option(
        service=at.index.service(slot),
        organisation=at.index.organisations[slot],
        rank=rank,
        score=float(scored.scores[n]),
        needs=tuple(code for code, met in zip(at.question.needs, at.met[:, n], strict=True) if met),
        reasons=tuple(reasons(at, scored, n)),
        km=round(km, 2) if np.isfinite(km) else None,
        next_session=next_session(at, n),
        expected_wait_days=None if wait_days == UNKNOWN else wait_days,
    )


def reasons(at: Scene, scored: Scored, n: int) -> list[OptionReason]:
    """Return a reason for every factor that had something to say, in the order of the table."""
    found = []
    for (factor, _), effects in zip(FACTORS, scored.effects, strict=True):
        words = WORDS[factor](at, n)
        if words is not None:
            if len(words) > LONGEST:
                words = shorten(words, LONGEST, placeholder="…")
            found.append(OptionReason(factor=factor.value, effect=round(float(effects[n]), DECIMALS), words=words))
    return found


def next_session(at: Scene, n: int) -> datetime | None:
    """Return when the next session opens, in UTC, or None where the day or the time is not known."""
    row = int(at.sessions.row[n])
    if row < 0 or at.index.rhythms["opens"][row] == UNKNOWN_MINUTE:
        return None
    hour, minute = divmod(int(at.index.rhythms["opens"][row]), 60)
    day = date(1970, 1, 1) + timedelta(days=int(at.sessions.day[n]))
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
