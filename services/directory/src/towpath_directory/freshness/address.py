"""Whom to write to about a listing: pure."""

import re

from towpath_contracts.listing import Listing

FORM = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
"""What every mail server takes: no quotes, no comments, no line breaks, ASCII."""


def address_of(listing: Listing) -> str | None:
    """Return the first address of a listing that can be written to: of who assures it, its own, its organisation's."""
    organization = listing.organization
    given = (
        listing.assurer_email,
        listing.email,
        *(contact.email for contact in listing.contacts),
        organization.email,
        *(contact.email for contact in organization.contacts),
    )
    return next((one for one in given if one is not None and FORM.fullmatch(one)), None)
