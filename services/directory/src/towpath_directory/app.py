"""The composition of the directory."""

from datetime import timedelta

from fastapi import FastAPI

from towpath_directory.api import router
from towpath_directory.curation.curating import curate
from towpath_directory.curation.policy import policy
from towpath_directory.duplicates.looking import look_for_duplicates
from towpath_directory.exchange.api import router as exports_router
from towpath_directory.exchange.exports import Exports
from towpath_directory.following import follow
from towpath_directory.freshness.keeping import keep_fresh
from towpath_directory.gaps.api import router as gaps_router
from towpath_directory.gaps.queries import GapQueries
from towpath_directory.gaps.shown import Shown
from towpath_directory.grades.grading import grade_anew
from towpath_directory.imports.api import router as imports_router
from towpath_directory.imports.fetch import Fetcher
from towpath_directory.imports.intake import Intake
from towpath_directory.imports.job import Job
from towpath_directory.imports.lines import LINES, line_indexes
from towpath_directory.imports.queries import ImportQueries
from towpath_directory.imports.reception import Reception
from towpath_directory.public.composition import open_to_all, public_routers
from towpath_directory.public.registers import Registers
from towpath_directory.queries import Queries
from towpath_directory.reports.reporting import report
from towpath_directory.search.searching import search_in
from towpath_directory.sessions.api import router as sessions_router
from towpath_directory.sessions.calendar_api import router as calendar_router
from towpath_directory.sessions.queries import SessionQueries
from towpath_directory.sessions.session import BankHolidays
from towpath_directory.settings import DirectorySettings
from towpath_directory.sources.running import run_sources
from towpath_directory.stream import aggregates
from towpath_directory.versions.api import keep_versions
from towpath_directory.withheld.store import PLACES, place_indexes
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.service import Runtime


def build(settings: DirectorySettings) -> FastAPI:
    """Put the service together."""
    freshness, curation = settings.policy(), policy(settings.curation_policy)
    facts_kept = timedelta(days=settings.fact_retention_days)
    deciding = aggregates(settings.gap_people, freshness, curation, facts_kept)
    runtime = Runtime("directory", settings, deciding)
    runtime.index(LINES, *line_indexes(settings.import_retention_days))
    runtime.body_limits["/directory/v1/imports"] = settings.import_limit
    runtime.index(PLACES, *place_indexes(settings.import_retention_days))
    database, clock = runtime.database, runtime.clock
    intake = Intake(database, clock)
    lease = Lease(database, "imports", new_id(), settings.lease)
    job = Job(database, runtime.path, intake, clock, lease, settings.import_batch, runtime.log, deciding[0])
    fetcher = Fetcher(settings.feed_seconds, settings.allow_private_feeds)
    reception = Reception(intake, fetcher, settings.import_limit, settings.import_folder)
    runtime.on_start(lease.prepare)
    runtime.every("imports", settings.import_tick, job.tick)
    follow(runtime, settings)
    grade_anew(runtime, settings)
    registers = Registers()
    search = search_in(runtime, registers)
    told = SessionQueries(database, runtime.topics)
    holidays = BankHolidays(settings.sessions_nation, settings.sessions_on_bank_holidays == "may-not-run")
    app = runtime.app(
        router(runtime.submit, Queries(database, clock, freshness, search)),
        imports_router(reception, ImportQueries(database)),
        exports_router(Exports(database)),
        look_for_duplicates(runtime, settings),
        curate(runtime, settings),
        run_sources(runtime, settings, intake, fetcher),
        report(database),
        keep_versions(runtime, settings.version_retention_days),
        *keep_fresh(runtime, settings, freshness),
        gaps_router(runtime.submit, GapQueries(database, Shown(settings.gap_shown_from))),
        sessions_router(told, holidays, clock),
        calendar_router(told, holidays),
        *public_routers(runtime, search, registers, settings.public_url),
    )
    return open_to_all(app)
