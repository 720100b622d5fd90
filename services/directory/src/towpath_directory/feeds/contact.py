"""How to reach a service: e-mail and web addresses, telephone numbers."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from towpath_contracts.listing import Phone
from towpath_directory.feeds import spoken, told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, look, members, names, nodes, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import LINE, line, visible

_EMAIL = re.compile(r"[^@\s<>\"',;:]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"(?=.{3,253}$)[^\s./@]+(?:\.[^\s./@]+)+")
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_eid|msclkid)")


def email(record: Node, group: str, where: str, notes: Notes) -> str | None:
    """Return the e-mail address, or None where there is none that could be one."""
    found, seen = _first(record, group, "email")
    if not found:
        if seen:
            notes.mend("empty-email-dropped", where)
        return None
    return mail(found, where, notes)


def mail(found: str, where: str, notes: Notes) -> str | None:
    """Return an e-mail address, or None where it can be none, or is empty."""
    if not found:
        return None
    if _EMAIL.fullmatch(found) and len(found) <= LINE:
        return found
    notes.mend("bad-email-dropped", where)
    return None


def url(record: Node, group: str, where: str, notes: Notes) -> str | None:
    """Return the web address with a scheme and without tracking, or None where there is none that could be one."""
    found, seen = _first(record, group, "url")
    if not found:
        if seen:
            notes.mend("empty-url-dropped", where)
        return None
    return web(found, where, notes)


def web(found: str, where: str, notes: Notes) -> str | None:
    """Return a web address with a scheme and without tracking, or None where it can be none, or is empty."""
    if not found:
        return None
    schemed = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", found) is not None
    if not schemed:
        found = f"https://{found}"
    try:
        parts = urlsplit(found)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not _HOST.fullmatch(host) or parts.scheme.lower() not in ("http", "https") or " " in found:
        notes.mend("bad-url-dropped", where)
        return None
    if any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(parts.query)):
        kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(name)]
        found = urlunsplit(parts._replace(query=urlencode(kept)))
        notes.mend("tracking-removed", where)
    if len(found) > LINE:
        notes.mend("bad-url-dropped", where)
        return None
    if not schemed:
        notes.mend("url-scheme-added", where)
    return found


def _first(record: Node, group: str, field: str) -> tuple[str, bool]:
    """Return the first that is not empty, and whether an empty one was there."""
    empty = False
    for name in names(group, field):
        for value in values(record.get(name)):
            if isinstance(value, dict):
                value = look(value, "contact", "number") or value.get(name)
            if found := visible(word(value)).strip():
                return found, False
            empty = empty or isinstance(value, str)
    return "", empty


def phones(sources: list[Node], ids: Ids, notes: Notes, place: str | None = None) -> tuple[Phone, ...]:
    """Return the numbers below these objects, each once; ``place`` is where, if they are those of one place."""
    found: dict[str, Phone] = {}
    for source in sources:
        for holder in _holders(source):
            number = re.sub(r"^tel:", "", look(holder, "contact", "number")).strip(" \"'")
            number = line(number, "phones.number", notes)
            if not number or "@" in number:
                continue
            digits = re.sub(r"\D", "", number)
            if not 3 <= len(digits) <= 20 or re.search(r"[A-Za-z]{4}", number):
                notes.mend("bad-phone-dropped", "phones.number")
                continue
            words = line(look(holder, "contact", "number_description"), "phones.description", notes)
            if digits not in found:
                found[digits] = Phone(
                    id=ids.part("phones", holder.get("id"), digits),
                    number=number,
                    description=words or None,
                    extension=told.whole(
                        holder, "contact", "extension", "phones.extension", notes, least=0, most=1_000_000
                    ),
                    type=told.words(holder, "contact", "type", "phones.type", notes),
                    languages=spoken.languages(holder, "phones.languages", ids, notes),
                    location_id=place,
                )
    return tuple(found.values())


def _holders(source: Node) -> Iterator[Node]:
    """Yield the objects that hold a number, contacts within contacts included."""
    for holder in members(source, "contact", "within"):
        if not nodes(holder.get("phone")):
            yield holder
        yield from _holders(holder)
    for value in values(source.get("phone")):
        if isinstance(value, str):
            yield {"number": value}
