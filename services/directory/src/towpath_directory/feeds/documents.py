"""Documents that hold an organisation, its places and its services beside each other, taken apart into services.

HSDS feeds made by machines put services under the document, the organisation or a location, refer to places by ids
that mean something in the document alone, and leave out what is said elsewhere in it. Here each service gets its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reach import Node, look, members, names, node, nodes, values, word

_SERVICES = names("document", "services")
_ORGANIZATIONS = names("document", "organizations")
_PLACES = (*names("document", "locations"), *names("location", "within"))
_NESTED = {*_SERVICES, *_ORGANIZATIONS}
_FEW = 5
"""A document with more places than this does not say which is its service's by having them."""


@dataclass(slots=True)
class _Found:
    """A service on the way down into a document, and what it stands in."""

    service: Node
    organization: Node | None
    place: Node | None


@dataclass(slots=True)
class _Walk:
    """The way down."""

    found: list[_Found] = field(default_factory=list)

    def go(self, part: Node, organization: Node | None, place: Node | None, top: bool = True) -> None:
        """Collect the services below an object; those inside another service are a part of it."""
        for name, value in part.items():
            if name in _SERVICES:
                self.found += [_Found(service, organization, place) for service in nodes(value)]
            elif name in _ORGANIZATIONS and top:
                for inner in nodes(value):
                    self.go(inner, inner, place, top=False)
            elif name in _PLACES:
                for inner in nodes(value):
                    self.go(inner, organization, inner, top=False)


def parts(document: Node) -> list[Part]:
    """Return the services of a document, each whole in itself, in the order of the document; none for one without.

    What names a service only to place it (an id without words) is no service: its place goes to the one that it names.
    """
    root = _unwrapped(document)
    organizations = members(root, "document", "organizations")
    if not organizations and word(root.get("name")):
        organizations = [root]
    only = organizations[0] if len(organizations) == 1 else None
    walk = _Walk()
    walk.go(root, only, None)
    found = _placed(walk.found)
    by_id = {key: one for one in organizations if (key := look(one, "organization", "id"))}
    places = dict(_places(root))
    return [
        _part(root, one, by_id.get(look(one.service, "service", "organization_id")), places, len(found))
        for one in found
    ]


def _placed(found: list[_Found]) -> list[_Found]:
    described = {look(one.service, "service", "id") for one in found if _says_what(one.service)} - {""}
    references = {
        key: one
        for one in found
        if not _says_what(one.service) and (key := look(one.service, "service", "id")) in described
    }
    kept = [one for one in found if one not in references.values()]
    for one in kept:
        reference = references.get(look(one.service, "service", "id"))
        if reference is not None:
            one.service = {**reference.service, **one.service}
            one.place = one.place or reference.place
    return kept


def _says_what(service: Node) -> bool:
    return any(look(service, "service", field) for field in ("name", "description", "type"))


def _part(root: Node, found: _Found, by_id: Node | None, places: Mapping[str, Node], services: int) -> Part:
    own = next((one for one in members(found.service, "service", "organization") if word(one.get("name"))), None)
    runs = own or by_id or found.organization
    around = [_bare(one) for one in members(root, "document", "locations")]
    alone = services == 1
    return Part(
        service=found.service,
        organization=None if runs is None else _bare(runs),
        place=None if found.place is None else _bare(found.place),
        known={key: places[key] for key in dict.fromkeys(_references(found.service)) if key in places},
        places=around if len(around) <= _FEW else [],
        contacts={name: root[name] for name in names("document", "phones") if name in root},
        schedules=_beside(root, found, alone),
        modified=look(node(root.get("metadata")) or {}, "service", "modified"),
    )


def _unwrapped(document: Node) -> Node:
    for name in names("document", "wrappers"):
        inner = nodes(document.get(name))
        if len(inner) == 1 and not document.keys() & _NESTED:
            return inner[0]
    return document


def _places(part: object) -> Iterator[tuple[str, Node]]:
    """Yield every place of a document that has an id and says something about it."""
    for found in nodes(part):
        for name, value in found.items():
            if name in _PLACES:
                for place in nodes(value):
                    if len(place) > 1 and (key := look(place, "location", "id")):
                        yield key, _bare(place)
            if name in _PLACES or name in _NESTED:
                yield from _places(value)


def _references(service: Node) -> Iterator[str]:
    for name, value in service.items():
        if name in names("service", "location_id") or name in _PLACES:
            yield from (word(one) for one in values(value) if not isinstance(one, dict))
        for child in nodes(value):
            yield from (look(child, "location", "id"),) if name in _PLACES else ()
            yield from _references(child)


def _beside(root: Node, found: _Found, alone: bool) -> list[Node]:
    """Return the schedules beside a service: its place's, and the document's that name it, or name none but it."""
    metadata = node(found.service.get("metadata")) or {}
    key = look(found.service, "service", "id") or look(metadata, "service", "id")
    named = ("", key) if alone else (key,)
    every = members(root, "document", "schedules") if key or alone else []
    beside = [one for one in every if word(one.get("service_id")) in named]
    of_place = members(found.place, "document", "schedules") if found.place else []
    return [*of_place, *beside, *(nodes(root.get("events")) if alone else ())]


def _bare(found: Node) -> Node:
    return {name: value for name, value in found.items() if name not in _NESTED}
