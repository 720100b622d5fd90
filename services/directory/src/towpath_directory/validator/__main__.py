"""``python -m towpath_directory.validator``: judge an API, a folder of its answers, or a file; say it as JSON."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from towpath_directory.validator import PROFILES, Outcome, Report
from towpath_directory.validator.folder import NothingToJudge, judge_path
from towpath_directory.validator.live import judge_url
from towpath_directory.validator.report import as_json
from towpath_directory.validator.web import Web


def main() -> int:
    """Return 0 for a pass, also with warnings, 1 for a fail, and 2 where there was nothing to judge."""
    reads = argparse.ArgumentParser(prog="python -m towpath_directory.validator", description=__doc__)
    reads.add_argument("where", help="the address of an API (http…), a folder, or a file")
    reads.add_argument("--profile", choices=PROFILES, default=PROFILES[0])
    asked = reads.parse_args()
    try:
        report = _judged(asked.where, asked.profile)
    except (NothingToJudge, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(as_json(report), indent=2) + "\n")
    return 1 if report.outcome is Outcome.FAIL else 0


def _judged(where: str, profile: str) -> Report:
    if where.startswith(("http://", "https://")):
        return asyncio.run(judge_url(where, Web(allow_private=True).ask, profile))
    return judge_path(Path(where), profile)


if __name__ == "__main__":
    sys.exit(main())
