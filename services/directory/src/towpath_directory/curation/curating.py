"""The composition of what curators, owners and the public ask of listings in work."""

import time

from fastapi import APIRouter

from towpath_directory.curation.api import router as drafts_router
from towpath_directory.curation.claims import CLAIM_INDEXES, CLAIMS
from towpath_directory.curation.claims_api import router as claims_router
from towpath_directory.curation.desk import Desk
from towpath_directory.curation.history import History
from towpath_directory.curation.history import router as history_router
from towpath_directory.curation.queries import CurationQueries
from towpath_directory.curation.queues import WORKLIST_INDEXES
from towpath_directory.curation.steps import STEP_INDEXES, STEPS
from towpath_directory.curation.words import WORDS, WORDS_INDEXES, Words
from towpath_directory.curation.worklist import Work
from towpath_directory.curation.worklist import router as worklist_router
from towpath_directory.settings import DirectorySettings
from towpath_directory.suggestions.answering import Answering
from towpath_directory.suggestions.api import router as suggestions_router
from towpath_directory.suggestions.forgetting import Forgetting
from towpath_directory.suggestions.queries import SuggestionQueries
from towpath_directory.suggestions.rate import Rate
from towpath_runtime.service import Runtime


def curate(runtime: Runtime, settings: DirectorySettings) -> APIRouter:
    """Have words erased in time; return the routes of curation."""
    for collection, indexes in ((STEPS, STEP_INDEXES), (CLAIMS, CLAIM_INDEXES), (WORDS, WORDS_INDEXES)):
        runtime.index(collection, *indexes)
    for collection, index in WORKLIST_INDEXES.items():
        runtime.index(collection, index)
    runtime.body_limits["/directory/v1/suggestions"] = settings.suggestion_limit
    database, clock, path = runtime.database, runtime.clock, runtime.path
    words = Words(database, clock, settings.words_days)
    runtime.every("words", settings.words_tick, Forgetting(database, words, clock).tick)
    queries = CurationQueries(database, words)
    suggested = SuggestionQueries(database, words, clock)
    answering = Answering(path, suggested, words, clock, settings.note_days)
    desk = Desk(path, queries, words)
    routes = APIRouter()
    routes.include_router(drafts_router(desk, queries))
    routes.include_router(claims_router(desk, queries))
    rate = Rate(settings.suggestions_per_minute, time.monotonic)
    routes.include_router(suggestions_router(answering, suggested, words, rate))
    routes.include_router(worklist_router(Work(database)))
    routes.include_router(history_router(History(database, words)))
    return routes
