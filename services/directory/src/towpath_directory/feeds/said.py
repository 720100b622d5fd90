"""What a record says of itself in our own fields, where its publisher knows them: that beats what its words suggest.

A field that does not hold what it should is passed over, as any field would be that a feed happens to call the same.
"""

import re

from towpath_contracts.codes import CODE_FORM, Setting
from towpath_directory.feeds.reach import Node

MOST_CODES = 40
FARTHEST_KM = 2000.0
_CODE = re.compile(CODE_FORM)


def codes(record: Node, field: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes of a field, each once, where it is a list of codes; an empty list says that there is none."""
    given = record.get(field)
    if not isinstance(given, list) or len(given) > MOST_CODES:
        return otherwise
    found = [code for code in given if isinstance(code, str) and _CODE.fullmatch(code)]
    return tuple(dict.fromkeys(found)) if len(found) == len(given) else otherwise


def setting(record: Node, otherwise: str) -> str:
    """Return the setting where it is one of the known."""
    given = record.get("setting")
    return given if isinstance(given, str) and given in set(Setting) else otherwise


def nationwide(record: Node, otherwise: bool) -> bool:
    """Return whether it is for the whole country, where that is said with true or false."""
    given = record.get("nationwide")
    return given if isinstance(given, bool) else otherwise


def reach_km(record: Node) -> float | None:
    """Return how far around its place a service reaches, in kilometres, or None."""
    given = record.get("reach_km")
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= FARTHEST_KM:
        return None
    return float(given)
