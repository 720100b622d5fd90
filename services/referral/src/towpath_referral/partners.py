"""The organisations that are asked through topics of their own, and the keys that contact details are encrypted to."""

from typing import Any, NamedTuple

from pymongo import ASCENDING

from towpath_referral.people.contact import key_id
from towpath_runtime.mongo import Database, translated

PARTNERS = "partners"


class Partner(NamedTuple):
    """A registered organisation; without a key it is offered people without their contact details."""

    organisation: str
    key: dict[str, Any] | None = None
    kid: str | None = None


class Partners:
    """The register. Every method raises Away where the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._partners = database[PARTNERS]

    async def register(self, organisation: str, key: dict[str, Any] | None) -> Partner:
        """Register an organisation or change its key. Raises PartnerKeyRefused."""
        partner = Partner(organisation, key, None if key is None else key_id(key))
        document = {} if key is None else {"key": key, "kid": partner.kid}
        with translated():
            await self._partners.replace_one({"_id": organisation}, document, upsert=True)
        return partner

    async def get(self, organisation: str) -> Partner | None:
        """Return a partner, or None where the organisation is none."""
        with translated():
            document = await self._partners.find_one({"_id": organisation})
        return None if document is None else _partner(document)

    async def all(self) -> list[Partner]:
        """Return every partner by name."""
        with translated():
            return [_partner(document) async for document in self._partners.find().sort("_id", ASCENDING)]

    async def organisations(self) -> list[str]:
        """Return the organisations of all partners."""
        return [partner.organisation for partner in await self.all()]


def _partner(document: dict[str, Any]) -> Partner:
    return Partner(document["_id"], document.get("key"), document.get("kid"))
