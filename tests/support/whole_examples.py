"""What a record of a standard says, leaf by leaf, and which of its leaves a listing does not say again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.directory_records import SHARED
from towpath_contracts.listing import Listing

STANDARDS = SHARED / "standards"
EXAMPLES = {
    "ORUK 3.0": STANDARDS / "oruk-3.0-uk-profile" / "examples" / "service_full.json",
    "HSDS 3.1": STANDARDS / "hsds-3.1.x" / "examples" / "service_full.json",
}
"""The standards' own examples, where they lie beside the repository."""

OURS = Path(__file__).parent / "whole_service.json"
"""A service that says everything that HSDS 3.1 and ORUK 3.0 have a field for, made up for this."""

SAME_AS = {"fees": "fees_description", "website": "website", "term": "name", "service_area": "name"}
"""Older names of fields that a listing has under the newer one."""

EXCEPT = {
    "metadata": "who changed which field of a publisher's own record is the publisher's; we keep our own versions",
    "attributes.link_entity": "which part an attribute is of follows from where it stands",
    "contacts.name": "people's names travel in no event (named: person-not-named)",
    "addresses.attention": "a person's name more often than not (named: person-not-named)",
    "organization.locations": "the places of an organisation that are not the service's belong to no service",
    "schedules.timezone": "times of day in a listing are those of Europe/London (named: offset-set-aside)",
    "schedules.bymonthday": "a week has no days of the month (named: month-days-set-aside)",
    "location.schedules": "when a place is open, beside when the service is on (named: hours-of-place-set-aside)",
    "accessibility.accessibility": "HSDS 1 has the description under this name, and so has the example again",
}
"""What no listing says, and why; a path ends so, or goes on below it."""


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every scalar that is not empty, with the names on the way to it."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from leaves(child, (*path, name))
    elif isinstance(value, list):
        for child in value:
            yield from leaves(child, path)
    elif value not in (None, ""):
        yield path, value


def excepted(path: tuple[str, ...]) -> str | None:
    """The name of the exception that a leaf falls under."""
    dotted = f".{'.'.join(path)}."
    return next((name for name in EXCEPT if f".{name}." in dotted), None)


def lost(record: dict[str, Any], listing: Listing) -> list[str]:
    """The leaves of a record that a listing does not say under the same name, without those excepted."""
    said = {(path[-1], _plain(path[-1], value)) for path, value in leaves(listing.model_dump(mode="json"))}
    missing = {
        f"{'.'.join(path)} = {value!r}"
        for path, value in leaves(record)
        if excepted(path) is None and (name := SAME_AS.get(path[-1], path[-1]), _plain(name, value)) not in said
    }
    return sorted(missing)


def read_json(path: Path) -> dict[str, Any]:
    """Read an example."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def corrected(record: dict[str, Any]) -> dict[str, Any]:
    """The example without what is wrong in it: a latitude of 100 degrees, sessions from a day until the same day, and
    two texts for one field.
    """
    found: dict[str, Any] = json.loads(json.dumps(record).replace('"latitude": 100', '"latitude": 51.5'))
    for schedule in [
        *found["schedules"],
        *(one for at in found["service_at_locations"] for one in at.get("schedules", ())),
    ]:
        schedule |= {"valid_to": "2005-12-31"} | ({"until": "2005-12-31"} if "until" in schedule else {})
    if "fees_description" in found:
        del found["fees"]
    return found


def _plain(name: str, value: Any) -> str:
    """A value as it is compared: numbers as numbers, moments in UTC, days where a listing has the day alone."""
    if isinstance(value, bool | int | float):
        return str(float(value))
    text = " ".join(str(value).strip(' "').split())
    if name == "last_modified":
        return text[:10]
    if name == "updated":
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    return text.casefold()
