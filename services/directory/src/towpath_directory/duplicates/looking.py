"""The composition of what finds duplicates and lets curators settle them."""

from fastapi import APIRouter
from prometheus_client import Counter

from towpath_directory.duplicates.api import router
from towpath_directory.duplicates.backfill import Backfill
from towpath_directory.duplicates.curation import Curation
from towpath_directory.duplicates.likeness import LIKENESS, LIKENESS_INDEXES
from towpath_directory.duplicates.queries import DuplicateQueries
from towpath_directory.duplicates.search import Search
from towpath_directory.settings import DirectorySettings
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.service import Runtime


def look_for_duplicates(runtime: Runtime, settings: DirectorySettings) -> APIRouter:
    """Have duplicates searched for in the background; return the routes of what was found."""
    runtime.index(LIKENESS, *LIKENESS_INDEXES)
    lease = Lease(runtime.database, "duplicates", new_id(), settings.lease)
    runtime.on_start(lease.prepare)
    wide = Counter(
        "towpath_duplicate_keys_too_wide",
        "Keys that too many listings share to compare them all, by whether narrower ones were searched instead",
        ("service", "narrowed"),
        registry=runtime.metrics.registry,
    )

    def too_wide(keys: int, narrowed: bool) -> None:
        wide.labels(runtime.name, "yes" if narrowed else "no").inc(keys)

    search = Search(runtime.database, runtime.path, settings.duplicate_batch, too_wide, runtime.log)
    backfill = Backfill(runtime.database, settings.duplicate_batch)

    async def look() -> bool:
        """What changed comes first: nobody waits for it longer than one batch of what is made anew takes."""
        return await lease.take() and (await search.tick() or await backfill.tick())

    runtime.every("duplicates", settings.duplicate_tick, look)
    queries = DuplicateQueries(runtime.database)
    return router(Curation(runtime.path, queries), queries)
