"""A curator's word on two listings: the proposal and both listings change in one transaction, or nothing does."""

import re
from dataclasses import dataclass

from towpath_contracts.codes import CODE_FORM
from towpath_directory.commands import By
from towpath_directory.duplicates.decide import Settle
from towpath_directory.duplicates.merging import MergeInto, Release, StandIn
from towpath_directory.duplicates.model import Proposal, State
from towpath_directory.duplicates.queries import DuplicateQueries
from towpath_directory.duplicates.refusals import DuplicateChangedSince, NotOneOfTheTwo
from towpath_directory.duplicates.store import DUPLICATES
from towpath_directory.store import ENTRIES
from towpath_runtime.errors import Away
from towpath_runtime.http import Asked
from towpath_runtime.message import Done, Message
from towpath_runtime.path import BatchPath
from towpath_runtime.unit import Unit

TAG = re.compile(r'(?:W/)?"?([0-9]{1,9})\.([0-9a-f]{64}|-)\.([0-9a-f]{64}|-)"?')


@dataclass(frozen=True, slots=True)
class Word:
    """What a curator says, and the ETag that they saw, if they sent one."""

    state: State
    curator: str
    reason: str
    keep: str | None = None
    seen: str | None = None


class Curation:
    """Carries out what curators say. Raises what the rules refuse, and Away."""

    def __init__(self, path: BatchPath, queries: DuplicateQueries) -> None:
        self._path = path
        self._queries = queries

    async def settle(self, key: str, word: Word, asked: Asked) -> Done:
        """Settle a proposal. It is bound to the proposal as it is read here, so that no other word comes between."""
        proposal = await self._queries.proposal(key)
        revision, hashes = _seen(word.seen, proposal)
        told = Settle(word.state, word.curator, word.reason, word.keep, revision)
        unit = Unit((asked.message(DUPLICATES, key, told, correlation=key), *_both(proposal, word, asked, key, hashes)))
        await self._path.run([unit], apart=True)
        if unit.blocked:
            raise Away("mongodb")
        if unit.failure is not None:
            raise unit.failure
        return unit.outcome[0]


def _seen(tag: str | None, proposal: Proposal) -> tuple[int, dict[str, str]]:
    """Return the revision and the hashes of the listings that the curator saw, by their ids."""
    if tag is None:
        return proposal.revision, {}
    found = TAG.fullmatch(tag)
    if found is None:
        raise DuplicateChangedSince("send the ETag of the proposal as If-Match", field="If-Match")
    return int(found[1]), dict(zip(proposal.comparison.services, (found[2], found[3]), strict=True))


def _both(proposal: Proposal, word: Word, asked: Asked, key: str, hashes: dict[str, str]) -> list[Message]:
    """Return what goes to the two listings."""
    services = proposal.comparison.services

    def message(service: str, body: MergeInto | StandIn | Release) -> Message:
        return asked.message(ENTRIES, service, body, correlation=key)

    if word.state is State.MERGED:
        if word.keep not in services:
            raise NotOneOfTheTwo("keep one of the two listings of the proposal", field="keep")
        other = services[1] if word.keep == services[0] else services[0]
        return [
            message(word.keep, StandIn(other, expected=hashes.get(word.keep))),
            message(other, MergeInto(word.keep, expected=hashes.get(other), by=_by(word, "duplicate"))),
        ]
    if word.state is State.PROPOSED and proposal.kept is not None and proposal.other is not None:
        return [
            message(proposal.other, Release(proposal.kept, _by(word, "reopened"))),
            message(proposal.kept, StandIn(proposal.other, ended=True)),
        ]
    return []


def _by(word: Word, reason: str) -> By:
    """Return who merges: the curator's code; words that are none may be somebody's name, and stay with the proposal."""
    return By("merge", word.curator if re.fullmatch(CODE_FORM, word.curator) else "curator", reason)
