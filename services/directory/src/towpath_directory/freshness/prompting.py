"""Prompts on their way: each is claimed, sent and settled, and sent at most once, whoever dies in between."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from towpath_directory.freshness.address import address_of
from towpath_directory.freshness.aging import OPEN
from towpath_directory.freshness.commands import SettlePrompt
from towpath_directory.freshness.looking import LISTINGS
from towpath_directory.freshness.review import Outcome
from towpath_directory.freshness.store import PROMPTS, settled
from towpath_directory.freshness.writing import Writing
from towpath_directory.store import from_document
from towpath_runtime.clock import Clock
from towpath_runtime.faults import Faults, Step
from towpath_runtime.ids import derive, new_id
from towpath_runtime.lease import Lease
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

MOST = 50
"""Letters in one go."""
TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
"""Real time between two tries of a letter that was certainly not sent; each pause is four times the one before."""

Document = dict[str, Any]


class Prompting:
    """Sends what waits.

    A claim is written before anything is sent, by whoever finds the row waiting, and never taken back once the letter
    may be out. After ``abandoned`` seconds of real time, a claim is one of a process that died. No more than ``a_day``
    are claimed in 24 hours of real time.
    """

    def __init__(
        self,
        database: Database,
        path: BatchPath,
        clock: Clock,
        lease: Lease,
        writing: Writing,
        faults: Faults,
        log: Log,
        abandoned: float,
        a_day: int,
    ) -> None:
        self._listings = database[LISTINGS]
        self._prompts = database[PROMPTS]
        self._path = path
        self._clock = clock
        self._lease = lease
        self._writing = writing
        self._faults = faults
        self._log = log
        self._abandoned = timedelta(seconds=abandoned)
        self._a_day = a_day
        self._holder = new_id()
        self._unsettled: dict[str, tuple[str, Outcome]] = {}

    async def tick(self) -> bool:
        """Send what waits. Returns whether there may be more; raises Away."""
        if not await self._lease.take():
            return False
        for prompt, (service, outcome) in list(self._unsettled.items()):
            await self._settle(prompt, service, outcome)
        await self._give_up_the_abandoned()
        for _ in range(await self._room_today()):
            now = datetime.now(UTC)
            waits = {"open": True, "outcome": Outcome.WAITING.value, "not_before": {"$lte": now}}
            claim = {"$set": {"outcome": Outcome.SENDING.value, "by": self._holder, "claimed": now}}
            with translated():
                row = await self._prompts.find_one_and_update(waits, claim, sort=[("not_before", 1)])
            if row is None:
                return False
            await self._send(row)
            if not self._lease.held and not await self._lease.take():
                return False
        return True

    async def _room_today(self) -> int:
        """Return how many letters may go now: after a large import thousands wait, and a mail server takes offence."""
        since = datetime.now(UTC) - timedelta(days=1)
        with translated():
            sent = await self._prompts.count_documents({"claimed": {"$gte": since}}, limit=self._a_day)
        return min(MOST, self._a_day - sent)

    async def _send(self, row: Document) -> None:
        outcome = await self._sent(row)
        if outcome is None:
            if row["tries"] + 1 < TRIES:
                return await self._later(row)
            outcome = Outcome.FAILED
        self._unsettled[row["_id"]] = (row["service"], outcome)
        self._faults.reach(Step.AFTER_SENDING)
        await self._settle(row["_id"], row["service"], outcome)
        return None

    async def _sent(self, row: Document) -> Outcome | None:
        """Write the letter of the listing as it stands now, and send it; None where it is to be tried again."""
        with translated():
            document = await self._listings.find_one({"_id": row["service"]})
        entry = None if document is None else from_document(document)
        if entry is None or entry.listing is None or entry.review is None:
            return Outcome.NEEDLESS
        prompt = entry.review.prompt
        if prompt is None or prompt.id != row["_id"] or prompt.outcome not in OPEN:
            return Outcome.NEEDLESS
        to = address_of(entry.listing)
        if to is None or not self._writing.can_send:
            return Outcome.FAILED
        return await self._writing.send(entry.listing, entry.review, prompt, to, self._clock.now())

    async def _later(self, row: Document) -> None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** row["tries"])
        waiting = {"outcome": Outcome.WAITING.value, "not_before": datetime.now(UTC) + pause}
        mine = {"_id": row["_id"], "outcome": Outcome.SENDING.value, "by": self._holder}
        with translated():
            await self._prompts.update_one(mine, {"$set": waiting, "$inc": {"tries": 1}})
        self._log.warning("prompt-not-taken", prompt=row["_id"], tries=row["tries"] + 1)

    async def _give_up_the_abandoned(self) -> None:
        """Settle what somebody claimed and did not end: it may be out, so it is never sent again."""
        since = datetime.now(UTC) - self._abandoned
        claimed: Mapping[str, Any] = {"open": True, "outcome": Outcome.SENDING.value, "claimed": {"$lt": since}}
        with translated():
            rows = await self._prompts.find(claimed).limit(MOST).to_list()
        for row in rows:
            await self._settle(row["_id"], row["service"], Outcome.UNKNOWN)

    async def _settle(self, prompt: str, service: str, outcome: Outcome) -> None:
        """Write what became of a prompt into its row and its listing, in one transaction."""
        message = Message(
            id=derive(prompt, f"settled/{outcome.value}"),
            aggregate=LISTINGS,
            key=service,
            body=SettlePrompt(prompt, outcome),
            correlation=service,
            writes=(settled(prompt, outcome),),
        )
        await self._path.handle([message])
        self._unsettled.pop(prompt, None)
