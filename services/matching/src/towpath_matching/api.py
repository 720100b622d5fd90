"""Queries over HTTP; matching takes no commands. The runtime puts ``/matching`` before every route."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from towpath_matching.index import Index
from towpath_matching.policy import Policy


class IndexView(BaseModel):
    """What this process knows of the directory.

    ``listings`` are in the index and ``active`` of them are considered; ``with_capacity`` said how much room they have.
    ``directory_as_of`` is the newest change taken in; ``read_at`` is when the process last saw that there was no newer
    one, and stands still while Kafka is away. ``column_bytes`` are the numbers alone.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "policy": "default-1",
                    "listings": 812,
                    "active": 790,
                    "with_capacity": 655,
                    "needs": {"loneliness": 201, "debt": 44},
                    "directory_as_of": "2026-03-03T10:00:00Z",
                    "read_at": "2026-03-03T10:02:11Z",
                    "column_bytes": 393216,
                }
            ]
        }
    )

    policy: str
    listings: int
    active: int
    with_capacity: int
    needs: dict[str, int]
    directory_as_of: datetime | None
    read_at: datetime | None
    column_bytes: int


def router(index: Index, policy: Policy, read_at: Callable[[], datetime | None]) -> APIRouter:
    """Return the routes of matching."""
    routes = APIRouter(prefix="/v1", tags=["matching"])

    @routes.get("/index", response_model_exclude_none=True)
    async def show_index() -> IndexView:
        """What matching knows of the directory, and as of when."""
        return IndexView(
            policy=policy.name,
            listings=index.listed,
            active=index.active,
            with_capacity=index.with_capacity,
            needs=index.active_by_need(),
            directory_as_of=index.as_of,
            read_at=read_at(),
            column_bytes=index.nbytes,
        )

    return routes
