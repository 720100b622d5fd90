"""``python -m towpath_contracts.conformance``, and the command ``towpath-conformance``."""

import sys
from importlib.util import find_spec

WANTED = ("aiokafka", "rich", "typer")


def main() -> None:
    """Run the command; without the libraries that it stands on, say what to install."""
    missing = [name for name in WANTED if find_spec(name) is None]
    if missing:
        words = f"{', '.join(missing)} not there: pip install 'towpath-contracts[conformance]'"
        print(f"towpath-conformance: {words}", file=sys.stderr)
        sys.exit(2)
    from towpath_contracts.conformance.command import main as run

    run()


if __name__ == "__main__":
    main()
