"""The composition of what keeps listings fresh: looking, prompting, and the pages behind the links."""

from collections.abc import Sequence

from fastapi import APIRouter

from towpath_directory.curation.words import Words
from towpath_directory.freshness.api import router
from towpath_directory.freshness.effect import Effects
from towpath_directory.freshness.handing import Handing
from towpath_directory.freshness.looking import Looking
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.prompting import Prompting
from towpath_directory.freshness.queries import ReviewQueries
from towpath_directory.freshness.store import PROMPT_INDEXES, PROMPTS
from towpath_directory.freshness.writing import Writing
from towpath_directory.links.answers import Answers
from towpath_directory.links.api import router as links_router
from towpath_directory.links.token import Links
from towpath_directory.settings import DirectorySettings
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.service import Runtime

ABANDONED = 6
"""A letter takes no longer than so many answers of a mail server: whoever claimed it before that has died."""


def keep_fresh(runtime: Runtime, settings: DirectorySettings, policy: Policy) -> Sequence[APIRouter]:
    """Have listings looked at and organisations prompted in the background; return the routes of freshness."""
    database, clock = runtime.database, runtime.clock
    runtime.index(PROMPTS, *PROMPT_INDEXES)
    links = Links(settings.link_keys(), settings.public_url)
    writing = Writing(settings.letters(), policy, links, settings.post(), settings.mail_from)
    looking = Looking(
        database,
        runtime.path,
        clock,
        _lease(runtime, settings, "reviews"),
        policy.version,
        settings.review_batch,
        runtime.log,
    )
    prompting = Prompting(
        database,
        runtime.path,
        clock,
        _lease(runtime, settings, "prompts"),
        writing,
        runtime.faults,
        runtime.log,
        ABANDONED * settings.smtp_seconds,
        settings.prompts_a_day,
    )
    runtime.every("reviews", settings.review_tick, looking.tick)
    runtime.every("prompts", settings.review_tick, prompting.tick)
    queries = ReviewQueries(database, clock, policy)
    effects = Effects(database, clock, policy, settings.freshness_policy)
    handing = Handing(database, queries, writing, clock)
    words = Words(database, clock, settings.words_days)
    answers = Answers(database, runtime.path, clock, links, words)
    return router(runtime.submit, queries, effects, handing), links_router(answers)


def _lease(runtime: Runtime, settings: DirectorySettings, name: str) -> Lease:
    lease = Lease(runtime.database, name, new_id(), settings.lease)
    runtime.on_start(lease.prepare)
    return lease
