"""One data key per person, wrapped by the master key: explicit client-side field level encryption.

Destroying a person's data key makes everything sealed with it unreadable, in backups too. MongoDB advises this way
where different people's fields need different keys.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bson import Binary
from bson.codec_options import CodecOptions
from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.encryption import AsyncClientEncryption
from pymongo.encryption_shared import Algorithm
from pymongo.errors import DuplicateKeyError, EncryptionError, PyMongoError

from towpath_runtime.errors import Away, NotFound
from towpath_runtime.logs import Log
from towpath_runtime.mongo import Database

KEYS = "keys"
KEYS_INDEX = IndexModel(
    [("keyAltNames", ASCENDING)],
    name="alternate",
    unique=True,
    partialFilterExpression={"keyAltNames": {"$exists": True}},
)
"""Two requests that make the key of one person at once make one key: the second finds the first's."""

_PROBE = "towpath-probe"
_RANDOM = Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Random

Plain = str | dict[str, object]
Sealed = Mapping[str, Binary]


class PersonForgotten(NotFound):
    """The person's key was destroyed, or never was: what was sealed with it cannot be read."""

    code = "person-forgotten"


class Vault:
    """Seals fields and unseals them. ``master_key`` has 96 bytes.

    Errors never hold a value. Raises Away where the database does not answer, and before `open` was called.
    """

    def __init__(self, database: Database, master_key: bytes, log: Log) -> None:
        self._encryption: AsyncClientEncryption[dict[str, object]] = AsyncClientEncryption(
            {"local": {"key": master_key}},
            f"{database.name}.{KEYS}",
            database.client,
            CodecOptions(),
        )
        self._log = log
        self._wrong: str | None = "not-open"

    async def open(self) -> None:
        """Find out whether this is the master key of this database; with another one the vault stays shut.

        Sealing with a second master key would leave a database that no key can read. Raises Away.
        """
        try:
            await self._create(_PROBE)
            with _away():
                await self._encryption.encrypt("probe", _RANDOM, key_alt_name=_PROBE)
            self._wrong = None
        except EncryptionError:
            self._wrong = "wrong-master-key"
            self._log.error("wrong-master-key", collection=KEYS)

    async def state(self) -> str | None:
        """Return why nothing can be sealed or unsealed, None where all is well."""
        return self._wrong

    async def seal_new(self, person: str, fields: Mapping[str, Plain]) -> Sealed:
        """Make the person's key, unless an earlier try made it, and seal the fields."""
        self._must_be_open()
        await self._create(person)
        return await self.seal(person, fields)

    async def seal(self, person: str, fields: Mapping[str, Plain]) -> Sealed:
        """Seal fields of a person who has a key. Raises PersonForgotten."""
        self._must_be_open()
        return {name: await self._seal(person, value) for name, value in fields.items()}

    async def unseal(self, sealed: Sealed) -> dict[str, Plain]:
        """Open what was sealed. Raises PersonForgotten where the key is no more."""
        self._must_be_open()
        with _forgotten(), _away():
            values = await asyncio.gather(*(self._encryption.decrypt(value) for value in sealed.values()))
        return dict(zip(sealed, values, strict=True))

    async def _seal(self, person: str, value: Plain) -> Binary:
        with _forgotten(), _away():
            return await self._encryption.encrypt(value, _RANDOM, key_alt_name=person)

    async def _create(self, name: str) -> None:
        try:
            with _away():
                await self._encryption.create_data_key("local", key_alt_names=[name])
        except EncryptionError as error:
            if not isinstance(error.cause, DuplicateKeyError):
                raise

    def _must_be_open(self) -> None:
        if self._wrong is not None:
            raise Away("vault")


@contextmanager
def _away() -> Iterator[None]:
    """Tell the database's failures inside the encryption from those of the encryption itself, which stay."""
    try:
        yield
    except EncryptionError as error:
        if isinstance(error.cause, PyMongoError) and not isinstance(error.cause, DuplicateKeyError):
            raise Away("mongodb") from None
        raise


@contextmanager
def _forgotten() -> Iterator[None]:
    try:
        yield
    except EncryptionError:
        raise PersonForgotten("the person was erased") from None
