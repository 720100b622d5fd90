"""What the directory follows on the streams of others: offers, people for whom nothing was found, reported room."""

from datetime import timedelta

from towpath_directory.counting.pruning import Pruning
from towpath_directory.counting.tally import TALLY_INDEXES
from towpath_directory.counting.tick import Book, Counting
from towpath_directory.gaps import stream as gaps
from towpath_directory.gaps.answering import Answering
from towpath_directory.gaps.store import GAP_TALLIES, GAP_TALLY_INDEXES, OPENING_INDEXES, OPENINGS
from towpath_directory.offers import stream as offers
from towpath_directory.settings import DirectorySettings
from towpath_directory.store import OFFER_TALLIES
from towpath_directory.stream import STREAMS, route_for
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.service import Runtime


def follow(runtime: Runtime, settings: DirectorySettings) -> None:
    """Have the streams read, and what they say counted and told."""
    runtime.index(OFFER_TALLIES, *TALLY_INDEXES)
    runtime.index(GAP_TALLIES, *GAP_TALLY_INDEXES)
    runtime.index(OPENINGS, *OPENING_INDEXES)
    runtime.consume(*STREAMS, route=route_for(runtime.source))
    counts_of_offers = _counting(runtime, offers.BOOK, _lease(runtime, settings, "offers"))
    lease = _lease(runtime, settings, "gaps")
    counts_of_gaps = _counting(runtime, gaps.BOOK, lease)
    answering = Answering(runtime.database, runtime.path, runtime.clock, lease, settings.gap_km)

    async def see_to_gaps() -> bool:
        counted = await counts_of_gaps.tick()
        return await answering.tick() or counted

    forgetting = _lease(runtime, settings, "facts")
    kept = timedelta(days=settings.fact_retention_days)
    pruning = Pruning((offers.BOOK, gaps.BOOK), runtime.database, runtime.clock, forgetting, kept)
    runtime.every("facts", settings.fact_tick, pruning.tick)
    runtime.every("offers", settings.count_tick, counts_of_offers.tick)
    runtime.every("gaps", settings.count_tick, see_to_gaps)


def _counting(runtime: Runtime, book: Book, lease: Lease) -> Counting:
    return Counting(book, runtime.database, runtime.path, runtime.clock, lease, runtime.log)


def _lease(runtime: Runtime, settings: DirectorySettings, name: str) -> Lease:
    lease = Lease(runtime.database, name, new_id(), settings.lease)
    runtime.on_start(lease.prepare)
    return lease
