"""How long a feed takes, in how much memory, and whether it adds up: ``python tests/bench/feeds.py [--size N]``.

A made-up feed is registered on a directory with a MongoDB and a broker of its own; the directory is killed in the
middle and started again. Then the same feed is run again unchanged, and once more with some services gone. JSON out.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import describe
from support.brokers import new_broker
from support.directory_service import Directory, until
from support.feeds_made import feed
from support.feeds_served import FeedServer, Reply
from towpath_standalone.servers import MongoServer

LOOK_EVERY = 0.1
GONE = 0.01
"""The part of the services that the feed drops in the end."""

SETTINGS = {
    "TOWPATH_ALLOW_PRIVATE_FEEDS": "true",
    "TOWPATH_SOURCE_TICK": "0.2",
    "TOWPATH_LEASE": "5",
    "TOWPATH_DUPLICATE_TICK": "3600",
    "TOWPATH_GRADE_TICK": "3600",
}


class Watched(Directory):
    """A directory whose largest use of memory is known, over all the processes that it had."""

    peak_kib = 0
    cpu: dict[int, float]

    def look(self) -> int:
        """See how much memory it has used at most, and how much of the processor's time; return the memory now, in KiB.

        Sources: proc(5), VmHWM and VmRSS of status, utime and stime of stat.
        """
        if self._child is None or not self.running:
            return 0
        folder = Path(f"/proc/{self._child.pid}")
        status = dict(line.split(":", 1) for line in (folder / "status").read_text(encoding="ascii").splitlines())
        times = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
        self.cpu = getattr(self, "cpu", {})
        self.cpu[self._child.pid] = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
        self.peak_kib = max(self.peak_kib, int(status["VmHWM"].split()[0]))
        return int(status["VmRSS"].split()[0])


async def ended(directory: Watched, number: int, *, kill_at: int | None = None) -> dict[str, Any]:
    """Wait for the end of a run, and kill the directory once so many records of it are settled."""
    settled = {"outcome": {"$exists": True}}
    while True:
        directory.look()
        if kill_at is not None and directory.database["import_records"].count_documents(settled) >= kill_at:
            directory.kill()
            await directory.start()
            kill_at = None
        ran = directory.database["source_runs"].find_one({"number": number, "ending": {"$exists": True}})
        if ran is not None:
            return ran
        await asyncio.sleep(LOOK_EVERY)


async def measure(size: int, folder: Path, batch: int) -> dict[str, Any]:
    """Import a feed of a size with a death in the middle, then unchanged, then with some gone."""
    mongo, broker, served = MongoServer(folder / "mongo"), new_broker(folder / "kafka"), FeedServer()
    mongo.start()
    broker.start()
    body = b"".join(feed(size))
    served["/services"] = Reply(body, {"ETag": '"all"'})
    directory = Watched(broker, mongo, folder, SETTINGS | {"TOWPATH_IMPORT_BATCH": str(batch)})
    try:
        await directory.start()
        directory.look()
        figures: dict[str, Any] = {"services": size, "feed_mib": round(len(body) / 2**20, 1)}
        figures["rss_mib_at_rest"] = round(directory.peak_kib / 1024)
        source = {"id": "made", "publisher": "made-up", "url": f"{served.url}/services", "every": "P1D"}
        began = time.perf_counter()
        answer = await directory.ask("POST", "/v1/sources", json=source | {"dropping": {"after": 1}})
        assert answer.status_code == 201, answer.text
        first = await ended(directory, 1, kill_at=size // 2)
        figures |= {
            "seconds_whole": round(time.perf_counter() - began, 1),
            "rss_mib_peak": round(directory.peak_kib / 1024),
        }
        figures |= {"cpu_seconds_whole": round(sum(directory.cpu.values()), 1)}
        figures |= _adds_up(directory, first, size)

        began = time.perf_counter()
        await directory.ask("POST", "/v1/sources/made/run")
        again = await ended(directory, 2)
        assert again["ending"] == "not-modified", again
        figures["seconds_not_modified"] = round(time.perf_counter() - began, 1)

        gone = range(round(size * GONE))
        served["/services"] = Reply(b"".join(feed(size, without=gone)), {"ETag": '"fewer"'})
        began = time.perf_counter()
        await directory.ask("POST", "/v1/sources/made/run")
        fewer = await ended(directory, 3)
        assert fewer["withdrawn"] == len(gone), fewer
        figures |= {"seconds_unchanged_records": round(time.perf_counter() - began, 1), "withdrawn": len(gone)}
        figures["rss_mib_peak"] = round(directory.peak_kib / 1024)
        figures["rss_mib_with_the_listings"] = await _begun_again(directory, size)
        return figures
    finally:
        directory.close()
        served.close()
        broker.stop()
        mongo.stop()


async def _begun_again(directory: Watched, size: int) -> int:
    """Return the memory, in MiB, of a directory that did nothing but begin with these listings and search in them."""
    directory.kill()
    await directory.start()
    wanted = size - round(size * GONE)

    async def all_there() -> bool:
        answer = await directory.ask("GET", "/oruk/3.0/services", params={"per_page": "1"})
        return answer.status_code == 200 and answer.json()["total_items"] == wanted

    await until("the listings are searched in", all_there)
    return round(directory.look() / 1024)


def _adds_up(directory: Directory, ran: dict[str, Any], size: int) -> dict[str, Any]:
    """Return the counts, after seeing that they add up: records, listings, events, and what the feed carries."""
    assert ran["ending"] == "imported", ran
    standing = directory.database["listing"].count_documents({"withdrawn": False})
    published = directory.database["listing"].count_documents({"version": {"$gte": 1}})
    carried = directory.database["carried"].count_documents({"state": "present"})
    outcomes = sum(ran["counts"].values())
    assert outcomes == ran["records"] == standing == published == carried == size, (ran["counts"], standing, carried)
    return {"records": ran["records"], "listings": standing, "carried": carried, "killed_after": size // 2}


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=50_000, help="services in the feed")
    parser.add_argument("--batch", type=int, default=200, help="records in a transaction")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="towpath-bench-") as folder:
        figures = asyncio.run(measure(asked.size, Path(folder), asked.batch))
    print(json.dumps({"machine": describe("embedded"), "feeds": figures}, indent=2))


if __name__ == "__main__":
    main()
