"""What somebody wrote into the form, as fields of a listing where it is one, and as their own words where not. Pure."""

import re

from towpath_contracts.listing import Listing
from towpath_directory.freshness.address import FORM

URL = re.compile(r"(https?://)?[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+(/\S*)?")
FIELDS = {"email": "email", "url": "url", "cost": "fees_description", "description": "description"}
"""Which field of a listing a box is; a telephone number and times are for a curator to put where they belong."""
MOST_WORDS = 4000


def proposal(listing: Listing, fields: dict[str, str]) -> dict[str, str]:
    """Return the fields of the listing that are to be different."""
    found = {}
    for name, field in FIELDS.items():
        said = fields.get(name, "")
        if said and _fits(name, said) and said != (getattr(listing, field) or ""):
            found[field] = said
    return found


def words_of(fields: dict[str, str]) -> str:
    """Return what is told in words alone, each with what it is about."""
    told = {"times": "Days and times", "telephone": "Telephone", "email": "E-mail", "url": "Website", "more": "More"}
    said = [
        f"{label}: {fields[name]}"
        for name, label in told.items()
        if fields.get(name) and not (name in FIELDS and _fits(name, fields[name]))
    ]
    return "\n".join(said)[:MOST_WORDS]


def _fits(name: str, said: str) -> bool:
    form = {"email": FORM, "url": URL}.get(name)
    return form is None or form.fullmatch(said) is not None
