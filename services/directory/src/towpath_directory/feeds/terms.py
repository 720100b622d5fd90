"""Taxonomies, their terms, and what is said with them of a part of a listing."""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath_contracts.listing import Attribute, Taxonomy, TaxonomyTerm
from towpath_directory.feeds import told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, look, members, names, node, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.spoken import unique
from towpath_directory.feeds.text import line

_FIELD = "taxonomy_terms"


def attributes(record: Node, ids: Ids, notes: Notes) -> tuple[Attribute, ...]:
    """Return what is said of a part by terms or by values of its publisher's own."""
    return tuple(unique(_attributes(record, ids, notes)))


def _attributes(record: Node, ids: Ids, notes: Notes) -> Iterator[Attribute]:
    for one in members(record, "term", "attributes"):
        inner = next(filter(None, (node(one.get(name)) for name in names("term", "term"))), None)
        term = None if inner is None else _term(inner, ids, notes)
        named = told.identity(one, "term", "term_id", "attributes.taxonomy_term_id", notes)
        link, value, label = (
            told.words(one, "term", part, f"attributes.{part}", notes) for part in ("link_type", "value", "label")
        )
        if term or named or value or label:
            content = f"{record.get('id')}|{named}|{None if term is None else term.id}|{link}|{value}|{label}"
            yield Attribute(
                id=ids.part("attributes", one.get("id"), content),
                taxonomy_term_id=named or (None if term is None else term.id),
                term=term,
                link_type=link,
                value=value,
                label=label,
            )


def _term(inner: Node, ids: Ids, notes: Notes) -> TaxonomyTerm | None:
    name = line(look(inner, "term", "name"), f"{_FIELD}.name", notes)
    taxonomy = line(look(inner, "term", "vocabulary"), f"{_FIELD}.taxonomy", notes)
    if not name:
        return None
    return TaxonomyTerm(
        id=ids.part(_FIELD, inner.get("id"), f"{taxonomy}|{name}"),
        name=name,
        taxonomy=taxonomy,
        code=word(inner.get("code"))[:500] or None,
        **details(inner, notes),
    )


def details(inner: Node, notes: Notes) -> Mapping[str, Any]:
    """Return what a term says of itself beside its name, its taxonomy and its code."""
    detail = _detail(inner)
    named = told.identity(inner, "term", "taxonomy_id", f"{_FIELD}.taxonomy_id", notes)
    if named is None and detail is not None:
        named = told.identity(detail, "taxonomy", "id", f"{_FIELD}.taxonomy_id", notes)
    return {
        "description": told.paragraphs(inner, "term", "description", f"{_FIELD}.description", notes),
        "parent_id": told.identity(inner, "term", "parent_id", f"{_FIELD}.parent_id", notes),
        "taxonomy_id": named,
        "term_uri": told.link(look(inner, "term", "uri"), f"{_FIELD}.term_uri", notes),
        "language": told.words(inner, "term", "language", f"{_FIELD}.language", notes),
    }


def taxonomies(record: Node, ids: Ids, notes: Notes) -> tuple[Taxonomy, ...]:
    """Return the taxonomies that the terms of a service describe."""
    return tuple(unique(_taxonomies(record, ids, notes)))


def _taxonomies(record: Node, ids: Ids, notes: Notes) -> Iterator[Taxonomy]:
    for detail in _details(record):
        name = line(look(detail, "taxonomy", "name"), "taxonomies.name", notes)
        if name:
            yield Taxonomy(
                id=ids.part("taxonomies", detail.get("id"), name),
                name=name,
                description=told.paragraphs(detail, "taxonomy", "description", "taxonomies.description", notes),
                uri=told.link(look(detail, "taxonomy", "uri"), "taxonomies.uri", notes),
                version=told.words(detail, "taxonomy", "version", "taxonomies.version", notes),
            )


def _details(value: object) -> Iterator[Node]:
    """Yield what describes a taxonomy, wherever in a record its terms stand."""
    if isinstance(value, list):
        for child in value:
            yield from _details(child)
    elif isinstance(value, dict):
        for name, child in value.items():
            if name in names("term", "detail") and isinstance(child, dict):
                yield child
            elif isinstance(child, dict | list):
                yield from _details(child)


def _detail(inner: Node) -> Node | None:
    return next(filter(None, (node(inner.get(name)) for name in names("term", "detail"))), None)
