"""How long it takes to compare a directory with itself: ``python tests/bench/duplicates.py [SIZE …]``.

Made-up directories with known answers, in as many towns as so many listings have, and the real feeds where they lie
beside the repository. One process, one thread, everything in memory: from the listings to what would be proposed.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.directory_records import LINCOLNSHIRE, PANTRIES, TODAY
from support.duplicates_known import Maker
from towpath_contracts.listing import Listing
from towpath_directory.duplicates.blocks import Blocks
from towpath_directory.duplicates.weights import weights
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.records import records
from towpath_directory.imports.areas import placed

SEED = 81_233
PER_TOWN = 50


def measure(name: str, listings: Iterable[Listing], known: set[tuple[str, str]] | None = None) -> dict[str, Any]:
    """Compare listings with each other; seconds, pairs, and how right that is where it is known."""
    blocks, order, found = Blocks(weights()), [], set()
    began = time.perf_counter()
    for listing in listings:
        blocks.add(listing)
        order.append(listing.id)
    keyed = time.perf_counter() - began
    for service in order:
        found |= {pair.services for pair in blocks.like(service) if pair.score >= weights().threshold}
    taken = time.perf_counter() - began
    figures = {
        "of": name,
        "listings": len(order),
        "pairs_compared": blocks.compared,
        "proposed": len(found),
        "seconds_for_keys": round(keyed, 1),
        "seconds": round(taken, 1),
    }
    if known is not None:
        right = len(found & known)
        figures |= {"precision": round(right / len(found), 4), "recall": round(right / len(known), 4)}
    return figures


def real(feed: Path) -> Iterable[Listing]:
    """The listings of a real feed, each id once."""
    found: dict[str, Listing] = {}
    for record in records([feed.read_bytes()]):
        if record.refusal is None:
            listing = normalise(Part.from_text(record.text), Feed("bench", record.shape, TODAY, placed))
            if isinstance(listing, Taken):
                found.setdefault(listing.listing.id, listing.listing)
    return found.values()


def main() -> None:
    """Measure every size and every feed, and print one JSON object each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[5_000, 50_000])
    for size in parser.parse_args().sizes:
        known = Maker(SEED, max(60, size // PER_TOWN)).directory(size)
        print(json.dumps(measure("made up", known.listings, known.pairs)), flush=True)
    for feed in filter(Path.exists, (LINCOLNSHIRE, PANTRIES)):
        print(json.dumps(measure(feed.stem, real(feed))), flush=True)


if __name__ == "__main__":
    main()
