"""Apache Kafka itself as a child process, for the tests that decide about loss, order and rebalance."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar

from support.kafka_jars import STARTED, bring_kafka, kafka_version, server_properties
from towpath_standalone.servers import ChildServer, free_port


class ApacheKafka(ChildServer):
    """One broker that is its own controller, in KRaft mode, on loopback; its records outlive a kill.

    ``settings`` are further lines of server.properties, by name.
    """

    name: ClassVar[str] = "apache-kafka"
    is_embedded: ClassVar[bool] = False
    room_needed_mb: ClassVar[int] = 500

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        *,
        start_timeout: float = 60.0,
        settings: dict[str, str] | None = None,
    ) -> None:
        super().__init__(folder, port, start_timeout=start_timeout)
        self._settings = settings or {}
        self._controller_port: int | None = None
        self._log_begins = 0

    @property
    def version(self) -> str:
        """The version of Apache Kafka."""
        return kafka_version()

    @property
    def bootstrap(self) -> list[str]:
        """The bootstrap servers, ``host:port``."""
        return [self.address]

    def command(self) -> list[str]:
        """The broker command; the first time it also lays out the log folder."""
        jars = bring_kafka()
        records = self.folder / "logs"
        if not records.exists():
            shutil.copytree(jars.formatted, records)
        if self._controller_port is None:
            self._controller_port = free_port()
        lines = server_properties(records, broker_port=self.port, controller_port=self._controller_port)
        lines += "".join(f"{name}={setting}\n" for name, setting in self._settings.items())
        properties = self.folder / "server.properties"
        properties.write_text(lines)
        self._log_begins = self.log.stat().st_size
        return jars.java_command(main="kafka.Kafka", arguments=[str(properties)])

    def answers(self) -> bool:
        """Whether it has said that it serves: its port opens earlier, while the broker is still fenced."""
        with self.log.open("rb") as log:
            log.seek(self._log_begins)
            return STARTED.encode() in log.read()
