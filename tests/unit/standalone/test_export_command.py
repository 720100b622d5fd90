"""``towpath export``: a file is whole or is not there."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from towpath_standalone.commands import export as command
from towpath_standalone.commands.export import Form, export
from towpath_standalone.platform.folder import Whereabouts
from towpath_standalone.refusal import CannotGoOn


class Door(ThreadingHTTPServer):
    """Answers every path with one body; it says that there is more than it sends where it is ``short``."""

    short = False
    status = 200
    asked: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked = (*found.asked, self.path)
            self.send_response(found.status)
            self.send_header("Content-Length", str(6 + 10 * found.short))
            self.end_headers()
            self.wfile.write(b'{"a":1')

        def log_message(self, *_: object) -> None:
            return

    found = Door(("127.0.0.1", 0), Handler)
    thread = Thread(target=found.serve_forever, daemon=True)
    thread.start()
    place = Whereabouts(1, found.url, (), "", False, "", {})
    monkeypatch.setattr(command, "running_on", lambda _: place)
    yield found
    found.shutdown()
    found.server_close()
    thread.join(10)


def test_the_form_follows_from_the_name_of_the_file_unless_it_is_said(door: Door, tmp_path: Path) -> None:
    export(tmp_path / "all.csv", home=tmp_path)
    export(tmp_path / "all.txt", publisher="canal-folk", home=tmp_path)
    export(tmp_path / "all.json", form=Form.CSV, home=tmp_path)
    path = "/directory/v1/exports/services"
    assert door.asked == (f"{path}.csv", f"{path}.ndjson?publisher=canal-folk", f"{path}.csv")
    assert (tmp_path / "all.csv").read_bytes() == b'{"a":1'


def test_what_was_there_stays_where_an_export_breaks_off_or_is_refused(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "all.ndjson"
    file.write_bytes(b"before")
    door.short = True
    with pytest.raises(CannotGoOn, match="broke the export off"):
        export(file, home=tmp_path)
    door.short, door.status = False, 422
    with pytest.raises(CannotGoOn, match="status 422"):
        export(file, home=tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["all.ndjson"]
    assert file.read_bytes() == b"before"


def test_a_file_that_cannot_be_written_is_named(door: Door, tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn, match="no such file"):
        export(tmp_path / "nowhere" / "all.ndjson", home=tmp_path)
