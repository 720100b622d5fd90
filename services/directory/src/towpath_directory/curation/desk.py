"""Where steps become messages: a step, its words and what goes with it take effect in one transaction."""

import re

from towpath_directory.commands import By
from towpath_directory.curation.bodies import MoveBody
from towpath_directory.curation.commands import Curating, MakeClaim, Move, Save, TakeIn
from towpath_directory.curation.queries import CurationQueries
from towpath_directory.curation.refusals import DraftChangedSince, StepNotPossible
from towpath_directory.curation.steps import step_id
from towpath_directory.curation.threeway import Changed, differences, fields_of
from towpath_directory.curation.together import together
from towpath_directory.curation.words import Words, kept
from towpath_directory.store import ENTRIES
from towpath_runtime.http import Acknowledged, Asked
from towpath_runtime.ids import new_id
from towpath_runtime.message import Done, Message
from towpath_runtime.path import BatchPath

REVISION = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


def revision(tag: str | None) -> int | None:
    """Return the revision of a draft that an ETag names. Raises DraftChangedSince where it names none."""
    if tag is None:
        return None
    found = REVISION.fullmatch(tag)
    if found is None:
        raise DraftChangedSince("send the ETag of the draft as If-Match", field="If-Match")
    return int(found[1])


class Desk:
    """Carries out what people ask. Raises what the rules refuse, and Away."""

    def __init__(self, path: BatchPath, queries: CurationQueries, words: Words) -> None:
        self._path = path
        self._queries = queries
        self._words = words

    async def step(self, service: str, command: Curating, asked: Asked, words: str | None = None) -> Acknowledged:
        """Take one step on one listing."""
        (done,) = await together(self._path, self.message(service, command, asked, words))
        return Acknowledged(id=service, version=done.version)

    def message(self, service: str, command: Curating, asked: Asked, words: str | None = None) -> Message:
        """Return the message of a step, with its words beside it."""
        writes = tuple(kept(step_id(asked.id, service), words, self._words.until))
        return asked.message(ENTRIES, service, command, correlation=service, writes=writes)

    async def claim(self, service: str, command: MakeClaim, asked: Asked, words: str | None) -> Acknowledged:
        """Make a claim; the answer has its id, and its words are kept under that."""
        writes = tuple(kept(command.id, words, self._words.until))
        message = asked.message(ENTRIES, service, command, correlation=service, writes=writes)
        (done,) = await together(self._path, message)
        return Acknowledged(id=command.id, version=done.version)

    async def save(self, service: str, command: Save, trace: str, words: str | None) -> Done:
        """Save a draft: sent again it is saved again, so that it needs no key."""
        name = new_id()
        writes = tuple(kept(step_id(name, service), words, self._words.until))
        (done,) = await together(
            self._path, Message(name, ENTRIES, service, command, service, traceparent=trace, writes=writes)
        )
        return done

    async def move(self, service: str, body: MoveBody, asked: Asked, seen: int | None) -> Acknowledged:
        """Let the draft of another listing have what the draft of this one changes, and give this one up."""
        if body.to == service:
            raise StepNotPossible("name another listing", field="to")
        target = await self._queries.entry(body.to)
        if target.listing is None and target.draft is None:
            raise StepNotPossible("the other listing is neither published nor in work", field="to")
        _, draft = await self._queries.draft(service)
        found = differences(fields_of(draft.base), draft.fields, fields_of(draft.base))
        fields = {one.field: one.ours for one in found if one.changed is Changed.OURS}
        by = body.who()
        going = Move(by, draft.revision if seen is None else seen, to=body.to)
        coming = TakeIn(By(by.kind, by.name, "draft-moved"), fields=fields)
        done, _ = await together(
            self._path,
            self.message(service, going, asked, body.words),
            asked.message(ENTRIES, body.to, coming, correlation=service),
        )
        return Acknowledged(id=service, version=done.version)
