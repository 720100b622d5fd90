"""What may be asked of the versions of a listing."""

from dataclasses import dataclass

from towpath_contracts.listing import Listing
from towpath_directory.commands import By


@dataclass(frozen=True, slots=True)
class RestoreVersion:
    """Publish a listing again as it was in version ``number``."""

    listing: Listing
    number: int
    by: By
