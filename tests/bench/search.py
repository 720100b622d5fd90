"""How long a search takes: in the process, and over the public API at a hundred a second, which come on the beat.

Listings around real postcode sectors of Great Britain, in words by Zipf's law; questions with slips, places, needs and
times (`support.search_generated`). Also alone, without servers: ``python tests/bench/search.py [SIZE …]``.
"""

import argparse
import gc
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil
from pymongo import MongoClient

from support.search_generated import MadeUp, parameters
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing
from towpath_directory.model import Entry
from towpath_directory.search.asked import Of, SearchAsked
from towpath_directory.search.search import Search
from towpath_directory.store import ENTRIES
from towpath_directory.stream import entries
from towpath_standalone.servers.ports import free_port

SEED = 40_417
SIZE = 50_000
RATE = 100
SECONDS = 30
WARM_UP = 200
"""Questions at the start that do not count."""

THREADS = 32
READY_WITHIN = 900
"""Seconds that a directory has for reading all listings."""

IN_PROCESS = 3_000
UPDATES = 1_000
PATHS = {Of.SERVICES: "services", Of.SERVICE_AT_LOCATIONS: "service_at_locations"}


def run(bootstrap: Sequence[str], mongo: str) -> dict[str, Any]:
    """Measure both."""
    return {"in_process": in_process(SIZE), "over_http": over_http(bootstrap, mongo, SIZE)}


def documents(listings: Iterator[Listing]) -> Iterator[dict[str, Any]]:
    """The entries that publishing the listings makes, as they lie in the database."""
    rules, now = entries(), datetime.now(UTC)
    for listing in listings:
        version = 0
        state: Entry | None = None
        for event in rules.decide(None, PublishListing(listing), now):
            state, version = rules.evolve(state, event), version + 1
        assert state is not None
        known = {"_id": listing.id, "version": version, "stamp": time.time_ns() // 1_000, "sequences": {}}
        yield rules.to_document(state) | known


def in_process(size: int) -> dict[str, Any]:
    """Build, ask and change a search of so many listings: milliseconds, bytes and rates, one thread."""
    made, search = MadeUp(SEED), Search(lambda: datetime.now(UTC))
    kept = [
        {"_id": one.id, "version": 1, "stamp": stamp, "listing": one.model_dump(mode="json", exclude_defaults=True)}
        for stamp, one in enumerate(made.listings(size))
    ]
    began = time.perf_counter()
    for document in kept:
        search.take(document)
    search.settled()
    built = time.perf_counter() - began
    taken, found = [], 0
    for asked in (made.question() for _ in range(IN_PROCESS + WARM_UP)):
        began = time.perf_counter()
        found += search.find(asked).total > 0
        taken.append(time.perf_counter() - began)
    began = time.perf_counter()
    for document in kept[:UPDATES]:
        search.take(document | {"version": 2})
    changed = time.perf_counter() - began
    del kept
    gc.unfreeze()
    return {
        "services": size,
        "milliseconds": _quantiles(taken[WARM_UP:]),
        "with_results": round(found / len(taken), 3),
        "words": len(search.index.lexicon),
        "build_seconds": round(built, 1),
        "changes_per_second": round(UPDATES / changed),
        "index_bytes_per_service": round(search.index.nbytes / size),
    }


def over_http(bootstrap: Sequence[str], mongo: str, size: int) -> dict[str, Any]:
    """Ask a directory of so many listings over its public API; milliseconds from the beat to the last byte."""
    made, prefix = MadeUp(SEED), f"bench_{uuid.uuid4().hex[:8]}_"
    client: MongoClient[dict[str, Any]] = MongoClient(mongo)
    with tempfile.TemporaryDirectory(prefix="towpath-bench-") as folder:
        kept = client[f"{prefix}directory"][ENTRIES]
        page: list[dict[str, Any]] = []
        for document in documents(made.listings(size)):
            page.append(document)
            if len(page) == 1_000:
                kept.insert_many(page)
                page.clear()
        if page:
            kept.insert_many(page)
        environment = os.environ | {
            "TOWPATH_PORT": str(port := free_port()),
            "TOWPATH_MONGO_URI": mongo,
            "TOWPATH_DATABASE_PREFIX": prefix,
            "TOWPATH_KAFKA": ",".join(bootstrap),
            "TOWPATH_TOPIC_PREFIX": prefix.replace("_", "-").rstrip("-") + ".",
        }
        with (Path(folder) / "directory.log").open("ab") as log:
            command = [sys.executable, "-m", "towpath_directory"]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
        try:
            ready = _until_it_answers(port, process)
            asked = [made.question() for _ in range(WARM_UP + RATE * SECONDS)]
            before = _cpu(process)
            taken, statuses = Askers(port).ask(asked)
            spent = _cpu(process) - before
        finally:
            process.terminate()
            process.wait(30)
            client.drop_database(f"{prefix}directory")
            client.close()
    return {
        "services": size,
        "a_second": RATE,
        "seconds": SECONDS,
        "ready_after_seconds": round(ready, 1),
        "milliseconds": _quantiles(taken[WARM_UP:]),
        "cpu_milliseconds_each": round(spent / len(asked) * 1000, 2),
        "statuses": {str(status): statuses.count(status) for status in sorted(set(statuses))},
    }


def _cpu(process: "subprocess.Popen[bytes]") -> float:
    times = psutil.Process(process.pid).cpu_times()
    return times.user + times.system


def _until_it_answers(port: int, process: "subprocess.Popen[bytes]") -> float:
    began = time.monotonic()
    while process.poll() is None and time.monotonic() < began + READY_WITHIN:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/directory/oruk/3.0/services?per_page=1")
            if connection.getresponse().status == 200:
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.25)
    raise RuntimeError("the directory did not begin to answer")


class Askers:
    """The load: questions leave on the beat, whether or not earlier ones are answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._mine = threading.local()

    def ask(self, asked: Sequence[SearchAsked]) -> tuple[list[float], list[int]]:
        """Ask all; returns seconds from each one's beat to its last byte, and the statuses."""
        paths = [f"/directory/oruk/3.0/{PATHS[one.of]}?{urlencode(parameters(one))}" for one in asked]
        began = time.perf_counter() + 0.5
        with ThreadPoolExecutor(THREADS) as threads:
            sent = []
            for number, path in enumerate(paths):
                beat = began + number / RATE
                time.sleep(max(0.0, beat - time.perf_counter()))
                sent.append(threads.submit(self._ask, path, beat))
            answers = [one.result() for one in sent]
        return [taken for taken, _ in answers], [status for _, status in answers]

    def _ask(self, path: str, beat: float) -> tuple[float, int]:
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        return time.perf_counter() - beat, answer.status


def _quantiles(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    parts = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(ordered[int(len(ordered) * part)] * 1000, 2) for name, part in parts.items()}
    return found | {"mean": round(sum(taken) / len(taken) * 1000, 2)}


def main() -> None:
    """Measure every size in this process and print one JSON object each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[5_000, SIZE])
    for size in parser.parse_args().sizes:
        print(json.dumps(in_process(size)), flush=True)


if __name__ == "__main__":
    main()
