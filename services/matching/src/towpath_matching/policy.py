"""The policy: every figure that a partnership may want to change, named and versioned, read from a TOML file."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from towpath_contracts.codes import Code, Factor
from towpath_contracts.values import AccessField, CircumstanceField, Language, NeedField
from towpath_matching.index.columns import Floats

Effect = Annotated[float, Field(ge=-1, le=1)]
Kilometres = Annotated[float, Field(gt=0, le=2000)]
Weight = Annotated[float, Field(ge=0, le=100)]


class Part(BaseModel):
    """A part of a policy: nothing unknown, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Curve(Part):
    """A line through ``points`` of (quantity, effect), level before the first and after the last."""

    points: Annotated[tuple[tuple[float, Effect], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        quantities = [quantity for quantity, _ in self.points]
        if quantities != sorted(set(quantities)):
            raise ValueError("the quantities of a curve's points must rise")
        return self

    def at(self, quantity: Floats) -> Floats:
        """Return the effect at each quantity."""
        x, y = zip(*self.points, strict=True)
        return np.asarray(np.interp(quantity, x, y), np.float64)


class Area(Part):
    """How far to look, in kilometres: for a person and a listing that do not say, and for misses."""

    default_max_km: Kilometres
    miss_within_km: Kilometres


class Unsaid(Part):
    """Whether a listing that does not say passes: with a lower score, and with words that tell the person to ask."""

    access_passes: bool
    languages_pass: bool
    cost_passes: bool
    language_spoken: Language


class CircumstanceRules(Part):
    """How circumstances that a listing names are met.

    Of each group in ``each`` the person needs one that the listing names; ``welcomes`` restrict nobody; of all others,
    together, the person needs one. ``of_needs`` are circumstances that go with a need: who is assessed as in need of
    support as a carer is a carer, whether or not anybody noted it.
    """

    each: tuple[tuple[CircumstanceField, ...], ...]
    welcomes: tuple[CircumstanceField, ...]
    of_needs: dict[NeedField, CircumstanceField]


class AccessRules(Part):
    """``at_a_place``: access needs that do not matter where the person can stay at home."""

    at_a_place: tuple[AccessField, ...]


class Shares(Part):
    """The fine print of single factors, each an effect or a share of one.

    ``need_breadth``: how much of the need factor is for meeting many needs at once. The rest: the distance effect
    where there is nowhere to go, for a nationwide service and where nobody knows how far it is; the wait effect of a
    waiting list of unknown length; the cost effects; the freshness effect where nobody has said; and
    ``usual_offers``, the offers in flight that fill a listing whose spaces are not known.
    """

    need_breadth: Annotated[float, Field(ge=0, le=1)]
    distance_at_home: Effect
    distance_nationwide: Effect
    distance_unknown: Effect
    waitlist_unknown: Effect
    cost_free: Effect
    cost_costs: Effect
    freshness_unknown: Effect
    usual_offers: Annotated[int, Field(ge=1)]


class Curves(Part):
    """Effects by kilometres, days until the next session, days of waiting, days since the listing was checked; and
    how far a capacity report is believed by its age in days (1 fully, 0 not at all).
    """

    distance: Curve
    session: Curve
    wait: Curve
    freshness: Curve
    belief: Curve


class Policy(Part):
    """One policy. ``options`` and ``misses`` are how many to name; ``repeat_penalty`` is what an option loses in the
    choice for each one already chosen for the same need.
    """

    name: Code
    options: Annotated[int, Field(ge=1, le=50)]
    misses: Annotated[int, Field(ge=0, le=50)]
    repeat_penalty: Annotated[float, Field(ge=0, le=1)]
    area: Area
    unsaid: Unsaid
    circumstances: CircumstanceRules
    access: AccessRules
    weights: dict[Factor, Weight]
    curves: Curves
    shares: Shares

    @model_validator(mode="after")
    def _weigh_everything(self) -> Self:
        if missing := sorted(set(Factor) - set(self.weights)):
            raise ValueError(f"no weight for {', '.join(missing)}")
        if not sum(self.weights.values()):
            raise ValueError("at least one weight must be above 0")
        return self

    def largest_effect(self, factor: Factor) -> float:
        """Return the most that a factor can add to or take from a score: all of them together make a half."""
        return 0.5 * self.weights[factor] / sum(self.weights.values())


class PolicyWrong(ValueError):
    """The policy file cannot be used; the text says what to mend, on one line."""


def load(path: Path | None = None) -> Policy:
    """Read the policy from a TOML file, or the one that comes with the package. Raises ``PolicyWrong``."""
    source = files("towpath_matching") / "policies" / "default-1.toml" if path is None else path
    try:
        return Policy.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise PolicyWrong(f"the policy is not TOML: {wrong}") from None
    except OSError as wrong:
        raise PolicyWrong(f"the policy cannot be read: {wrong.strerror}") from None
    except ValidationError as wrong:
        faults = wrong.errors(include_url=False, include_input=False)
        raise PolicyWrong("; ".join(f"{_place(fault['loc'])}: {fault['msg']}" for fault in faults)) from None


def _place(steps: tuple[int | str, ...]) -> str:
    return ".".join(map(str, steps)) or "policy"
