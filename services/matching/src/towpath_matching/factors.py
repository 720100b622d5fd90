"""The factors of the score: a table of what speaks for and against an option, from -1 to 1 each, 0 where nothing is
known.
"""

from collections.abc import Callable

import numpy as np

from towpath_contracts.codes import CapacityState, Factor, Setting
from towpath_matching.index.columns import Floats
from towpath_matching.index.shape import COSTS, FREE, SETTINGS, STATES, UNKNOWN
from towpath_matching.scene import Scene
from towpath_matching.sessions import NEVER

ROOM, WAITLIST = STATES.index(CapacityState.CAPACITY.value), STATES.index(CapacityState.WAITLIST.value)


def need(at: Scene) -> Floats:
    """The most important need that is met, and how much of all of them is; never below 0, for meeting one is good."""
    weight = np.array(list(at.question.needs.values()))[:, np.newaxis]
    breadth = at.question.policy.shares.need_breadth
    best, share = (weight * at.met).max(axis=0), (weight * at.met).sum(axis=0) / weight.sum()
    return np.asarray(best * (1 - breadth) + share * breadth, np.float64)


def distance(at: Scene) -> Floats:
    """How far to go, or that there is no need to go."""
    shares, km = at.question.policy.shares, at.candidates.km
    known = np.isfinite(km)
    far = np.where(known, at.question.policy.curves.distance.at(km), shares.distance_unknown)
    far = np.where(at.index.columns["nationwide"][at.candidates.slots], shares.distance_nationwide, far)
    return np.where(at.candidates.at_home, np.maximum(far, shares.distance_at_home), far)


def session(at: Scene) -> Floats:
    """How soon the next session is."""
    known = at.sessions.day != NEVER
    return np.where(
        known, at.question.policy.curves.session.at((at.sessions.day - at.question.day).astype(np.float64)), 0.0
    )


def wait(at: Scene) -> Floats:
    """How long until the person can begin, as far as the report is believed."""
    state, days, policy = at.column("state"), at.column("wait_days"), at.question.policy
    said = np.where(state == ROOM, policy.curves.wait.at(np.zeros(1)), 0.0)
    said = np.where(state == WAITLIST, policy.shares.waitlist_unknown, said)
    said = np.where(days != UNKNOWN, policy.curves.wait.at(days.astype(np.float64)), said)
    return said * belief(at)


def belief(at: Scene) -> Floats:
    """How far each capacity report is believed, from 0 to 1, by its age."""
    days = at.days_since("capacity_day")
    return np.where(np.isfinite(days), np.maximum(at.question.policy.curves.belief.at(days), 0.0), 0.0)


def preference(at: Scene) -> Floats:
    """The mean over what the person has a wish about."""
    parts = [part for part in (timing(at), setting(at), mode(at)) if part is not None]
    return np.mean(parts, axis=0) if parts else np.zeros(len(at.candidates))


def timing(at: Scene) -> Floats | None:
    """1 for a session at a wished time, -1 for sessions at others only, 0 where none is known; None without a wish."""
    if not (at.question.days or at.question.parts):
        return None
    return np.where(at.sessions.day == NEVER, 0.0, np.where(at.sessions.fits, 1.0, -1.0))


def setting(at: Scene) -> Floats | None:
    """1 for the wished setting, -1 for the other one, 0 where it can be either."""
    wish = at.question.request.preferences.setting
    if wish == Setting.EITHER or wish not in SETTINGS:
        return None
    has = at.column("setting")
    return np.where(has == SETTINGS.index(wish), 1.0, np.where(has > SETTINGS.index(Setting.EITHER), -1.0, 0.0))


def mode(at: Scene) -> Floats | None:
    """1 for a wished mode, -1 where the listing does not say how it is given."""
    modes, wanted = at.index.modes, at.question.request.preferences.modes
    return np.where(modes.any_of(at.candidates.slots, modes.mask(wanted)), 1.0, -1.0) if wanted else None


def circumstance(at: Scene) -> Floats:
    """Whether it is meant for people like this person."""
    return at.index.circumstances.any_of(at.candidates.slots, at.question.circumstances).astype(np.float64)


def cost(at: Scene) -> Floats:
    """Free, or not."""
    shares, costs = at.question.policy.shares, at.column("cost")
    return np.where(costs == FREE, shares.cost_free, np.where(costs == COSTS, shares.cost_costs, 0.0))


def language(at: Scene) -> Floats:
    """Whether a language of the person other than the usual one is spoken."""
    slots, question = at.candidates.slots, at.question
    if not question.request.languages:
        return np.zeros(len(slots))
    spoken = at.index.languages.any_of(slots, question.other_languages)
    by_interpreter = at.index.access.any_of(slots, question.interpreter)
    unsaid = at.index.languages.none(slots)
    if question.speaks_usual:
        return spoken.astype(np.float64)
    return np.select([spoken, by_interpreter, unsaid], [1.0, 0.5, -1.0], 0.0)


def access(at: Scene) -> Floats:
    """Whether what the person needs is there, or nobody has said."""
    features, slots, question = at.index.access, at.candidates.slots, at.question
    asked = np.where(at.candidates.at_home, bool(question.access_at_home), bool(question.access))
    return asked * np.where(features.none(slots), -1.0, 1.0)


def freshness(at: Scene) -> Floats:
    """How long ago somebody checked the listing."""
    days, policy = at.days_since("checked"), at.question.policy
    return np.where(np.isfinite(days), policy.curves.freshness.at(days), policy.shares.freshness_unknown)


def load(at: Scene) -> Floats:
    """How many places are not spoken for, so that a small group is not flooded; as far as the report is believed."""
    spaces, in_flight = at.column("spaces"), np.maximum(at.column("in_flight"), 0)
    free = np.clip((spaces - in_flight) / np.maximum(spaces, 1), -1, 1)
    full = -np.minimum(in_flight / at.question.policy.shares.usual_offers, 1)
    return np.select([spaces == 0, spaces > 0], [-1.0, free], full) * belief(at)


FACTORS: tuple[tuple[Factor, Callable[[Scene], Floats]], ...] = (
    (Factor.NEED, need),
    (Factor.DISTANCE, distance),
    (Factor.SESSION, session),
    (Factor.WAIT, wait),
    (Factor.PREFERENCE, preference),
    (Factor.CIRCUMSTANCE, circumstance),
    (Factor.COST, cost),
    (Factor.LANGUAGE, language),
    (Factor.ACCESS, access),
    (Factor.FRESHNESS, freshness),
    (Factor.LOAD, load),
)
