"""The settings of the directory, beside those that every service has."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from towpath_directory.counting.facts import KEPT, LEAST
from towpath_directory.curation.policy import readable
from towpath_directory.freshness.settings import FreshnessSettings


class DirectorySettings(FreshnessSettings):
    """Environment variables ``TOWPATH_IMPORT_LIMIT`` (bytes) and so on; times in seconds.

    ``import_folder`` is where feeds lie while they are received. ``allow_private_feeds`` lets the fetcher into private
    and loopback networks: for a deployment that fetches from its own neighbours. ``source_seconds`` is the longest that
    fetching the whole of a registered feed may take, ``sources_at_once`` how many of them each process fetches beside
    each other. ``sessions_nation`` is whose
    bank holidays count where a place does not tell its nation (ISO 3166-2:GB), ``sessions_on_bank_holidays`` what is
    said of a session on one. ``count_tick`` is the least time between two reports of what a listing's offers, or those
    who wait for a gap, add up to. ``gap_people`` is how many have to wait before a gap is raised; ``gap_km`` how far,
    in kilometres, people go to a listing that names no area. Of fewer than ``gap_shown_from`` people who wait, nobody
    but curators is shown how many they are and since when. ``fact_retention_days`` is how long after the last of it
    is kept what was heard of an offer or a search that is over, ``fact_tick`` the seconds between two looks at that.
    ``version_retention_days`` is how long what a listing said before is kept.

    ``curation_policy`` is a file that says whose word counts for what, ours where none is named. ``words_days`` is how
    long what people wrote in their own words is kept, ``words_tick`` the seconds between two looks at that,
    ``note_days`` how long a link worker's note is shown that says nothing of it. ``suggestion_limit`` is in bytes,
    ``suggestions_per_minute`` holds for each process.
    """

    import_limit: Annotated[int, Field(ge=1024)] = 268_435_456
    import_batch: Annotated[int, Field(ge=1, le=2000)] = 200
    import_folder: Path | None = None
    import_tick: Annotated[float, Field(gt=0, le=3600)] = 0.5
    import_retention_days: Annotated[int, Field(ge=1)] = 90
    feed_seconds: Annotated[float, Field(gt=0, le=3600)] = 120.0
    allow_private_feeds: bool = False
    version_retention_days: Annotated[int, Field(ge=1)] = 1825
    source_tick: Annotated[float, Field(gt=0, le=3600)] = 2.0
    source_seconds: Annotated[float, Field(gt=0, le=86_400)] = 3600.0
    sources_at_once: Annotated[int, Field(ge=1, le=32)] = 3
    grade_tick: Annotated[float, Field(gt=0, le=3600)] = 5.0
    duplicate_tick: Annotated[float, Field(gt=0, le=3600)] = 1.0
    duplicate_batch: Annotated[int, Field(ge=1, le=1000)] = 100
    sessions_nation: Literal["ENG", "WLS", "SCT", "NIR"] = "ENG"
    sessions_on_bank_holidays: Literal["may-not-run", "run"] = "may-not-run"
    curation_policy: Annotated[Path | None, AfterValidator(readable)] = None
    words_days: Annotated[int, Field(ge=1, le=3650)] = 180
    words_tick: Annotated[float, Field(gt=0, le=86_400)] = 60.0
    note_days: Annotated[int, Field(ge=1, le=3650)] = 365
    suggestion_limit: Annotated[int, Field(ge=1024)] = 65_536
    suggestions_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 60
    count_tick: Annotated[float, Field(gt=0, le=3600)] = 1.0
    fact_retention_days: Annotated[int, Field(ge=LEAST.days, le=36_500)] = KEPT.days
    fact_tick: Annotated[float, Field(gt=0, le=86_400)] = 60.0
    gap_people: Annotated[int, Field(ge=1, le=1000)] = 1
    gap_shown_from: Annotated[int, Field(ge=1, le=1000)] = 5
    gap_km: Annotated[float, Field(gt=0, le=2000)] = 15.0
