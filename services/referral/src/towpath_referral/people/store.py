"""The people of the referrals. One document each; whatever tells about them is sealed, field by field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pymongo import ReplaceOne, UpdateOne

from towpath_referral.people.vault import Plain, Sealed, Vault
from towpath_runtime.errors import NotFound
from towpath_runtime.message import Write
from towpath_runtime.mongo import Database, translated

PEOPLE = "people"


class PersonNotFound(NotFound):
    """There is no such person here."""

    code = "person-not-found"


class People:
    """Writes to go along with a message, and reading back. Raises Away where the database does not answer."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._people = database[PEOPLE]
        self._vault = vault

    async def new(
        self,
        person: str,
        organisation: str,
        fields: Mapping[str, Plain],
        words: tuple[str, str] | None,
        message: str,
        now: datetime,
    ) -> Write:
        """Return the write that keeps a new person; ``words`` are what kind of words they are, and the words."""
        told = {} if words is None else {"words": words[1]}
        sealed = dict(await self._vault.seal_new(person, dict(fields) | told))
        document: dict[str, Any] = {"_id": person, "organisation": organisation, "created": now, "sealed": sealed}
        if words is not None:
            document["words"] = {message: {"kind": words[0], "at": now, "text": sealed.pop("words")}}
        return Write(PEOPLE, ReplaceOne({"_id": person}, document, upsert=True))

    async def words(self, person: str, kind: str, text: str, message: str, now: datetime) -> Write:
        """Return the write that keeps words about a person, or in their own voice. Raises PersonForgotten."""
        sealed = await self._vault.seal(person, {"text": text})
        kept = {"kind": kind, "at": now, "text": sealed["text"]}
        return Write(PEOPLE, UpdateOne({"_id": person}, {"$set": {f"words.{message}": kept}}))

    def consent(self, person: str, organisation: str, connection: str, now: datetime) -> Write:
        """Return the write that keeps that the person let this organisation have their contact details."""
        given = {"purpose": "share-contact", "given": True, "at": now, "connection": connection}
        return Write(PEOPLE, UpdateOne({"_id": person}, {"$set": {f"consents.{organisation}": given}}))

    async def read(self, person: str) -> dict[str, Any]:
        """Return everything about a person, unsealed. Raises PersonNotFound, PersonForgotten."""
        document = await self._document(person)
        details: dict[str, Any] = await self._vault.unseal(document["sealed"])
        words = document.get("words", {})
        texts = await self._vault.unseal({message: kept["text"] for message, kept in words.items()})
        details["words"] = [
            {"id": message, "kind": kept["kind"], "at": kept["at"], "text": texts[message]}
            for message, kept in sorted(words.items(), key=lambda entry: (entry[1]["at"], entry[0]))
        ]
        return {"id": person, **details, "consents": document.get("consents", {})}

    async def details(self, person: str, *fields: str) -> dict[str, Plain]:
        """Return some of a person's fields, unsealed. Raises PersonNotFound, PersonForgotten."""
        document = await self._document(person)
        sealed: Sealed = {name: value for name, value in document["sealed"].items() if name in fields}
        return await self._vault.unseal(sealed)

    async def born(self, person: str) -> date:
        """Return a person's date of birth. Raises PersonNotFound, PersonForgotten."""
        return date.fromisoformat(str((await self.details(person, "date_of_birth"))["date_of_birth"]))

    async def count(self) -> int:
        """Return how many people there are."""
        with translated():
            return await self._people.count_documents({})

    async def _document(self, person: str) -> dict[str, Any]:
        with translated():
            document = await self._people.find_one({"_id": person})
        if document is None:
            raise PersonNotFound("check the id of the person")
        return document
