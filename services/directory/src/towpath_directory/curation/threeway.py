"""What two people made of one listing, field by field: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from towpath_contracts.listing import Listing
from towpath_directory.curation.model import Fields

NAMES = tuple(name for name in Listing.model_fields if name not in ("id", "publisher"))
"""The fields that can differ, in the order of the listing."""


class Changed(StrEnum):
    """Who changed a field since both had the same; ``alike``: both did, in the same way."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is no longer as it was in ``base``; None is a field that is left out."""

    field: str
    changed: Changed
    base: JsonValue
    ours: JsonValue
    theirs: JsonValue


def fields_of(listing: Listing | None) -> dict[str, JsonValue]:
    """Return what a listing says, as JSON has it; nothing of none."""
    return {} if listing is None else listing.model_dump(mode="json", exclude_defaults=True)


def differences(base: Fields, ours: Fields, theirs: Fields) -> Iterator[Difference]:
    """Yield what ``ours`` or ``theirs`` changed. What is empty is as good as left out."""
    for name in NAMES:
        was, mine, other = (_said(side, name) for side in (base, ours, theirs))
        if was == mine == other:
            continue
        if mine == other:
            changed = Changed.ALIKE
        else:
            changed = Changed.THEIRS if mine == was else Changed.OURS if other == was else Changed.BOTH
        yield Difference(name, changed, was, mine, other)


def with_theirs(ours: Fields, found: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return a listing's fields with some taken from elsewhere; None takes a field away."""
    together = {**ours, **found}
    return {name: value for name, value in together.items() if value is not None}


def _said(side: Fields, name: str) -> JsonValue:
    value = side.get(name)
    return None if value in ("", [], {}) else value
