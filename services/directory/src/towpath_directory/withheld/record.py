"""Taking confidential places out of a record of a feed, before anything of it is kept: pure.

Of such a place a record says afterwards that there is one, in which postcode district, and nothing else. What would
find it is gone from every text and number of the record, wherever it stood.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import cast

from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reach import Node, look, members, names, nodes, word
from towpath_directory.withheld.listing import Fields, withheld
from towpath_directory.withheld.secrets import Secrets, inside, secrets
from towpath_directory.withheld.words import saying

STUB = "confidential"
"""The field of our own by which a place in a record says that it is one."""

DISTRICTS = "confidential_districts"
SCRUBBED = "confidential_text"
_PLACES = frozenset((*names("document", "locations"), *names("location", "within"), "known", "places", "place"))
_SITES = frozenset(names("location", "at"))
_REACHED = frozenset((*names("contact", "within"), *names("contact", "people"), *names("area", "areas")))
_TIMES = frozenset(names("schedule", "own"))
_WORDS = frozenset(("description", "notes", "schedule_notes", "details", "schedule_link", "attributes", "location_id"))
_NAMED = (("service", "name"), ("organization", "name"), ("service", "alternate_name"))


@dataclass(slots=True)
class _Taking:
    """What was found so far: the places as they were sent, and by their own ids."""

    secrets: Secrets
    stubs: Mapping[str, str]
    scrubbed: bool = False
    seen: dict[int, Node] = field(default_factory=dict)


def separated(part: Part, text: str, *, ours: bool = False) -> tuple[Part, tuple[Node, ...]]:
    """Return a record without its confidential places, and these as they were sent; ``text`` is its JSON.

    One that is ``ours`` is a listing as we export it.
    """
    if saying().trigger.search(text) is None:
        return part, ()
    if ours:
        told = withheld(cast(Fields, part.service), word(part.service.get("id")))
        return replace(part, service=told.fields), tuple(told.places)
    whole = asdict(part)
    places = _confidential(whole, saying().of_all(part.service))
    if not places:
        return part, ()
    public = [look(one, *name) for one in (part.service, part.organization or {}) for name in _NAMED]
    public += [look(one, "organization", "name") for one in members(part.service, "service", "organization")]
    public += [look(one, "address", "city") for place in places for one in inside(place)]
    found = secrets(places, public)
    ids = list(dict.fromkeys(filter(None, (look(place, "location", "id") for place in places))))
    taking = _Taking(found, {known: f"{STUB}-{number}" for number, known in enumerate(ids)})
    taking.seen = {id(place): place for place in places}
    cleaned = _without(whole, taking)
    assert isinstance(cleaned, dict)
    service = dict(cleaned["service"])
    service[DISTRICTS] = list(found.districts())
    if taking.scrubbed:
        service[SCRUBBED] = True
    return Part(**(cleaned | {"service": service})), tuple(_once(places))


def _confidential(whole: Node, every: bool) -> list[Node]:
    """Return the places that are confidential: those that say so, all of a service that does, and their namesakes."""
    places = [place for one in inside(whole) for place in _places_in(one)]
    known = saying()
    found = [place for place, at in places if every or known.of(place) or (at is not None and known.of(at))]
    found += [place for place, _ in places if any(map(known.of, inside(_addresses(place))))]
    ids = {look(place, "location", "id") for place in found} - {""}
    found += [place for place, _ in places if look(place, "location", "id") in ids]
    return list({id(place): place for place in found}.values())


def _places_in(part: Node) -> list[tuple[Node, Node | None]]:
    """Return the places right inside an object, each with the service at it that it is of, if it is of one."""
    found: list[tuple[Node, Node | None]] = []
    for name, value in part.items():
        if name not in _PLACES:
            continue
        held = list(value.values()) if name == "known" and isinstance(value, dict) else nodes(value)
        for one in nodes(held):
            inner = [place for wrapped in ("location", "locations") for place in nodes(one.get(wrapped))]
            if name in _SITES and inner:
                found += [(place, one) for place in inner]
            else:
                found.append((one, None))
    return found


def _addresses(place: Node) -> list[object]:
    return [place.get(name) for name in names("location", "addresses")]


def _without(value: object, taking: _Taking) -> object:
    if isinstance(value, dict):
        if id(value) in taking.seen:
            return _stub(value, taking)
        return {name: _member(name, child, taking) for name, child in value.items()}
    if isinstance(value, list):
        return [_without(child, taking) for child in value]
    if isinstance(value, str):
        return _text(value, taking)
    if isinstance(value, float) and taking.secrets.near(value):
        return None
    return value


def _member(name: str, value: object, taking: _Taking) -> object:
    if name in _SITES:
        return [_site(one, taking) if isinstance(one, dict) else _without(one, taking) for one in _listed(value)]
    if name in _REACHED and isinstance(value, list):
        kept = [one for one in value if not (isinstance(one, dict) and word(one.get("location_id")) in taking.stubs)]
        return _without(kept, taking)
    if name == "known" and isinstance(value, dict):
        return {taking.stubs.get(key, key): _without(one, taking) for key, one in value.items()}
    return _without(value, taking)


def _site(site: Node, taking: _Taking) -> object:
    """Return a service at a place; of one at a confidential place its times alone, without their words."""
    inner = [one for wrapped in ("location", "locations") for one in nodes(site.get(wrapped))]
    hidden = next((one for one in inner if id(one) in taking.seen), None)
    named = taking.stubs.get(word(site.get("location_id")))
    if hidden is None and named is None:
        return _without(site, taking)
    times = {
        name: [{key: _without(one, taking) for key, one in each.items() if key not in _WORDS} for each in nodes(value)]
        for name, value in site.items()
        if name in _TIMES
    }
    return {"location": _stub(hidden, taking) if hidden is not None else {"id": named, STUB: True}} | times


def _stub(place: Node, taking: _Taking) -> Node:
    known = look(place, "location", "id")
    kind = look(place, "location", "type").lower()
    stub: dict[str, object] = {"id": taking.stubs.get(known, f"{STUB}-0"), STUB: True}
    return stub | ({"location_type": kind} if kind in ("physical", "postal", "virtual") else {})


def _text(value: str, taking: _Taking) -> str:
    if value in taking.stubs:
        return taking.stubs[value]
    found = taking.secrets.without(value)
    if found != value:
        taking.scrubbed = True
    return found


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _once(places: list[Node]) -> list[Node]:
    found: list[Node] = []
    for place in places:
        if place not in found:
            found.append(place)
    return found
