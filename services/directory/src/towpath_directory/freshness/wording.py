"""What a listing says, apart from when somebody looked at it: pure."""

from towpath_contracts.listing import Listing
from towpath_directory.model import content_hash


def wording(listing: Listing) -> str:
    """Return a hash of what a listing says: the same whoever has looked at it since (SHA-256, hexadecimal)."""
    return content_hash(listing.model_copy(update={"assured_date": None}))
