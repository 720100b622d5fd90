"""What is read of gaps for an answer. Nothing here writes."""

from typing import Any

from towpath_directory.gaps.model import gap_key
from towpath_directory.gaps.refusals import GapNotFound, ServiceNotListed
from towpath_directory.gaps.shown import Onlookers, Shown
from towpath_directory.gaps.store import GAP_TALLIES, SHOWN
from towpath_directory.gaps.views import GapPage, GapView, Standing
from towpath_directory.store import ENTRIES
from towpath_runtime.mongo import Database, translated


class GapQueries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database, shown: Shown) -> None:
        self._shown = shown
        self._tallies = database[GAP_TALLIES]
        self._entries = database[ENTRIES]

    async def one(self, need: str, area: str, asked_by: Onlookers) -> GapView:
        """Return a gap as it is shown to who asks. Raises GapNotFound."""
        with translated():
            found = await self._tallies.find_one({"_id": gap_key(need, area), "state": {"$in": SHOWN}})
        if found is None:
            raise GapNotFound("nobody waits for this need in this area", field="area")
        return GapView.of(found, self._shown, asked_by)

    async def page(
        self,
        *,
        need: str | None,
        area: str | None,
        state: Standing | None,
        asked_by: Onlookers,
        cursor: str | None,
        limit: int,
    ) -> GapPage:
        """Return a page of the gaps that fit all that is asked, as they are shown to who asks."""
        wanted: dict[str, Any] = {"state": {"$in": SHOWN} if state is None else state.value}
        wanted |= {name: value for name, value in (("need", need), ("area", area)) if value is not None}
        if cursor is not None:
            wanted["_id"] = {"$gt": cursor}
        with translated():
            found = await self._tallies.find(wanted).sort("_id", 1).limit(limit + 1).to_list()
        page = [GapView.of(tally, self._shown, asked_by) for tally in found[:limit]]
        return GapPage(contents=page, next=found[limit - 1]["_id"] if len(found) > limit else None)

    async def must_be_listed(self, service: str) -> None:
        """Raise ServiceNotListed where a service is not in the directory, or no longer."""
        with translated():
            found = await self._entries.find_one({"_id": service, "listing": {"$exists": True}}, {"_id": 1})
        if found is None:
            raise ServiceNotListed("publish the service first, or name one that is in the directory", field="service")
