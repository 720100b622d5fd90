"""Gaps over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query

from towpath_contracts.codes import Code
from towpath_contracts.values import AREA_FORM
from towpath_directory.gaps.commands import AnswerGap, WorkOnGap
from towpath_directory.gaps.model import gap_key
from towpath_directory.gaps.queries import GapQueries
from towpath_directory.gaps.shown import Onlookers
from towpath_directory.gaps.store import GAPS
from towpath_directory.gaps.views import AnswerBody, GapPage, GapView, Standing, WorkBody
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.message import Done, Message

Submit = Callable[[Message], Awaitable[Done]]
AreaCode = Annotated[str, Path(pattern=AREA_FORM)]
AskedAs = Annotated[Onlookers, Query(alias="as", description="anybody is not told how few wait, curators are")]


def router(submit: Submit, queries: GapQueries) -> APIRouter:
    """Return the routes of gaps."""
    routes = APIRouter(prefix="/v1/gaps", tags=["gaps"])

    @routes.get("", response_model_exclude_none=True)
    async def gaps(
        need: Code | None = None,
        area: Annotated[str | None, Query(pattern=AREA_FORM)] = None,
        state: Standing | None = None,
        asked_by: AskedAs = Onlookers.ANYBODY,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> GapPage:
        """What people wait for, or waited for, that nobody offers where they live, page by page."""
        return await queries.page(need=need, area=area, state=state, asked_by=asked_by, cursor=cursor, limit=limit)

    @routes.get("/{need}/{area}", response_model_exclude_none=True)
    async def gap(need: Code, area: AreaCode, asked_by: AskedAs = Onlookers.ANYBODY) -> GapView:
        """One gap."""
        return await queries.one(need, area, asked_by)

    @routes.post("/{need}/{area}/work-on", status_code=201)
    async def work_on(need: Code, area: AreaCode, body: WorkBody, asked: AskedBy) -> Acknowledged:
        """Say which organisation works on a gap; whoever says so last does."""
        key = gap_key(need, area)
        done = await submit(asked.message(GAPS, key, WorkOnGap(body.organisation), correlation=asked.id))
        return Acknowledged(id=key, version=done.version)

    @routes.post("/{need}/{area}/answer", status_code=201)
    async def answer(need: Code, area: AreaCode, body: AnswerBody, asked: AskedBy) -> Acknowledged:
        """Say which service answers a gap, so that those who wait are offered it."""
        await queries.must_be_listed(body.service)
        key = gap_key(need, area)
        done = await submit(asked.message(GAPS, key, AnswerGap(body.service), correlation=asked.id))
        return Acknowledged(id=key, version=done.version)

    return routes
