"""The settings of the directory, beside those that every service has."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from towpath_runtime.settings import RuntimeSettings


class DirectorySettings(RuntimeSettings):
    """Environment variables ``TOWPATH_IMPORT_LIMIT`` (bytes) and so on; times in seconds.

    ``import_folder`` is where feeds lie while they are received. ``allow_private_feeds`` lets the fetcher into private
    and loopback networks: for a deployment that fetches from its own neighbours. ``sessions_nation`` is whose
    bank holidays count where a place does not tell its nation (ISO 3166-2:GB), ``sessions_on_bank_holidays`` what is
    said of a session on one. ``count_tick`` is the least time between two reports of what a listing's offers, or those
    who wait for a gap, add up to. ``gap_people`` is how many have to wait before a gap is raised; ``gap_km`` how far,
    in kilometres, people go to a listing that names no area. ``version_retention_days`` is how long what a listing
    said before is kept.
    """

    import_limit: Annotated[int, Field(ge=1024)] = 268_435_456
    import_batch: Annotated[int, Field(ge=1, le=2000)] = 200
    import_folder: Path | None = None
    import_tick: Annotated[float, Field(gt=0, le=3600)] = 0.5
    import_retention_days: Annotated[int, Field(ge=1)] = 90
    feed_seconds: Annotated[float, Field(gt=0, le=3600)] = 120.0
    allow_private_feeds: bool = False
    duplicate_tick: Annotated[float, Field(gt=0, le=3600)] = 1.0
    duplicate_batch: Annotated[int, Field(ge=1, le=1000)] = 100
    version_retention_days: Annotated[int, Field(ge=1)] = 1825
    sessions_nation: Literal["ENG", "WLS", "SCT", "NIR"] = "ENG"
    sessions_on_bank_holidays: Literal["may-not-run", "run"] = "may-not-run"
    count_tick: Annotated[float, Field(gt=0, le=3600)] = 1.0
    gap_people: Annotated[int, Field(ge=1, le=1000)] = 1
    gap_km: Annotated[float, Field(gt=0, le=2000)] = 15.0
