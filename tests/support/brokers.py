"""Which broker the tests run on, and brokers of one's own for tests that stop them."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, Self

from support.apache_kafka import ApacheKafka
from support.docker_kafka import DockerKafka, kafka_image
from support.kafka_jars import ApacheKafkaUnavailable, bring_kafka, kafka_version
from towpath_standalone.servers import EmbeddedBroker

VARIABLE = "TOWPATH_TEST_BROKER"
Kind = Literal["docker", "apache", "embedded"]


class Broker(Protocol):
    """A broker that a test may start, stop, kill, freeze and start again on the same port."""

    @property
    def name(self) -> str:
        """What it is."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def is_embedded(self) -> bool:
        """Whether it keeps everything in memory and lacks idempotent producers and ACLs."""

    @property
    def bootstrap(self) -> list[str]:
        """The bootstrap servers, ``host:port``."""

    @property
    def running(self) -> bool:
        """Whether it runs; a paused one does."""

    def start(self) -> Self:
        """Start it and wait until it serves."""

    def stop(self, timeout: float = 20.0) -> bool:
        """End it cleanly."""

    def kill(self) -> None:
        """End it as a crash would."""

    def pause(self) -> None:
        """Freeze it."""

    def resume(self) -> None:
        """Let it go on."""

    def restart(self) -> Self:
        """Stop it and start it again."""


class NoRealKafka(RuntimeError):
    """The tests may not run on the broker that this machine offers."""


@dataclass(frozen=True)
class Choice:
    """The broker of this test run, with its version and why it is this one."""

    kind: Kind
    title: str
    reason: str

    def __str__(self) -> str:
        return f"{self.title} ({self.reason})"


@functools.cache
def choose() -> Choice:
    """Choose the broker: the variable TOWPATH_TEST_BROKER, else Docker, else Apache Kafka by Java, else embedded.

    Brings Apache Kafka where it is chosen. With CI=true the embedded broker raises NoRealKafka: a green run on it would
    say nothing about loss and order.
    """
    forced = os.environ.get(VARIABLE, "")
    if forced not in {"", "docker", "apache", "embedded"}:
        raise NoRealKafka(f"{VARIABLE} is neither docker, apache nor embedded")
    choice = _forced(forced) if forced else _best()
    if choice.kind == "embedded" and os.environ.get("CI") == "true":
        raise NoRealKafka(f"CI runs on Apache Kafka only, and here there is none: {choice.reason}")
    return choice


def new_broker(folder: Path, port: int | None = None, *, settings: dict[str, str] | None = None) -> Broker:
    """Make a broker of the chosen kind, not started, for a test that stops or kills it.

    ``settings`` are further lines of server.properties; the embedded broker has none and refuses them.
    """
    match choose().kind:
        case "docker":
            return DockerKafka(_image_or_refuse(), folder, port, settings=settings)
        case "apache":
            return ApacheKafka(folder, port, settings=settings)
        case "embedded":
            if settings:
                raise ValueError("the embedded broker has no settings")
            return EmbeddedBroker(folder, port)


def _forced(kind: str) -> Choice:
    reason = f"{VARIABLE}={kind}"
    if kind == "docker":
        return Choice("docker", f"Apache Kafka, image {_image_or_refuse()}", reason)
    if kind == "embedded":
        return _embedded(reason)
    try:
        return _apache(reason)
    except ApacheKafkaUnavailable as error:
        raise NoRealKafka(f"{reason}, but {error}") from error


def _best() -> Choice:
    if (image := kafka_image(kafka_version())) is not None:
        return Choice("docker", f"Apache Kafka, image {image}", "a Docker engine answers and has it")
    try:
        return _apache("run by Java, no Docker engine with the image")
    except ApacheKafkaUnavailable as error:
        return _embedded(f"no Apache Kafka: {error}")


def _apache(reason: str) -> Choice:
    return Choice("apache", f"Apache Kafka {bring_kafka().version}", reason)


def _embedded(reason: str) -> Choice:
    return Choice("embedded", f"Tansu {EmbeddedBroker.version}, embedded, in memory", reason)


def _image_or_refuse() -> str:
    image = kafka_image(kafka_version())
    if image is None:
        raise NoRealKafka("no Docker engine answers here that has an apache/kafka image")
    return image
