"""Texts of publishers as plain text: no markup, no entities, no characters that nobody sees."""

import html
import re
import unicodedata

import nh3

from towpath_directory.feeds.reasons import Notes

LINE = 500
"""The most characters of a one-line text in a listing (contracts, ``Line``)."""

TEXT = 10_000
"""The most characters of a long text in a listing (contracts, ``Text``)."""

NOT_GIVEN = "not given"
"""What directories such as ours say where a standard asks for a text that nobody gave: it is none."""

_BREAKS = re.compile(r"<\s*(?:/\s*(?:p|div|li|ul|ol|h[1-6]|tr|table|section)|br\s*/?)\s*>", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z!][^<>]*>|&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_OPENED = re.compile(r"(?:<\s*)+(?=/?\s*[a-zA-Z!])")
"""What begins like a tag and never ends, or was escaped more often than anybody means it."""
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def long_text(value: str, where: str, notes: Notes) -> str:
    """Return a text of several lines, each paragraph on its own, at most `TEXT` characters."""
    return _cut(_LINES.sub("\n", _plain(value, where, notes)).strip(), TEXT, where, notes)


def line(value: str, where: str, notes: Notes) -> str:
    """Return a text on one line, at most `LINE` characters."""
    return _cut(" ".join(_plain(value, where, notes).split()), LINE, where, notes)


def _plain(value: str, where: str, notes: Notes) -> str:
    if value.strip().casefold() == NOT_GIVEN:
        return ""
    text = value
    for _ in range(4):  # some publishers escape what is escaped already
        if not _MARKUP.search(text):
            break
        notes.mend("html-cleaned", where)
        text = html.unescape(nh3.clean(_BREAKS.sub("\n", text), tags=set()))
    text = visible(text)
    if _OPENED.search(text):
        notes.mend("html-cleaned", where)
        text = _OPENED.sub("", text)
    return _BLANKS.sub(" ", text)


def has_markup(text: str) -> bool:
    """Tell whether a text holds markup or what is escaped as in markup."""
    return _MARKUP.search(text) is not None


def visible(value: str) -> str:
    """Return the text in Unicode's composed form (NFC), without control, formatting and lone surrogate characters."""
    if value.isprintable():
        return unicodedata.normalize("NFC", value)
    composed = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if composed.replace("\n", "").isprintable():
        return composed
    return "".join(mark for mark in composed if mark == "\n" or unicodedata.category(mark) not in ("Cc", "Cf", "Cs"))


def _cut(text: str, most: int, where: str, notes: Notes) -> str:
    if len(text) <= most:
        return text
    notes.mend("text-cut", where)
    return text[: most - 1].rstrip() + "…"
