"""What a record says of its service that needs no look at anything else."""

from datetime import date
from typing import Any

from towpath_contracts.listing import RequiredDocument
from towpath_directory.feeds import contact, people, told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, look, members
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.room import capacities
from towpath_directory.feeds.runs import funding, programs
from towpath_directory.feeds.spoken import languages, unique
from towpath_directory.feeds.terms import attributes, taxonomies

_TEXTS = ("interpretation_services", "application_process", "accreditations", "licenses")


def beside(record: Node, today: date, ids: Ids, notes: Notes) -> dict[str, Any]:
    """Return these fields of a listing by their names; ``today`` is the day of the import."""
    return {
        **{name: told.paragraphs(record, "service", name, name, notes) for name in _TEXTS},
        "fees_description": told.paragraphs(record, "service", "fees", "fees_description", notes),
        "alternate_name": told.words(record, "service", "alternate_name", "alternate_name", notes),
        "assurer_email": contact.mail(look(record, "service", "assurer_email"), "assurer_email", notes),
        "additional_urls": people.urls(record, "service", "additional_urls", ids, notes),
        "spoken_languages": languages(record, "spoken_languages", ids, notes),
        "funding": funding(record, "service", ids, notes),
        "program": next(iter(programs(record, "service", "program", ids, notes)), None),
        "required_documents": tuple(unique(_required(record, ids, notes))),
        "taxonomies": taxonomies(record, ids, notes),
        "capacities": capacities(record, today, ids, notes),
        "attributes": attributes(record, ids, notes),
    }


def _required(record: Node, ids: Ids, notes: Notes) -> list[RequiredDocument]:
    found = []
    for one in members(record, "service", "required_documents"):
        document = told.words(one, "part", "document", "required_documents.document", notes)
        uri = told.link(look(one, "part", "uri"), "required_documents.uri", notes)
        if document or uri:
            where = ids.part("required_documents", one.get("id"), f"{document}|{uri}")
            found.append(RequiredDocument(id=where, document=document, uri=uri))
    return found
