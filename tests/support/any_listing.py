"""Any listing that the contract allows, whatever it says: made from the model itself, so that no field is forgotten."""

from __future__ import annotations

import random
import types
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from towpath_contracts.listing import Listing
from towpath_contracts.values import AREA_FORM, LANGUAGE_FORM, UUID_FORM

TEXTS = (
    "", " ", "Lantern choir", "<b>Bold</b> &amp; brave", "not given",
    "Ünïcode – “quotes”", "ligne\nbreak", "\x00", "\u2028",
    "https://choir.example/", "http://choir.example/a b", "www.choir.example", "choir",
    "//choir.example", "mailto:a@b.example", "http://[::1", "hello@choir.example", "hello@", "a b@c.example", "@",
    "12/10/2024", "+44 151 496 0000", "Toxteth",
)  # fmt: skip
"""Texts as publishers send them where an address of the web, an e-mail address or a name is expected."""

WORDS = ("active", "inactive", "closed for now", "physical", "virtual", "Moon", "WEEKLY", "MONTHLY", "DAILY", "YEARLY")
FORMS: dict[str, Callable[[random.Random], str]] = {
    UUID_FORM: lambda chance: str(UUID(int=chance.getrandbits(128))),
    AREA_FORM: lambda chance: chance.choice(("L8 5", "L8", "EC1A 1")),
    LANGUAGE_FORM: lambda chance: chance.choice(("en", "pl", "bfi", "zh-Hant")),
    r"^[a-z0-9][a-z0-9-]{0,63}$": lambda chance: chance.choice(("debt", "walking", "in-person", "of-our-own")),
    r"^[A-Za-z][A-Za-z _-]{0,63}$": lambda chance: chance.choice(WORDS),
    r"^[A-Z]{3}$": lambda chance: chance.choice(("GBP", "EUR")),
    r"^(MO|TU|WE|TH|FR|SA|SU)$": lambda chance: chance.choice(("MO", "SU")),
    r"^-?[0-9]{1,2}(,-?[0-9]{1,2})*$": lambda chance: chance.choice(("1,15", "-1", "99")),
}
WEEKDAYS = ("MO", "TU,TH", "2MO", "-1FR")


def any_listing() -> st.SearchStrategy[Listing]:
    """Return a strategy of listings."""
    return st.integers(0, 2**32 - 1).map(of_seed)


def of_seed(seed: int) -> Listing:
    """Return the listing of a seed: parts that are named elsewhere in it often are parts that it has."""
    chance = random.Random(seed)
    made = _model(chance, Listing, 0)
    places = [place["id"] for place in made["locations"]]
    for name in ("phones", "contacts", "schedules", "service_areas", "service_at_locations"):
        for part in made[name]:
            if places and chance.random() < 0.7:
                part["location_id"] = chance.choice(places)
    return Listing.model_validate(made)


def _model(chance: random.Random, model: type[BaseModel], depth: int) -> dict[str, Any]:
    return {name: _value(chance, _whole(field), depth) for name, field in model.model_fields.items()}


def _whole(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _value(chance: random.Random, form: Any, depth: int) -> Any:
    rules: tuple[Any, ...] = ()
    while get_origin(form) is Annotated:
        form, *more = get_args(form)
        rules += tuple(rule for one in more for rule in (one.metadata if isinstance(one, FieldInfo) else (one,)))
    if get_origin(form) in (Union, types.UnionType):
        (form,) = (one for one in get_args(form) if one is not type(None))
        return None if chance.random() < 0.4 else _value(chance, form, depth)
    if get_origin(form) is tuple:
        several = chance.choice((0, 1, 2)) if depth < 2 else chance.choice((0, 0, 1))
        return [_value(chance, get_args(form)[0], depth + 1) for _ in range(several)]
    if isinstance(form, type) and issubclass(form, BaseModel):
        return _model(chance, form, depth + 1)
    return _plain(chance, form, rules)


def _plain(chance: random.Random, form: Any, rules: tuple[Any, ...]) -> Any:
    if form is str:
        patterns = [str(rule.pattern) for rule in rules if isinstance(rule, StringConstraints) and rule.pattern]
        if not patterns:
            return chance.choice(TEXTS)
        return FORMS[patterns[0]](chance) if patterns[0] in FORMS else chance.choice(WEEKDAYS)
    if form is bool:
        return chance.random() < 0.5
    if form in (int, float):
        bounds: dict[Any, Any] = {type(rule): rule for rule in rules}
        low = bounds[Ge].ge if Ge in bounds else bounds[Gt].gt + 0.5 if Gt in bounds else 0
        high = bounds[Le].le if Le in bounds else 1_000
        return (
            chance.randint(int(low), int(high))
            if form is int
            else chance.choice((low, high, chance.uniform(low, high)))
        )
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC) + timedelta(minutes=chance.randint(-2_000_000, 2_000_000))
    known: dict[Any, Any] = {date: moment.date(), time: moment.time(), AwareDatetime: moment}
    return known[form]
