"""Brings Apache Kafka from Maven Central, once, and makes its start quick.

What is kept, in ``.servers/apache-kafka-<version>-<key>/``: the jars; a formatted, empty log folder; an archive of
loaded classes (class data sharing), which halves the start. The key is a hash of the pom and of the Java version.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as ET  # reads only our own pom
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SERVERS = REPOSITORY / ".servers"
POM = Path(__file__).with_name("kafka") / "pom.xml"
OLDEST_JAVA = 17
# Any 16 bytes in base64: one cluster per folder, never two that meet.
CLUSTER_ID = "towpathtestsAAAAAAAAAA"
STARTED = "Kafka Server started"
_MAVEN_SECONDS = 900
_TRAINING_SECONDS = 120


class ApacheKafkaUnavailable(RuntimeError):
    """Apache Kafka cannot be had on this machine; the message says what is missing."""


@dataclass(frozen=True)
class KafkaJars:
    """Where the parts of Apache Kafka lie, ready to run."""

    java: Path
    version: str
    folder: Path

    @property
    def formatted(self) -> Path:
        """A formatted log folder without a record, to be copied."""
        return self.folder / "formatted"

    def java_command(self, *options: str, main: str, arguments: list[str]) -> list[str]:
        """A Java command with the jars on its class path."""
        archive = self.folder / "classes.jsa"
        shared = [f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
        return [
            str(self.java),
            *("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            *("-Djava.awt.headless=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
            *("-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",),
            *(shared if archive.is_file() else ()),
            *options,
            *("-cp", ":".join(sorted(map(str, (self.folder / "jars").glob("*.jar"))))),
            main,
            *arguments,
        ]


def kafka_version() -> str:
    """The version that the pom pins."""
    found = ET.parse(POM).find(".//{http://maven.apache.org/POM/4.0.0}kafka.version")
    if found is None or not found.text:
        raise ApacheKafkaUnavailable("the pom names no kafka.version")
    return found.text


def find_java() -> tuple[Path, str]:
    """Return a Java that is new enough, and its version; raises ApacheKafkaUnavailable."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else None
    java = java or shutil.which("java")
    if java is None:
        raise ApacheKafkaUnavailable(f"no java on PATH: install Java {OLDEST_JAVA} or newer")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)[^"]*"', said)
    if found is None or int(found.group(1)) < OLDEST_JAVA:
        raise ApacheKafkaUnavailable(f"java is too old: install Java {OLDEST_JAVA} or newer")
    return Path(java), said


@cache
def bring_kafka() -> KafkaJars:
    """Return Apache Kafka ready to run, bringing it first where it is not here; raises ApacheKafkaUnavailable."""
    java, java_version = find_java()
    key = hashlib.sha256(POM.read_bytes() + java_version.encode()).hexdigest()[:12]
    version = kafka_version()
    jars = KafkaJars(java, version, SERVERS / f"apache-kafka-{version}-{key}")
    ready = jars.folder / "ready"
    if ready.is_file():
        return jars
    SERVERS.mkdir(exist_ok=True)
    with (SERVERS / "apache-kafka.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.is_file():  # another process may have brought it while we waited
            shutil.rmtree(jars.folder, ignore_errors=True)
            jars.folder.mkdir()
            _download(jars)
            _format(jars)
            _train(jars)
            ready.touch()
    return jars


def _download(jars: KafkaJars) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ApacheKafkaUnavailable("no mvn on PATH: install Maven")
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={jars.folder / 'jars'}"]
    try:
        done = subprocess.run(
            [maven, "-B", "-q", "-f", str(POM), *goal],
            capture_output=True,
            text=True,
            check=False,
            timeout=_MAVEN_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise ApacheKafkaUnavailable(f"mvn brought nothing within {_MAVEN_SECONDS} s") from error
    if done.returncode != 0:
        errors = [line for line in done.stdout.splitlines() if "[ERROR]" in line]
        raise ApacheKafkaUnavailable(f"mvn could not bring it: {(errors or ['no error line'])[0][:300]}")


def _format(jars: KafkaJars) -> None:
    settings = jars.folder / "format.properties"
    settings.write_text(server_properties(jars.formatted, broker_port=1, controller_port=2))
    command = jars.java_command(
        main="kafka.tools.StorageTool", arguments=["format", "-t", CLUSTER_ID, "-c", str(settings)]
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ApacheKafkaUnavailable(f"its storage tool ended with {done.returncode}: {done.stderr.strip()[-300:]}")


def _train(jars: KafkaJars) -> None:
    """Run a broker once and have Java write the classes that it loaded to an archive."""
    from towpath_standalone.servers.ports import free_port

    records = jars.folder / "training"
    shutil.copytree(jars.formatted, records)
    settings = jars.folder / "training.properties"
    settings.write_text(server_properties(records, broker_port=free_port(), controller_port=free_port()))
    archive = f"-XX:ArchiveClassesAtExit={jars.folder / 'classes.jsa'}"
    log = jars.folder / "training.log"
    with log.open("wb") as said:
        command = jars.java_command(archive, "-Xlog:cds=off", main="kafka.Kafka", arguments=[str(settings)])
        broker = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _TRAINING_SECONDS
        while STARTED not in log.read_text():
            if broker.poll() is not None or time.monotonic() > deadline:
                raise ApacheKafkaUnavailable(f"it does not start; its log is {log}")
            time.sleep(0.05)
        broker.send_signal(signal.SIGTERM)
        broker.wait(_TRAINING_SECONDS)
    finally:
        broker.kill()
        broker.wait()
        shutil.rmtree(records, ignore_errors=True)


def server_properties(records: Path, *, broker_port: int, controller_port: int) -> str:
    """The settings of one broker that is its own controller, on loopback, with few threads."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"BROKER://127.0.0.1:{broker_port},CONTROLLER://127.0.0.1:{controller_port}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": records,
        "auto.create.topics.enable": "false",
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        # After a kill the controller refuses the broker until its old session has ended; the default is 9 s.
        "broker.session.timeout.ms": 2000,
        "broker.heartbeat.interval.ms": 400,
        "num.network.threads": 2,
        "num.io.threads": 2,
        "background.threads": 2,
        "num.replica.fetchers": 1,
        "num.recovery.threads.per.data.dir": 1,
        "log.cleaner.threads": 1,
        "log.cleaner.dedupe.buffer.size": 4_194_304,
        # A test session makes thousands of partitions; the default reserves 20 MB of address space for each.
        "log.index.size.max.bytes": 1_048_576,
        "log.segment.bytes": 134_217_728,
        "metadata.log.max.record.bytes.between.snapshots": 104_857_600,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
