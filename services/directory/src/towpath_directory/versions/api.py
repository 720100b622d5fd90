"""Versions over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query

from towpath_contracts.values import Id
from towpath_directory.commands import By
from towpath_directory.store import ENTRIES
from towpath_directory.versions.commands import RestoreVersion
from towpath_directory.versions.queries import VersionQueries
from towpath_directory.versions.store import VERSIONS, version_indexes
from towpath_directory.versions.views import DiffView, RestoreBody, VersionPage, VersionWhole
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.message import Done, Message
from towpath_runtime.service import Runtime

Submit = Callable[[Message], Awaitable[Done]]
Number = Annotated[int, Path(ge=1, le=99_999_999)]


def keep_versions(runtime: Runtime, retention_days: int) -> APIRouter:
    """Prepare the indexes of versions, and return their routes."""
    runtime.index(VERSIONS, *version_indexes(retention_days))
    return router(runtime.submit, VersionQueries(runtime.database))


def router(submit: Submit, queries: VersionQueries) -> APIRouter:
    """Return the routes of versions."""
    routes = APIRouter(prefix="/v1/services/{service}/versions", tags=["versions"])

    @routes.get("", response_model_exclude_none=True)
    async def versions(
        service: Id,
        cursor: Annotated[int | None, Query(ge=1, le=99_999_999)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> VersionPage:
        """Who changed a listing and when, the newest first; also of one that is withdrawn."""
        return await queries.page(service, cursor, limit)

    @routes.get("/{version}", response_model_exclude_none=True)
    async def version(service: Id, version: Number) -> VersionWhole:
        """The whole listing as it was in a version."""
        return await queries.one(service, version)

    @routes.get("/{version}/diff")
    async def difference(
        service: Id,
        version: Number,
        before: Annotated[int | None, Query(alias="from", ge=0, le=99_999_999)] = None,
    ) -> DiffView:
        """What changed from another version, by default from the one before it; 0 is nothing at all."""
        return await queries.difference(service, version, before)

    @routes.post("/{version}/restore", status_code=201)
    async def restore(service: Id, version: Number, body: RestoreBody, asked: AskedBy) -> Acknowledged:
        """Publish a listing again as it was in a version; that is a version of its own."""
        listing = await queries.to_restore(service, version)
        command = RestoreVersion(listing, version, By("curator", body.curator, body.reason))
        done = await submit(asked.message(ENTRIES, service, command, correlation=service))
        return Acknowledged(id=service, version=done.version)

    return routes
