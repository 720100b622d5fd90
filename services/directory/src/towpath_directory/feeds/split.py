"""Taking a feed apart into its members while it is read.

A feed is a list, an envelope with ``contents`` (ORUK 3 pages) or ``content`` (ORUK 1 pages), one object, or any of the
objects one after another, as in ndjson.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from towpath_directory.feeds.window import NotJson, TooDeep, Window

ENVELOPES = ("contents", "content")
"""The names under which pages of services hold them."""

_TOTALS = ("total_pages", "totalPages")
_SERVICES = ("total_items", "totalElements")


@dataclass(slots=True)
class Pages:
    """How many pages of a feed were read, and how many it says that it has; 0 and 0 for a feed without pages.

    ``services`` is how many services it says that it has, None where it does not. ``unknown_columns`` are those of a
    table that nobody knows.
    """

    read: int = 0
    of: int = 0
    services: int | None = None
    unknown_columns: tuple[str, ...] = ()


__all__ = ["ENVELOPES", "NotJson", "Pages", "TooDeep", "members"]


def members(chunks: Iterable[bytes], pages: Pages | None = None) -> Iterator[object]:
    """Yield the members of a feed in order, and count its pages. Raises `NotJson`, maybe after some of them."""
    window = Window(chunks)
    if not window.peek():
        raise NotJson(1, 1)
    while first := window.peek():
        if first == "[":
            yield from _elements(window)
        elif first == "{":
            yield from _object(window, pages or Pages())
        else:
            yield window.value()


def _elements(window: Window) -> Iterator[object]:
    window.expect("[")
    if window.take("]"):
        return
    while True:
        yield window.value()
        if window.take("]"):
            return
        window.expect(",")


def _object(window: Window, pages: Pages) -> Iterator[object]:
    """Yield the members of an envelope, or the object itself where it is none."""
    window.expect("{")
    found: dict[str, object] = {}
    enveloped = False
    while not window.take("}"):
        if found:
            window.expect(",")
        if window.peek() != '"':
            window.expect('"')
        name = str(window.value())
        window.expect(":")
        if name in ENVELOPES and window.peek() == "[":
            enveloped = True
            yield from _elements(window)
            found[name] = None
        else:
            found[name] = window.value()
    if enveloped:
        total = next((found[name] for name in _TOTALS if isinstance(found.get(name), int)), 1)
        pages.read, pages.of = pages.read + 1, max(pages.of, int(str(total)))
        told = next((found[name] for name in _SERVICES if isinstance(found.get(name), int)), None)
        pages.services = pages.services if told is None else int(str(told))
    else:
        yield TooDeep() if any(isinstance(value, TooDeep) for value in found.values()) else found
