"""The lists and details of a profile: what is found, read and rendered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from towpath_directory.curation.documents import UNLISTED
from towpath_directory.public import places, render, terms
from towpath_directory.public.asking import Organisations, Paged, Services, Taxonomies, Terms, question, size
from towpath_directory.public.page import envelope
from towpath_directory.public.profiles import Profile
from towpath_directory.public.reading import FLAT, FULL, ORGANISATION, PLACED, Reading
from towpath_directory.public.refusals import Gone, NothingById
from towpath_directory.public.register import Register, after
from towpath_directory.public.registers import Registers
from towpath_directory.public.shape import Document, shaped
from towpath_directory.refusals import CursorInvalid
from towpath_directory.search.asked import Found, Of
from towpath_directory.search.search import Search

UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and the cursor of the one after it."""

    document: dict[str, Any]
    next: str | None


@dataclass(frozen=True, slots=True)
class Shelves:
    """What one profile shows of the directory. All raise Away, until all listings were read too."""

    profile: Profile
    search: Search
    registers: Registers
    reading: Reading

    async def services(self, asked: Services) -> Page:
        """Return services. Raises what the search refuses."""
        found = self.search.find(question(asked, Of.SERVICES, self.registers))
        kept = await self.reading.entries((hit.service for hit in found.contents), FULL if asked.full else FLAT)
        return _page(
            asked,
            found,
            [
                render.service(kept[hit.service], self.profile, full=asked.full)
                for hit in found.contents
                if hit.service in kept
            ],
        )

    async def service(self, service: str) -> tuple[dict[str, Any], int]:
        """Return a service and when its entry changed (microseconds). Raises NothingById and Gone."""
        entry = await self.reading.entry(service)
        if entry is not None and "listing" in entry:
            return render.service(entry, self.profile, full=True), entry["stamp"]
        if entry is not None and UNLISTED not in entry:
            raise Gone("let it go: the service has left the directory")
        raise NothingById("no service is told under that id")

    async def service_at_locations(self, asked: Services) -> Page:
        """Return services at their locations. Raises what the search refuses."""
        found = self.search.find(question(asked, Of.SERVICE_AT_LOCATIONS, self.registers))
        kept = await self.reading.entries((hit.service for hit in found.contents), FULL if asked.full else PLACED)
        rendered = (
            render.service_at_location(kept[hit.service], hit.location or "", self.profile, full=asked.full)
            for hit in found.contents
            if hit.service in kept
        )
        return _page(asked, found, [one for one in rendered if one is not None])

    async def service_at_location(self, at: str) -> tuple[dict[str, Any], int]:
        """Return a service at a location, and when its entry changed (microseconds). Raises NothingById."""
        entry = await self._teller(self.registers.places, at)
        listing = entry["listing"]
        for place in listing.get("locations", ()):
            if places.at_id(listing, place) == at:
                found = render.service_at_location(entry, place["id"], self.profile, full=True)
                if found is not None:
                    return found, entry["stamp"]
        raise NothingById("no service at a location is told under that id")

    async def organizations(self, asked: Organisations) -> Page:
        """Return organisations. Raises CursorInvalid."""
        register = self.registers.organisations
        ids = register.fitting(asked.search, only=self._with_terms(asked))
        return await self._told(
            asked,
            ids,
            register,
            lambda _, entry: render.organization(entry, self.profile, full=asked.full),
            size(asked),
            ORGANISATION,
        )

    async def organization(self, organisation: str, full_service: bool) -> dict[str, Any]:
        """Return an organisation with its services. Raises NothingById."""
        register = self.registers.organisations
        entry = await self._teller(register, organisation)
        found = render.organization(entry, self.profile, full=True)
        kept = await self.reading.entries(register.services(organisation), FULL if full_service else FLAT)
        found["services"] = [render.service(kept[one], self.profile, full=full_service) for one in sorted(kept)]
        return found

    async def taxonomies(self, asked: Taxonomies) -> Page:
        """Return taxonomies. Raises CursorInvalid."""
        register = self.registers.taxonomies
        return await self._told(asked, register.fitting(asked.search), register, self._taxonomy, asked.per_page)

    async def taxonomy(self, taxonomy: str) -> dict[str, Any]:
        """Return a taxonomy, with its terms where the profile has them there. Raises NothingById."""
        found = self._taxonomy(taxonomy, await self._teller(self.registers.taxonomies, taxonomy))
        if found is None:
            raise NothingById("no taxonomy is told under that id")
        if "taxonomy_terms" in self.profile.resource("taxonomy", full=True).fields:
            register = self.registers.terms
            ids = register.fitting(within=taxonomy)
            tellers = {one: register.teller(one) or "" for one in ids}
            kept = await self.reading.entries(tellers.values(), FULL)
            rendered = (self._term(one, kept[teller]) for one, teller in tellers.items() if teller in kept)
            found["taxonomy_terms"] = [one for one in rendered if one is not None]
        return found

    async def taxonomy_terms(self, asked: Terms) -> Page:
        """Return taxonomy terms. Raises CursorInvalid."""
        register = self.registers.terms
        ids = register.fitting(asked.search, within=asked.taxonomy_id)
        if asked.parent_id is not None:
            below = set(register.fitting(within=asked.parent_id))
            ids = [one for one in ids if one in below]
        return await self._told(asked, ids, register, self._term, asked.per_page)

    async def taxonomy_term(self, term: str) -> dict[str, Any]:
        """Return a taxonomy term. Raises NothingById."""
        found = self._term(term, await self._teller(self.registers.terms, term))
        if found is None:
            raise NothingById("no taxonomy term is told under that id")
        return found

    def _with_terms(self, asked: Organisations) -> set[str] | None:
        """Return the organisations that have a service with such terms; None where no term is asked for."""
        wanted = asked.taxonomy_term_id.lower().split(",") if asked.taxonomy_term_id else None
        if wanted is None and asked.taxonomy_id is None:
            return None
        register = self.registers.terms
        within = None if asked.taxonomy_id is None else set(register.fitting(within=asked.taxonomy_id))
        chosen = within if wanted is None else set(wanted) if within is None else within & set(wanted)
        services = (service for term in chosen or () for service in register.services(term))
        return self.registers.organisations.of(services)

    def _term(self, term: str, entry: Document) -> dict[str, Any] | None:
        listing = entry["listing"]
        given = [one for one in terms.terms(listing) if one["id"] == term]
        if not given:
            return None
        whole = terms.detailed(max(given, key=_fullness), listing.get("taxonomies", ()))
        return shaped(whole, self.profile.resource("taxonomy_term", full=True), self.profile)

    def _taxonomy(self, taxonomy: str, entry: Document) -> dict[str, Any] | None:
        given = [one for one in terms.taxonomies(entry["listing"]) if one["id"] == taxonomy]
        if not given:
            return None
        return shaped(max(given, key=_fullness), self.profile.resource("taxonomy", full=False), self.profile)

    async def _teller(self, register: Register, thing: str) -> Document:
        """Return the entry whose record of a thing counts. Raises NothingById."""
        teller = register.teller(thing)
        kept = {} if teller is None else await self.reading.entries([teller], FULL)
        if teller is None or teller not in kept:
            raise NothingById("nothing of this kind is told under that id")
        return kept[teller]

    async def _told(
        self,
        asked: Paged,
        ids: Sequence[str],
        register: Register,
        rendered: Callable[[str, Document], dict[str, Any] | None],
        each: int,
        parts: Mapping[str, int] = FULL,
    ) -> Page:
        """Return a page of what listings speak of, in the order of ids: nothing moves in it, whatever changes."""
        if asked.cursor is not None and len(asked.cursor) != UUID_LENGTH:
            raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
        start = (asked.page - 1) * each if asked.cursor is None else after(ids, asked.cursor)
        chosen = ids[start : start + each]
        more = start + each < len(ids)
        tellers = {one: register.teller(one) or "" for one in chosen}
        kept = await self.reading.entries(tellers.values(), parts)
        told = (rendered(one, kept[teller]) for one, teller in tellers.items() if teller in kept)
        made = [one for one in told if one is not None]
        return Page(_enveloped(asked, made, len(ids), each, more), chosen[-1] if more and chosen else None)


def _page(asked: Services, found: Found, contents: Sequence[Mapping[str, Any]]) -> Page:
    return Page(_enveloped(asked, contents, found.total, size(asked), found.next is not None), found.next)


def _enveloped(
    asked: Paged, contents: Sequence[Mapping[str, Any]], total: int, each: int, more: bool
) -> dict[str, Any]:
    by_cursor = asked.cursor is not None
    return envelope(contents, total=total, number=asked.page, size=each, more=more, by_cursor=by_cursor)


def _fullness(record: Mapping[str, Any]) -> int:
    return sum(1 for value in record.values() if value)
