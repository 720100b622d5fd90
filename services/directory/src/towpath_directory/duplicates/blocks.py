"""Duplicates in memory: of a feed by itself, and for measuring. No listing is kept whole."""

from collections.abc import Iterable, Iterator

from towpath_contracts.listing import Listing
from towpath_directory.duplicates.keys import asked, keys, narrower
from towpath_directory.duplicates.score import Comparison, compare
from towpath_directory.duplicates.sketch import Sketch, sketch
from towpath_directory.duplicates.weights import Weights


class Blocks:
    """Sketches by key. ``compared`` counts the pairs that were."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._sketches: dict[str, Sketch] = {}
        self._having: dict[str, list[str]] = {}
        self.compared = 0

    def add(self, listing: Listing) -> None:
        """Take a listing in; the same id once."""
        found = self._sketches[listing.id] = sketch(listing, self._weights)
        for key in keys(found, self._weights):
            self._having.setdefault(key, []).append(listing.id)

    def like(self, service: str) -> Iterator[Comparison]:
        """Compare a listing with all that have a key which it asks for.

        A key that too many have asks for none of them; then those are asked for who have a narrower one.
        """
        mine = self._sketches[service]
        blocks = {key: self._having.get(key, ()) for key in asked(mine, self._weights)}
        if any(len(block) > self._weights.widest for block in blocks.values()):
            blocks |= {key: self._having.get(key, ()) for key in narrower(mine, self._weights)}
        having = {key: len(block) for key, block in blocks.items()}
        near = {other for block in blocks.values() if len(block) <= self._weights.widest for other in block}
        for other in sorted(near - {service}):
            self.compared += 1
            yield compare(mine, self._sketches[other], self._weights, having)


def duplicates(listings: Iterable[Listing], weights: Weights) -> list[Comparison]:
    """Return the pairs of these listings that would be proposed, the likeliest first."""
    blocks, order = Blocks(weights), []
    for listing in listings:
        blocks.add(listing)
        order.append(listing.id)
    found = {pair.services: pair for service in order for pair in blocks.like(service)}
    likely = [pair for pair in found.values() if pair.score >= weights.threshold]
    return sorted(likely, key=lambda pair: (-pair.score, pair.services))
