"""The fields of a draft as an import would take them: no markup, tidy addresses, an id for every part. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from towpath_directory.curation.model import Fields
from towpath_directory.feeds.contact import email, url
from towpath_directory.feeds.ids import derived
from towpath_directory.feeds.reach import node, nodes
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import line, long_text

LONG = frozenset(
    (
        *("description", "eligibility_description", "interpretation_services", "application_process"),
        *("fees_description", "accreditations", "licenses", "alert", "details", "transportation", "notes"),
    )
)
"""The fields of several lines; all other texts have one."""

WITHOUT_ID = frozenset(("areas",))
"""Parts that are values and have no id."""


def cleaned(service: str, fields: Fields, notes: Notes) -> dict[str, JsonValue]:
    """Return the fields of a listing, mended and noted as in an import, with the id of the service."""
    found: dict[str, Any] = {name: _clean(name, value, notes) for name, value in fields.items() if value is not None}
    found["id"] = service
    _reached(found, "", "service", "url", notes)
    if (runs := node(found.get("organization"))) is not None:
        found["organization"] = runs = dict(runs)
        _reached(runs, "organization.", "organization", "website", notes)
        if not runs.get("id"):
            runs["id"] = derived(str(found.get("publisher", "")), "organization", str(runs.get("name", "")))
    _phones(found, notes)
    return {name: _with_ids(service, name, value) for name, value in found.items()}


def _clean(name: str, value: JsonValue, notes: Notes, where: str = "") -> JsonValue:
    place = f"{where}.{name}" if where else name
    if isinstance(value, str):
        return long_text(value, place, notes) if name in LONG else line(value, place, notes)
    if isinstance(value, list):
        return [_clean(name, member, notes, where) for member in value]
    if isinstance(value, dict):
        return {key: _clean(key, member, notes, place) for key, member in value.items() if member is not None}
    return value


def _reached(found: dict[str, Any], where: str, group: str, web: str, notes: Notes) -> None:
    if "email" in found:
        found["email"] = email({"email": found["email"]}, group, f"{where}email", notes)
    if web in found:
        found[web] = url({web: found[web]}, group, f"{where}{web}", notes)


def _phones(found: Mapping[str, Any], notes: Notes) -> None:
    for phone in nodes(found.get("phones")):
        digits = re.sub(r"\D", "", str(phone.get("number", "")))
        if digits and not 3 <= len(digits) <= 20:
            notes.mend("bad-phone-dropped", "phones.number")


def _with_ids(service: str, name: str, value: Any) -> Any:
    """Give each part that has no id one that follows from what it says, so that it is the same tomorrow."""
    if isinstance(value, list):
        return [_with_ids(service, name, member) for member in value]
    if not isinstance(value, dict):
        return value
    whole = {key: _with_ids(service, key, member) for key, member in value.items()}
    if name in WITHOUT_ID or whole.get("id"):
        return whole
    return {"id": derived(service, name, json.dumps(value, sort_keys=True)), **whole}
