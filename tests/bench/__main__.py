"""``make bench``: measure, print, and keep the figures with the machine's description.

Figures are ratios within one run; absolute rates are for this machine and this hour alone.
"""

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import batch_path, journey, relay, search
from bench.machine import describe
from support.brokers import new_broker
from towpath_standalone.servers import MongoServer

RESULTS = Path(__file__).with_name("results.json")
PARTS = ("batch-path", "relay", "journey", "search")


def main() -> int:
    """Run the parts asked for and write the figures."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be given again")
    parser.add_argument("--rounds", type=int, default=batch_path.ROUNDS, help="rounds of the batch path")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures go")
    asked = parser.parse_args()
    parts = asked.only or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="towpath-bench-") as folder:
        mongo, broker = MongoServer(Path(folder) / "mongo"), new_broker(Path(folder) / "kafka")
        mongo.start()
        broker.start()
        try:
            figures = _measure(parts, broker.bootstrap, mongo.uri, asked.rounds)
        finally:
            broker.stop()
            mongo.stop()
    kept = json.loads(asked.out.read_text()) if asked.out.exists() else {}
    kept |= {"machine": describe(f"{broker.name} {broker.version}"), "measured": datetime.now(UTC).date().isoformat()}
    kept |= figures
    asked.out.write_text(json.dumps(kept, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    print(f"kept in {asked.out.name}", file=sys.stderr)
    return 0


def _measure(parts: list[str], bootstrap: list[str], mongo: str, rounds: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for part in parts:
        print(f"{part} …", file=sys.stderr, flush=True)
        match part:
            case "batch-path":
                figures["batch_path"] = batch_path.measure(bootstrap, mongo, rounds)
            case "relay":
                figures["relay"] = relay.run(bootstrap, mongo)
            case "journey":
                figures["journey"] = journey.run(bootstrap, mongo)
            case "search":
                figures["search"] = search.run(bootstrap, mongo)
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
