"""The composition of reports."""

from fastapi import APIRouter

from towpath_directory.imports.queries import ImportQueries
from towpath_directory.reports.api import router
from towpath_directory.reports.publishers import PublisherQueries
from towpath_directory.reports.queries import ReportQueries
from towpath_runtime.mongo import Database


def report(database: Database) -> APIRouter:
    """Return the routes of reports."""
    reports = ReportQueries(database, ImportQueries(database))
    return router(reports, PublisherQueries(database, reports))
