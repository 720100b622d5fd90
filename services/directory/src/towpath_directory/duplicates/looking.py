"""The composition of what finds duplicates and lets curators settle them."""

from fastapi import APIRouter

from towpath_directory.duplicates.api import router
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
    search = Search(runtime.database, runtime.path, lease, settings.duplicate_batch, runtime.log)
    runtime.every("duplicates", settings.duplicate_tick, search.tick)
    queries = DuplicateQueries(runtime.database)
    return router(Curation(runtime.path, queries), queries)
