"""Plain fields of a record: a line, a text, a number, each as a listing has it, with what was mended on the way."""

from urllib.parse import urlsplit

from towpath_directory.feeds.ids import as_uuid
from towpath_directory.feeds.reach import Node, look
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import line, long_text


def words(record: Node, group: str, field: str, where: str, notes: Notes) -> str | None:
    """Return a field on one line, or None."""
    return line(look(record, group, field), where, notes) or None


def paragraphs(record: Node, group: str, field: str, where: str, notes: Notes) -> str | None:
    """Return a field of several lines, or None."""
    return long_text(look(record, group, field), where, notes) or None


def whole(record: Node, group: str, field: str, where: str, notes: Notes, *, least: int, most: int) -> int | None:
    """Return a whole number within bounds, or None."""
    told = look(record, group, field)
    if not told:
        return None
    try:
        found = float(told)
    except ValueError:
        found = float("nan")
    if found.is_integer() and least <= found <= most:
        return int(found)
    notes.mend("bad-number-dropped", where)
    return None


def quantity(record: Node, group: str, field: str, where: str, notes: Notes) -> float | None:
    """Return a number that is not below zero, or None."""
    told = look(record, group, field)
    if not told:
        return None
    try:
        found = float(told)
    except ValueError:
        found = -1.0
    if 0 <= found <= 1e12:
        return found
    notes.mend("bad-number-dropped", where)
    return None


def identity(record: Node, group: str, field: str, where: str, notes: Notes) -> str | None:
    """Return the id of something else that a field names, or None where it is no UUID: nothing here has such an id."""
    told = look(record, group, field)
    found = as_uuid(told)
    if told and found is None:
        notes.mend("reference-dropped", where)
    return found


def link(told: str, where: str, notes: Notes) -> str | None:
    """Return an address or identifier on the web as it is, or None where it runs code instead of naming a place."""
    found = line(told, where, notes)
    try:
        scheme = urlsplit(found).scheme.lower()
    except ValueError:
        scheme = "broken"
    if scheme in ("javascript", "data", "vbscript", "broken"):
        notes.mend("bad-url-dropped", where)
        return None
    return found or None
