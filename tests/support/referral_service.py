"""The referral service as a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from pymongo import MongoClient

from support.brokers import Broker
from towpath_contracts.topics import Topics
from towpath_standalone.servers import MongoServer
from towpath_standalone.servers.ports import free_port

DEADLINE = 60.0


@dataclass
class Service:
    """The service on servers of the session, with topics, a database and a key file of its own."""

    broker: Broker
    mongo: MongoServer
    folder: Path
    topic_prefix: str = field(default_factory=lambda: f"test-{uuid4().hex[:12]}.")
    database_prefix: str = field(default_factory=lambda: f"test_{uuid4().hex[:12]}_")
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.topics = Topics(self.topic_prefix)
        self.log = self.folder / f"referral-{self.port}.log"
        self.faults = self.folder / "faults"
        self.faults.mkdir(exist_ok=True)
        self.child: subprocess.Popen[bytes] | None = None
        self.database_name = f"{self.database_prefix}referral"

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}/referral"

    def launch(self) -> None:
        """Start the process, or start it again."""
        environment = os.environ | {
            "TOWPATH_PORT": str(self.port),
            "TOWPATH_MONGO_URI": self.mongo.uri,
            "TOWPATH_DATABASE_PREFIX": self.database_prefix,
            "TOWPATH_KAFKA": ",".join(self.broker.bootstrap),
            "TOWPATH_KAFKA_IDEMPOTENT": str(not self.broker.is_embedded),
            "TOWPATH_TOPIC_PREFIX": self.topic_prefix,
            "TOWPATH_MASTER_KEY_FILE": str(self.folder / "master.key"),
            "TOWPATH_CLOCK_FILE": str(self.folder / "clock"),
            "TOWPATH_FAULTS_DIR": str(self.faults),
            "TOWPATH_LEASE": "1",
            **self.settings,
        }
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "towpath_referral"], env=environment, stdout=log, stderr=log
            )

    def wait_until_ready(self, path: str = "/health/ready") -> None:
        """Wait until it serves."""
        end = time.monotonic() + DEADLINE
        while True:
            assert self.child is not None
            assert self.child.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            try:
                if httpx.get(f"{self.url}{path}").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)

    def wait_until_gone(self) -> int:
        """Wait for its end and return its status."""
        assert self.child is not None
        return self.child.wait(DEADLINE)

    def kill(self) -> None:
        """End it as a crash would."""
        assert self.child is not None
        self.child.kill()
        self.child.wait()

    def stop(self) -> None:
        """End it as an orchestrator would."""
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()

    def drop(self) -> None:
        """Drop what it kept."""
        with MongoClient[dict[str, Any]](self.mongo.uri) as client:
            client.drop_database(self.database_name)
