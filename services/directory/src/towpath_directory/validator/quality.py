"""What the standards let through and a reader cannot use: places off the globe, ages and dates the wrong way round.

The schemas prove little here: the standard's own example stands at latitude 100.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from towpath_directory.validator.facts import Resource
from towpath_directory.validator.finding import Fault
from towpath_directory.validator.formats import FORMATS

RANGES: Mapping[str, tuple[float, float]] = {
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "minimum_age": (0, 150),
    "maximum_age": (0, 150),
}
ORDERED = (("minimum_age", "maximum_age"), ("valid_from", "valid_to"))
DAYS: Mapping[str, re.Pattern[str]] = {
    "byday": re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(, ?([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*"),
    "bymonthday": re.compile(r"-?([1-9]|[12][0-9]|3[01])(, ?-?([1-9]|[12][0-9]|3[01]))*"),
}
OLD_NAMES: Mapping[str, Mapping[str, str]] = {
    "service": {
        "regular_schedules": "send them as schedules",
        "holiday_schedules": "send them as schedules with valid_from and valid_to",
        "fundings": "send them as funding",
        "eligibilitys": "send minimum_age and maximum_age",
        "service_taxonomys": "send them as attributes, each with its taxonomy_term",
        "reviews": "leave them out",
        "deliverable_type": "send it as an attribute",
    }
}
"""What Open Referral UK 3.0 renamed and removed (its changelog), with what to send instead."""

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:nbsp|amp|lt|gt|quot|#\d+);")


def faults(document: object, resource: Resource, path: str = "$") -> Iterator[Fault]:
    """Yield what a reader cannot use, in a document and the parts of it."""
    if not isinstance(document, dict):
        return
    known = {name: value for name, value in document.items() if name in resource.fields}
    yield from _ranges(known, path)
    yield from _order(known, path)
    yield from _texts(known, resource, path)
    for name, instead in OLD_NAMES.get(resource.name, {}).items():
        if name in document:
            yield Fault("old-name", f"{path}.{name}", {"field": name, "expected": instead})
    for name, value in known.items():
        of = resource.fields[name].of
        if of and isinstance(value, list):
            for place, one in enumerate(value):
                yield from faults(one, of, f"{path}.{name}[{place}]")
        elif of:
            yield from faults(value, of, f"{path}.{name}")


def _ranges(known: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for name, (least, most) in RANGES.items():
        value = known.get(name)
        if _is_number(value) and not least <= value <= most:
            yield Fault("out-of-range", f"{path}.{name}", {"field": name, "expected": f"{least:g} to {most:g}"})


def _order(known: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for first, second in ORDERED:
        early, late = known.get(first), known.get(second)
        numbers = _is_number(early) and _is_number(late) and early > late
        dates = _is_date(early) and _is_date(late) and early > late
        if numbers or dates:
            yield Fault("wrong-order", f"{path}.{second}", {"field": second, "expected": first})


def _texts(known: Mapping[str, Any], resource: Resource, path: str) -> Iterator[Fault]:
    for name, value in known.items():
        if not isinstance(value, str) or resource.fields[name].form != "text":
            continue
        words = {"field": name}
        if name in resource.required and not value.strip():
            yield Fault("blank", f"{path}.{name}", words)
        if name in DAYS and not DAYS[name].fullmatch(value):
            yield Fault("days-unclear", f"{path}.{name}", words)
        if _MARKUP.search(value):
            yield Fault("markup", f"{path}.{name}", words)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_date(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and FORMATS["date"](value)
