"""The search of one process: what it knows of the listings, and what it answers."""

from typing import Any

from towpath_directory.search.asked import Found, Hit, Of, SearchAsked
from towpath_runtime.errors import Away

Document = dict[str, Any]


class Search:
    """Every listing in memory, changed in place. One thread: a change and a question never overlap."""

    def __init__(self) -> None:
        self.ready = False
        self.generation = 0
        self._known: dict[str, tuple[int, Document | None]] = {}

    def take(self, document: Document) -> None:
        """Take an entry as the database has it, unless a later version of it is known."""
        service, version = document["_id"], document["version"]
        if service in self._known and self._known[service][0] >= version:
            return
        self._known[service] = (version, document.get("listing"))
        self.generation += 1

    def find(self, asked: SearchAsked) -> Found:
        """Return a page of what fits. Raises Away until all listings are read, and what `refusals` names."""
        if not self.ready:
            raise Away("search")
        fits = sorted(
            (service, listing)
            for service, (_, listing) in self._known.items()
            if listing is not None and _fits(listing, asked) and (asked.cursor is None or service > asked.cursor)
        )
        hits: list[Hit] = []
        for service, listing in fits:
            if asked.of is Of.SERVICES:
                hits.append(Hit(service))
            else:
                hits += [Hit(service, place["id"]) for place in listing.get("locations", ())]
        page = hits[asked.offset : asked.offset + asked.limit]
        more = len(hits) > asked.offset + asked.limit
        return Found(tuple(page), len(hits), self.generation, page[-1].service if more and page else None)


def _fits(listing: Document, asked: SearchAsked) -> bool:
    said = " ".join((listing["name"], listing["organization"]["name"], listing.get("description", ""))).casefold()
    return (
        all(word in said for word in (asked.search or "").casefold().split())
        and (not asked.needs or not set(asked.needs).isdisjoint(listing.get("needs", ())))
        and (not asked.statuses or listing.get("status", "active") in asked.statuses)
        and (asked.organisation is None or listing["organization"]["id"] == asked.organisation)
        and (asked.publisher is None or listing["publisher"] == asked.publisher)
    )
