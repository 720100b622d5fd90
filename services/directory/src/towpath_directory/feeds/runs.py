"""Who runs a service: the organisation, whole."""

from collections.abc import Iterator

from towpath_contracts.listing import Funding, Organization, OrganizationIdentifier, Program
from towpath_directory.feeds import contact, people, told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, look, members
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.spoken import unique
from towpath_directory.feeds.terms import attributes
from towpath_directory.feeds.text import long_text

_WHERE = "organization"


def organization(runs: Node, name: str, ids: Ids, notes: Notes) -> Organization:
    """Return the organisation of a record; ``ids`` are those of the organisation, whichever service it is read with."""

    def said(field: str) -> str | None:
        return told.words(runs, _WHERE, field, f"{_WHERE}.{field}", notes)

    return Organization(
        id=ids.service,
        name=name,
        description=long_text(look(runs, _WHERE, "description"), f"{_WHERE}.description", notes),
        website=contact.url(runs, _WHERE, f"{_WHERE}.website", notes),
        email=contact.email(runs, _WHERE, f"{_WHERE}.email", notes),
        alternate_name=None if said("alternate_name") == name else said("alternate_name"),
        legal_status=said("legal_status"),
        logo=told.link(look(runs, _WHERE, "logo"), f"{_WHERE}.logo", notes),
        uri=told.link(look(runs, _WHERE, "uri"), f"{_WHERE}.uri", notes),
        tax_status=said("tax_status"),
        tax_id=said("tax_id"),
        year_incorporated=told.whole(
            runs, _WHERE, "year_incorporated", f"{_WHERE}.year_incorporated", notes, least=1, most=9999
        ),
        parent_organization_id=told.identity(runs, _WHERE, "parent_id", f"{_WHERE}.parent_organization_id", notes),
        additional_websites=people.urls(runs, _WHERE, "additional_websites", ids, notes),
        funding=funding(runs, _WHERE, ids, notes),
        contacts=people.contacts(runs, f"{_WHERE}.contacts", ids, notes),
        phones=contact.phones([runs], ids, notes),
        programs=programs(runs, _WHERE, "programs", ids, notes),
        organization_identifiers=tuple(unique(_identifiers(runs, ids, notes))),
        attributes=attributes(runs, ids, notes),
    )


def funding(record: Node, group: str, ids: Ids, notes: Notes) -> tuple[Funding, ...]:
    """Return where the money comes from."""
    found = []
    for one in members(record, group, "funding"):
        source = told.words(one, "part", "source", "funding.source", notes)
        if source:
            found.append(Funding(id=ids.part("funding", one.get("id"), source), source=source))
    return tuple(unique(found))


def programs(record: Node, group: str, field: str, ids: Ids, notes: Notes) -> tuple[Program, ...]:
    """Return the programmes that a record names."""
    found = []
    for one in members(record, group, field):
        name = told.words(one, "part", "name", "programs.name", notes)
        if name:
            found.append(
                Program(
                    id=ids.part("programs", one.get("id"), name),
                    name=name,
                    description=long_text(look(one, "part", "description"), "programs.description", notes),
                    alternate_name=told.words(one, "part", "alternate_name", "programs.alternate_name", notes),
                )
            )
    return tuple(unique(found))


def _identifiers(runs: Node, ids: Ids, notes: Notes) -> Iterator[OrganizationIdentifier]:
    for one in members(runs, _WHERE, "identifiers"):
        number, kind, scheme = (
            told.words(one, "part", field, f"organization_identifiers.{field}", notes)
            for field in ("identifier", "identifier_type", "identifier_scheme")
        )
        if not number:
            continue
        yield OrganizationIdentifier(
            id=ids.part("organization_identifiers", one.get("id"), f"{scheme}|{kind}|{number}"),
            identifier=number,
            identifier_type=kind or scheme or "",
            identifier_scheme=scheme,
        )
