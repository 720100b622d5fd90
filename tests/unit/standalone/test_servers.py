"""Servers as child processes: how they end, and what they say when they do not start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar

import psutil
import pytest

from towpath_standalone.servers import EmbeddedBroker, MongoServer, ServerDidNotStart, free_port, port_is_taken
from towpath_standalone.servers.tansu import speaks_kafka

DEADLINE_SECONDS = 20
PARENT = """
import sys, threading, time
from pathlib import Path
from towpath_standalone.servers import EmbeddedBroker

broker = EmbeddedBroker(Path(sys.argv[1]))
worker = threading.Thread(target=broker.start)
worker.start()
worker.join()
print(broker.pid, broker.running, flush=True)
time.sleep(600)
"""


def gone_in_time(pid: int) -> bool:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_a_started_broker_answers_and_a_stopped_one_is_gone(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path).start()
    pid = broker.pid
    assert pid is not None
    assert speaks_kafka(broker.port)

    assert broker.stop()

    assert not broker.running
    assert not psutil.pid_exists(pid)
    assert not port_is_taken(broker.port)


def test_a_killed_broker_starts_again_on_the_same_port(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path) as broker:
        before = broker.bootstrap
        broker.kill()
        assert not broker.running

        broker.start()

        assert broker.bootstrap == before
        assert speaks_kafka(broker.port)


def test_a_paused_broker_runs_without_answering_until_it_is_resumed(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path) as broker:
        broker.pause()
        assert broker.running
        assert not speaks_kafka(broker.port)

        broker.resume()

        assert speaks_kafka(broker.port)


def test_a_paused_broker_can_be_stopped(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path).start()
    broker.pause()
    assert broker.stop()
    assert not broker.running


def test_a_paused_mongod_stops_cleanly(tmp_path: Path) -> None:
    server = MongoServer(tmp_path).start()
    server.pause()
    assert server.stop()


@pytest.mark.parametrize("kind", [EmbeddedBroker, MongoServer])
def test_a_taken_port_is_one_line_that_names_it(kind: type[EmbeddedBroker | MongoServer], tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path / "first") as first:
        with pytest.raises(ServerDidNotStart) as raised:
            kind(tmp_path / "second", first.port).start()

        assert str(raised.value) == (
            f"{kind.name} did not start: port {first.port} is taken: stop what listens on it, or choose another port"
        )


def test_a_folder_that_cannot_be_made_is_one_line_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    folder = tmp_path / "a-file" / "below"

    with pytest.raises(ServerDidNotStart) as raised:
        EmbeddedBroker(folder).start()

    assert raised.value.mend == f"folder {folder} cannot be written: give it to this user, or choose another folder"


def test_a_full_disk_is_one_line_that_says_how_much_room_it_wants(tmp_path: Path) -> None:
    class Hungry(EmbeddedBroker):
        room_needed_mb: ClassVar[int] = 10**12

    with pytest.raises(ServerDidNotStart, match=r"no room on the disk of .*: free at least 1000000000000 MB"):
        Hungry(tmp_path).start()


def test_a_folder_in_use_by_another_mongod_is_one_line(tmp_path: Path) -> None:
    with MongoServer(tmp_path) as first:
        with pytest.raises(ServerDidNotStart) as raised:
            MongoServer(tmp_path).start()

        assert raised.value.mend == f"folder {tmp_path} is in use: stop that server"
        assert first.running


def test_a_server_that_ends_at_once_points_to_its_log(tmp_path: Path) -> None:
    class Failing(EmbeddedBroker):
        def command(self) -> list[str]:
            return [sys.executable, "-c", "raise SystemExit(3)"]

    server = Failing(tmp_path)
    with pytest.raises(ServerDidNotStart) as raised:
        server.start()

    assert raised.value.mend == f"it ended with code 3; its log is {server.log}"


def test_a_server_that_never_answers_is_killed(tmp_path: Path) -> None:
    class Silent(EmbeddedBroker):
        def command(self) -> list[str]:
            return [sys.executable, "-c", "import time; time.sleep(600)"]

    server = Silent(tmp_path, start_timeout=0.5)
    with pytest.raises(ServerDidNotStart, match=r"no answer within 0\.5 s"):
        server.start()

    assert not server.running


def test_mongod_named_wrongly_is_never_replaced_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGOD", str(tmp_path / "absent"))
    with pytest.raises(ServerDidNotStart, match="the variable MONGOD names no program"):
        MongoServer(tmp_path).start()


def test_free_ports_lie_below_those_that_clients_are_given() -> None:
    assert all(15_000 <= free_port() < 32_768 for _ in range(20))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_server_dies_with_a_parent_that_is_killed_even_when_a_worker_thread_started_it(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        pid, running = parent.stdout.readline().split()
    assert running == "True"
    assert psutil.Process(int(pid)).name() == "tansu"

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    assert gone_in_time(int(pid))
