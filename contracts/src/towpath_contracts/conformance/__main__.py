"""``python -m towpath_contracts.conformance``."""

from towpath_contracts.conformance.command import main

main()
