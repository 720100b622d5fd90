"""What is read of versions for an answer. Nothing here writes."""

from typing import Any

from towpath_contracts.listing import Listing
from towpath_directory.store import ENTRIES
from towpath_directory.versions.diff import Fields, diff
from towpath_directory.versions.refusals import NothingToRestore, VersionConcealed, VersionNotFound
from towpath_directory.versions.store import VERSIONS, row_id
from towpath_directory.versions.views import DiffView, VersionPage, VersionView, VersionWhole
from towpath_runtime.mongo import Database, translated


class VersionQueries:
    """The queries of the API. All raise Away, and VersionNotFound."""

    def __init__(self, database: Database) -> None:
        self._versions = database[VERSIONS]
        self._entries = database[ENTRIES]

    async def page(self, service: str, cursor: int | None, limit: int) -> VersionPage:
        """Return a page of the versions of a listing, the newest first."""
        wanted: dict[str, Any] = {"service": service}
        if cursor is not None:
            wanted["number"] = {"$lt": cursor}
        with translated():
            found = await self._versions.find(wanted, {"listing": 0}).sort("number", -1).limit(limit + 1).to_list()
        if not found and cursor is None:
            raise VersionNotFound("no listing has that id, or none of its versions is kept")
        page = [VersionView.of(row) for row in found[:limit]]
        return VersionPage(contents=page, next=page[-1].number if len(found) > limit else None)

    async def one(self, service: str, number: int) -> VersionWhole:
        """Return a version with the listing as it was. Raises VersionConcealed."""
        row = await self._row(service, number)
        if "listing" not in row and row.get("superseded") is None:
            with translated():
                document = await self._entries.find_one({"_id": service, "edition.number": number})
            # superseded between the two looks: then its row has it by now
            row = row | {"listing": document.get("listing")} if document else await self._row(service, number)
        if row.get("concealed"):
            raise VersionConcealed("a place of this version is confidential now: what it said is no longer kept")
        view = VersionView.of(row)
        return VersionWhole(**dict(view), service=service, listing=_listing(row))

    async def to_restore(self, service: str, number: int) -> Listing:
        """Return the listing of a version. Raises NothingToRestore, VersionConcealed."""
        found = await self.one(service, number)
        if found.listing is None:
            raise NothingToRestore("choose a version in which it was listed")
        return found.listing

    async def difference(self, service: str, number: int, before: int | None) -> DiffView:
        """Return what changed from one version to another, by default from the one before; 0 is nothing at all."""
        low = number - 1 if before is None else before
        old, new = (await self._fields(service, low)), (await self._fields(service, number))
        return DiffView.of(service, (low, number), (old, new), diff(old, new))

    async def _fields(self, service: str, number: int) -> Fields | None:
        if number == 0:
            return None
        listing = (await self.one(service, number)).listing
        return None if listing is None else listing.model_dump(mode="json", exclude_defaults=True)

    async def _row(self, service: str, number: int) -> dict[str, Any]:
        with translated():
            row: dict[str, Any] | None = await self._versions.find_one({"_id": row_id(service, number)})
        if row is None:
            raise VersionNotFound("the listing has no such version, or it is no longer kept", field="version")
        return row


def _listing(row: dict[str, Any]) -> Listing | None:
    return None if row.get("listing") is None else Listing.model_validate(row["listing"])
