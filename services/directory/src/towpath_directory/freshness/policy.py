"""The policy of freshness, as data: terms by default, and rules for some publishers or kinds of service. Pure."""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from towpath_contracts.codes import Code
from towpath_contracts.listing import Listing

Months = Annotated[int, Field(ge=1, le=240)]
Days = Annotated[int, Field(ge=1, le=3650)]
Rank = Annotated[float, Field(ge=0, le=1)]
Named = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Terms(_Strict):
    """What holds for a listing. ``leave_months`` 0: it never leaves. The ranks are what a search multiplies with."""

    due_months: Months
    prompt_months: tuple[Months, ...]
    stale_months: Months
    escalate_months: Months
    leave_months: Annotated[int, Field(ge=0, le=600)]
    warn_days: Days
    due_rank: Rank
    stale_rank: Rank
    capacity_days: Days
    link_days: Days

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.prompt_months) != sorted(set(self.prompt_months)):
            raise ValueError("prompt_months have to grow")
        if self.prompt_months and self.prompt_months[0] < self.due_months:
            raise ValueError("nobody is prompted before the listing is due: raise prompt_months or lower due_months")
        if not self.due_months <= self.stale_months:
            raise ValueError("a listing is due before it is stale: raise stale_months or lower due_months")
        if self.escalate_months < self.due_months:
            raise ValueError("a listing is due before it goes to curators: raise escalate_months")
        if self.leave_months and self.leave_months <= max(self.stale_months, self.escalate_months):
            raise ValueError("a listing leaves after it is stale and curators have seen it: raise leave_months")
        if self.leave_months and self.warn_days > 28 * self.leave_months:
            raise ValueError("warn_days reach back behind the day that ages count from: lower them")
        if self.stale_rank > self.due_rank:
            raise ValueError("a stale listing sinks at least as far as one that is due: lower stale_rank")
        return self


class Rule(_Strict):
    """What differs for some listings: those that fit each of the conditions that are given."""

    name: Code
    publishers: tuple[Code, ...] = ()
    needs: tuple[Code, ...] = ()
    settings: tuple[Code, ...] = ()
    taxonomy_terms: tuple[Named, ...] = ()
    due_months: Months | None = None
    prompt_months: tuple[Months, ...] | None = None
    stale_months: Months | None = None
    escalate_months: Months | None = None
    leave_months: Annotated[int, Field(ge=0, le=600)] | None = None
    warn_days: Days | None = None
    due_rank: Rank | None = None
    stale_rank: Rank | None = None
    capacity_days: Days | None = None
    link_days: Days | None = None

    def fits(self, listing: Listing) -> bool:
        """Whether the rule is about a listing."""
        terms = {word for term in listing.taxonomy_terms for word in (term.id, term.name)}
        asked = (
            (self.publishers, {listing.publisher}),
            (self.needs, set(listing.needs)),
            (self.settings, {listing.setting}),
            (self.taxonomy_terms, terms),
        )
        return all(not wanted or not said.isdisjoint(wanted) for wanted, said in asked)

    def over(self, default: Terms) -> Terms:
        """Return the default terms with what this rule changes. Raises ValidationError where they make no sense."""
        changes = self.model_dump(include=set(Terms.model_fields), exclude_none=True)
        return Terms.model_validate(default.model_dump() | changes)


class Policy(_Strict):
    """The whole of it; ``version`` names it by its content."""

    default: Terms
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _rules_make_sense(self) -> Self:
        names = [rule.name for rule in self.rules]
        if len(set(names)) < len(names):
            raise ValueError("two rules have one name: rename one")
        for rule in self.rules:
            try:
                rule.over(self.default)
            except ValidationError as error:
                raise ValueError(f"rule {rule.name}: {next(_faults(error))}") from None
        return self

    def terms(self, listing: Listing) -> Terms:
        """Return what holds for a listing."""
        for rule in self.rules:
            if rule.fits(listing):
                return rule.over(self.default)
        return self.default

    @property
    def version(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of what it says: the same for the same policy, anywhere."""
        return hashlib.sha256(self.model_dump_json(exclude_none=True).encode()).hexdigest()[:16]


def read(text: str) -> Policy:
    """Read a policy. Raises ValueError with what to mend; nothing of the text is quoted."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise ValueError("the policy is not TOML") from None
    try:
        return Policy.model_validate(table)
    except ValidationError as error:
        raise ValueError("; ".join(_faults(error))) from None


@cache
def shipped() -> Policy:
    """Return the policy that comes with the directory."""
    return read(files(__package__).joinpath("policy.toml").read_text("utf-8"))


def _faults(error: ValidationError) -> Iterator[str]:
    """Yield what to mend, each with its place; nothing of what was written."""
    for fault in error.errors(include_input=False, include_url=False):
        where = ".".join(str(part) for part in fault["loc"])
        words = fault["msg"].removeprefix("Value error, ")
        yield f"{where}: {words}" if where else words
