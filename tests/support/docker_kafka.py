"""Apache Kafka in a container, where a Docker engine answers and already has the image."""

from __future__ import annotations

import functools
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self

from towpath_standalone.servers import ServerDidNotStart, free_port, port_is_taken

IMAGE = "apache/kafka"
_REAPER_IMAGE = "testcontainers/ryuk"
_STARTED = b"Kafka Server started"
_START_SECONDS = 90


@functools.cache
def kafka_image(wanted_version: str) -> str | None:
    """Return the ``apache/kafka`` image that the engine has, the wanted version first; None without engine or image.

    Nothing is pulled: a test run must not depend on a download nobody asked for.
    """
    import docker
    from docker.errors import DockerException

    if not _engine_listens():
        return None
    try:
        engine = docker.from_env(timeout=5)
        try:
            tags = sorted((tag for image in engine.images.list(name=IMAGE) for tag in image.tags), reverse=True)
        finally:
            engine.close()
    except (DockerException, OSError):
        return None
    fitting = [tag for tag in tags if tag.startswith(f"{IMAGE}:4.") or tag == f"{IMAGE}:latest"]
    return next((tag for tag in fitting if tag.endswith(f":{wanted_version}")), fitting[0] if fitting else None)


def _engine_listens() -> bool:
    """Tell it without the Docker client, which leaves a socket open where nothing listens."""
    host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    if not host.startswith("unix://"):
        return True
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(host.removeprefix("unix://")) == 0


class DockerKafka:
    """The manners of ``ApacheKafka`` over a container; its records outlive a kill, not a ``stop``.

    The host port is fixed, so that clients find it again after a restart. ``settings`` are further lines of
    server.properties, by name.
    """

    name: ClassVar[str] = "apache-kafka in docker"
    is_embedded: ClassVar[bool] = False

    def __init__(
        self, image: str, folder: Path, port: int | None = None, *, settings: dict[str, str] | None = None
    ) -> None:
        self.image = image
        self.folder = folder
        self.port = port or free_port()
        self._settings = settings or {}
        self._container: Any = None
        self._running = False
        self._starts = 0

    @property
    def version(self) -> str:
        """The tag of the image."""
        return self.image.partition(":")[2]

    @property
    def bootstrap(self) -> list[str]:
        """The bootstrap servers, ``host:port``."""
        return [f"127.0.0.1:{self.port}"]

    @property
    def running(self) -> bool:
        """Whether the container runs; a paused one does."""
        return self._running

    def start(self) -> Self:
        """Start the container and wait until the broker says that it serves; raises ServerDidNotStart."""
        if self._running:
            return self
        if port_is_taken(self.port):
            raise ServerDidNotStart(self.name, f"port {self.port} is taken: stop what listens on it")
        try:
            if self._container is None:
                self._container = self._make()
                self._container.start()
            else:
                self._docker("start")
            self._running = True
            self._starts += 1
            self._wait()
        except Exception as error:
            self.stop()
            raise ServerDidNotStart(self.name, "its container ended or said nothing") from error
        return self

    def stop(self, timeout: float = 20.0) -> bool:
        """Stop and remove the container."""
        if self._container is not None:
            if self._running:
                self._docker("stop", timeout=int(timeout))
            self._container.stop()
            self._container = None
        self._running = False
        self._starts = 0
        return True

    def kill(self) -> None:
        """Kill the broker with SIGKILL; ``start`` goes on with its records."""
        self._docker("kill")
        self._running = False

    def pause(self) -> None:
        """Freeze the broker."""
        self._docker("pause")

    def resume(self) -> None:
        """Let a paused broker go on."""
        self._docker("unpause")

    def restart(self) -> Self:
        """Stop it cleanly and start it again with its records."""
        self._docker("stop", timeout=20)
        self._running = False
        return self.start()

    def _make(self) -> Any:
        from testcontainers.core.config import testcontainers_config
        from testcontainers.core.container import DockerContainer

        if not _has_image(_REAPER_IMAGE):
            testcontainers_config.ryuk_disabled = True
        container = DockerContainer(self.image).with_bind_ports(f"{self.port}/tcp", self.port)
        for name, setting in (container_settings(self.port) | self._settings).items():
            container = container.with_env("KAFKA_" + name.upper().replace(".", "_"), setting)
        return container

    def _wait(self) -> None:
        container = self._container.get_wrapped_container()
        deadline = time.monotonic() + _START_SECONDS
        # The log is that of all starts of this container.
        while container.logs().count(_STARTED) < self._starts:
            container.reload()
            if container.status != "running" or time.monotonic() > deadline:
                raise RuntimeError(f"the container is {container.status}")
            time.sleep(0.1)

    def _docker(self, verb: str, **options: Any) -> None:
        call: Callable[..., Any] = getattr(self._container.get_wrapped_container(), verb)
        call(**options)


def _has_image(image: str) -> bool:
    import docker

    engine = docker.from_env(timeout=5)
    try:
        return bool(engine.images.list(name=image))
    finally:
        engine.close()


def container_settings(port: int) -> dict[str, str]:
    """The settings of one broker that is its own controller, inside a container."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": "1@127.0.0.1:9093",
        "listeners": f"BROKER://0.0.0.0:{port},CONTROLLER://127.0.0.1:9093",
        "advertised.listeners": f"BROKER://127.0.0.1:{port}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "auto.create.topics.enable": "false",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "broker.session.timeout.ms": "2000",
        "broker.heartbeat.interval.ms": "400",
    }
