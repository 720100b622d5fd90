"""The composition of registered feeds: what runs them, and the routes to them."""

from fastapi import APIRouter

from towpath_directory.imports.fetch import Fetcher
from towpath_directory.imports.intake import Intake
from towpath_directory.settings import DirectorySettings
from towpath_directory.sources.api import router
from towpath_directory.sources.queries import SourceQueries
from towpath_directory.sources.runner import Bounds, Runner
from towpath_directory.sources.store import ADDRESS_INDEXES, ADDRESSES, CARRIED, CARRIED_INDEXES, RUNS, run_indexes
from towpath_runtime.service import Runtime


def run_sources(runtime: Runtime, settings: DirectorySettings, intake: Intake, fetcher: Fetcher) -> APIRouter:
    """Have registered feeds fetched when they are due, several beside each other; return the routes to them."""
    runtime.index(RUNS, *run_indexes(settings.import_retention_days))
    runtime.index(CARRIED, *CARRIED_INDEXES)
    runtime.index(ADDRESSES, *ADDRESS_INDEXES)
    bounds = Bounds(settings.import_limit, settings.source_seconds, settings.import_folder)
    database, path, clock = runtime.database, runtime.path, runtime.clock
    for lane in range(settings.sources_at_once):
        runner = Runner(database, path, intake, fetcher, bounds, clock, settings.lease, runtime.log)
        runtime.every(f"sources-{lane}", settings.source_tick, runner.tick)
    return router(runtime.submit, SourceQueries(database))
