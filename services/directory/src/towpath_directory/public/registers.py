"""What the listings speak of, kept in memory and changed as they change."""

from collections.abc import Iterable, Mapping
from typing import Any

from towpath_directory.public import places, terms
from towpath_directory.public.register import Register, Said
from towpath_runtime.errors import Away

Document = Mapping[str, Any]


class Registers:
    """Organisations, taxonomies, terms, and services at locations, by the ids under which they are told."""

    def __init__(self) -> None:
        self._ready = False
        self._versions: dict[str, int] = {}
        self._organisations, self._taxonomies, self._terms, self._places = (Register() for _ in range(4))
        self._named: dict[str, str] = {}

    @property
    def organisations(self) -> Register:
        """The organisations. Raises Away until all listings were taken."""
        return self._whole(self._organisations)

    @property
    def taxonomies(self) -> Register:
        """The taxonomies. Raises Away until all listings were taken."""
        return self._whole(self._taxonomies)

    @property
    def terms(self) -> Register:
        """The taxonomy terms; they belong to their taxonomy and to their parent. Raises Away, as above."""
        return self._whole(self._terms)

    @property
    def places(self) -> Register:
        """The services at locations. Raises Away until all listings were taken."""
        return self._whole(self._places)

    def name_of(self, taxonomy: str) -> str:
        """Return the name of a taxonomy of which listings tell no id: the search knows it by that alone."""
        return self._named.get(taxonomy, taxonomy)

    def take(self, document: Document) -> None:
        """Take an entry as the database has it, unless this version of it, or a later one, is known."""
        service, version = document["_id"], document["version"]
        if self._versions.get(service, -1) >= version:
            return
        self._versions[service] = version
        listing = document.get("listing")
        for register, told in (
            (self._organisations, _organisations),
            (self._taxonomies, _taxonomies),
            (self._terms, _terms),
            (self._places, _places),
        ):
            if listing is None:
                register.drop(service)
            else:
                register.put(service, told(listing))
        for term in () if listing is None else terms.terms(listing):
            if not term.get("taxonomy_id") and (where := terms.taxonomy_id(term)) is not None:
                self._named[where] = term["taxonomy"]

    def settled(self) -> None:
        """Say that all listings were taken."""
        self._ready = True

    def _whole(self, register: Register) -> Register:
        if not self._ready:
            raise Away("search")
        return register


def _organisations(listing: Document) -> dict[str, Said]:
    given = listing["organization"]
    return {given["id"]: Said(_fullness(given), _words(given, ("name", "alternate_name")))}


def _terms(listing: Document) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for term in terms.terms(listing):
        belongs = tuple(one for one in (terms.taxonomy_id(term), term.get("parent_id")) if one)
        _fuller(found, term["id"], Said(_fullness(term), _words(term, ("name", "code", "description")), belongs))
    return found


def _taxonomies(listing: Document) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for one in terms.taxonomies(listing):
        _fuller(found, one["id"], Said(_fullness(one), _words(one, ("name", "description"))))
    return found


def _places(listing: Document) -> dict[str, Said]:
    return {places.at_id(listing, place): Said() for place in listing.get("locations", ())}


def _fuller(found: dict[str, Said], thing: str, said: Said) -> None:
    if thing not in found or found[thing].weight < said.weight:
        found[thing] = said


def _fullness(record: Document) -> int:
    return sum(1 for value in record.values() if value)


def _words(record: Document, names: Iterable[str]) -> str:
    return " ".join(record[name] for name in names if record.get(name)).casefold()
