"""Asks whether a weakness is known of anything that the lock pins.

``python -m support.advisories requirements.lock``. A finding fails. Where no advisory service can be reached it says so
and passes: a network is not a weakness.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SERVICES = ("pypi", "osv")
_NOT_REACHED = re.compile(
    r"requests\.exceptions\.(?:Connection|Connect|Proxy|SSL)\w*Error|requests\.exceptions\.\w*Timeout"
    r"|Connection(?:Reset|Refused)?Error|NameResolutionError|ConnectTimeout"
)


@dataclass(frozen=True)
class Verdict:
    """What one service said of the whole lock."""

    kind: Literal["clean", "found", "not reached", "broken"]
    lines: tuple[str, ...] = ()


def verdict(report: dict[str, Any] | None, errors: str) -> Verdict:
    """Judge the JSON report of pip-audit, None where it wrote none, and what it wrote to standard error.

    A service that knows none of the packages is not an advisory service but something else in its place.
    """
    if report is None:
        if _NOT_REACHED.search(errors):
            return Verdict("not reached", tuple(errors.strip().splitlines()[-1:]))
        return Verdict("broken", tuple(errors.strip().splitlines()[-5:]))
    packages = report["dependencies"]
    found = tuple(
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {weakness['fix_versions'] or 'none'}"
        for package in packages
        for weakness in package.get("vulns", ())
    )
    if found:
        return Verdict("found", found)
    unknown = tuple(f"{package['name']}: {package['skip_reason']}" for package in packages if "skip_reason" in package)
    if unknown and len(unknown) == len(packages):
        return Verdict("not reached", (f"it knows none of the {len(packages)} packages",))
    if unknown:
        return Verdict("broken", unknown)
    return Verdict("clean", (f"{len(packages)} packages",))


def audit(lock: Path, service: str) -> Verdict:
    """Have pip-audit ask one service about every pin of a lock."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "report.json"
        options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "-r", str(lock), *options, "-s", service, "-o", str(answer)],
            capture_output=True,
            text=True,
            check=False,
        )
        report = json.loads(answer.read_text()) if answer.is_file() and answer.stat().st_size else None
    return verdict(report, done.stderr)


def main(lock: Path) -> int:
    """Ask the services in turn until one answers; the exit code is 1 for a finding or an answer in part."""
    for service in SERVICES:
        said = audit(lock, service)
        print(f"advisories of {service}: {said.kind}", *said.lines, sep="\n  ", flush=True)
        if said.kind != "not reached":
            return 0 if said.kind == "clean" else 1
    print("NOT AUDITED: no advisory service can be reached from this network; run this again where one can")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
