"""A listing as one record of an export: HSDS 3.1 for whoever reads that, and whole for whoever reads ours. Pure.

The standard's shape comes first. What a reader would not get back from it exactly, such as the areas of matching or a
web address that is none, is said once more under `OWN`, field by field; so nothing is lost, and little is said twice.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from towpath_contracts.listing import Listing
from towpath_directory.exchange.disclosed import disclosed
from towpath_directory.feeds.reach import nodes
from towpath_directory.feeds.shape import OWN
from towpath_directory.public import render
from towpath_directory.public.profiles import WIDEST, profile

VERSION = 1

Document = Mapping[str, Any]


class NotOurs(Exception):
    """A record says that it is of an export of ours, and is none that is understood; ``field`` is where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def record_of(listing: Document) -> dict[str, Any]:
    """Return the record of a listing, which is given as it is kept: as JSON, without its defaults.

    It depends on the listing alone: not on when it came, how fresh it is, or how much room was reported.
    """
    shown = disclosed(listing)
    whole = Listing.model_validate(shown)
    record = render.service({"listing": shown}, profile(WIDEST), full=True)
    return record | {OWN: {"version": VERSION, "listing": _beyond(record, whole)}}


def line_of(listing: Document) -> bytes:
    """Return the record of a listing as a line of JSON in ASCII: the same bytes for the same listing."""
    return json.dumps(record_of(listing), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def listing_in(record: Document) -> Listing:
    """Return the listing of a record whose shape is ours. Raises NotOurs."""
    own = record[OWN]
    if own["version"] != VERSION:
        raise NotOurs(f"{OWN}.version")
    given = {name: value for name in Listing.model_fields if (value := _told(record, name)) is not None}
    try:
        return Listing.model_validate(given | own["listing"])
    except ValidationError as error:
        steps = error.errors(include_input=False)[0]["loc"]
        raise NotOurs(".".join(str(step) for step in steps if isinstance(step, str))) from None


def _beyond(record: Document, listing: Listing) -> dict[str, Any]:
    """Return the fields of a listing, as JSON, that the standard's shape does not give back to the letter."""
    kept, every = listing.model_dump(mode="json", exclude_defaults=True), listing.model_dump(mode="json")
    return {name: kept.get(name, value) for name, value in every.items() if _read(record, name) != json.dumps(value)}


def _read(record: Document, name: str) -> str | None:
    """Return what a reader makes of a field of a record, as JSON; None where it makes nothing of it."""
    told = _told(record, name)
    adapter = _adapters()[name]
    if told is None:
        field = Listing.model_fields[name]
        return None if field.is_required() else json.dumps(adapter.dump_python(field.default, mode="json"))
    try:
        return json.dumps(adapter.dump_python(adapter.validate_python(told), mode="json"))
    except ValidationError:
        return None


@cache
def _adapters() -> Mapping[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(_form(field)) for name, field in Listing.model_fields.items()}


def _form(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _told(record: Document, name: str) -> Any:
    """Return what the standard's shape says of a field of a listing; None where it says nothing."""
    match name:
        case "locations":
            sites = nodes(record.get("service_at_locations"))
            return [site["location"] for site in sites if "location" in site] or None
        case "spoken_languages":
            return record.get("languages")
        case _:
            return record.get(name)
