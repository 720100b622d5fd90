"""Whom to reach: contacts, and further addresses on the web."""

from collections.abc import Iterable, Iterator

from towpath_contracts.listing import Contact, Url
from towpath_directory.feeds import contact, told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, look, members, nodes
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.spoken import unique


def contacts(record: Node, field: str, ids: Ids, notes: Notes, place: str | None = None) -> tuple[Contact, ...]:
    """Return the roles to turn to; ``place`` is where. What only has a number is none, and no person is named."""
    return tuple(unique(_contacts(members(record, "contact", "people"), field, ids, notes, place)))


def _contacts(found: Iterable[Node], field: str, ids: Ids, notes: Notes, place: str | None) -> Iterator[Contact]:
    for one in found:
        if inner := nodes(one.get("contact")):
            yield from _contacts(inner, field, ids, notes, place)
        if look(one, "contact", "name"):
            notes.mend("person-not-named", f"{field}.name")
        title, department = (
            told.words(one, "contact", part, f"{field}.{part}", notes) for part in ("title", "department")
        )
        email = contact.email(one, "contact", f"{field}.email", notes)
        if title or department or email:
            yield Contact(
                id=ids.part(field, one.get("id"), f"{title}|{department}|{email}|{place}"),
                title=title,
                department=department,
                email=email,
                phones=contact.phones([one], ids, notes),
                location_id=place,
            )


def urls(record: Node, group: str, field: str, ids: Ids, notes: Notes) -> tuple[Url, ...]:
    """Return the further addresses on the web that a record gives."""
    found = []
    for one in members(record, group, field):
        address = contact.web(look(one, "part", "url"), f"{field}.url", notes)
        if address is not None:
            label = told.words(one, "part", "label", f"{field}.label", notes)
            found.append(Url(id=ids.part(field, one.get("id"), address), label=label, url=address))
    return tuple(unique(found))
