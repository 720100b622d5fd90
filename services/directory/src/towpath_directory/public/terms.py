"""Taxonomies and their terms, as attributes of what they are said of, and languages. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from towpath_runtime.ids import derive

Document = Mapping[str, Any]


def spoken(listing: Document) -> list[dict[str, Any]]:
    """Return the attributes of a listing: its own, and one for each of its taxonomy terms that none of these names."""
    own = attributes_of(listing, "service")
    said = {one["taxonomy_term_id"] for one in own if one.get("taxonomy_term_id")}
    for term in listing.get("taxonomy_terms", ()):
        if term["id"] in said:
            continue
        said.add(term["id"])
        own.append(
            {
                "id": derive(listing["id"], f"attribute/{term['id']}"),
                "link_id": listing["id"],
                "link_type": "taxonomy",
                "link_entity": "service",
                "taxonomy_term_id": term["id"],
                "taxonomy_term": detailed(term, listing.get("taxonomies", ())),
            }
        )
    return own


def attributes_of(part: Document, entity: str) -> list[dict[str, Any]]:
    """Return the attributes of a part of a listing, with their terms."""
    return [
        {
            **one,
            "link_id": part["id"],
            "link_entity": entity,
            "taxonomy_term_id": one.get("taxonomy_term_id") or (one.get("term") or {}).get("id"),
            "taxonomy_term": detailed(one["term"]) if one.get("term") else None,
        }
        for one in part.get("attributes", ())
    ]


def detailed(term: Document, taxonomies: Iterable[Document] = ()) -> dict[str, Any]:
    """Return a term with the id of its taxonomy, and the taxonomy itself where that is among those given."""
    where = taxonomy_id(term)
    detail = next((one for one in taxonomies if one["id"] == where), None)
    return {**term, "taxonomy_id": where, "taxonomy_detail": detail}


def taxonomy_id(term: Document) -> str | None:
    """Return the id of a term's taxonomy: what the publisher gave, or one that follows from its name."""
    if given := term.get("taxonomy_id"):
        return str(given)
    name = (term.get("taxonomy") or "").strip()
    return named(name) if name else None


def named(taxonomy: str) -> str:
    """Return the id of a taxonomy of which only the name is known."""
    return derive("taxonomy", taxonomy)


def terms(listing: Document) -> Iterator[Document]:
    """Yield every term that is told of a listing or a part of it; of a confidential place nothing is told."""
    yield from listing.get("taxonomy_terms", ())
    schedules = list(listing.get("schedules", ()))
    parts: list[Document] = [listing, listing["organization"], *listing.get("cost_options", ()), *schedules]
    parts += [*listing.get("service_areas", ()), *listing.get("service_at_locations", ())]
    parts += [place for place in listing.get("locations", ()) if not place.get("confidential")]
    for part in parts:
        yield from (one["term"] for one in part.get("attributes", ()) if one.get("term"))


def taxonomies(listing: Document) -> Iterator[Document]:
    """Yield every taxonomy of a listing: those that it describes, and those that its terms name only."""
    yield from listing.get("taxonomies", ())
    for term in terms(listing):
        if (where := taxonomy_id(term)) is not None:
            yield {"id": where, "name": term.get("taxonomy")}


def tagged(listing: Document) -> list[dict[str, Any]]:
    """Return the languages of a listing of which only the tags are known."""
    return [
        {"id": derive(listing["id"], f"language/{tag}"), "service_id": listing["id"], "code": tag}
        for tag in listing.get("languages", ())
    ]
