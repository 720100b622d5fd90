"""Whether a draft could be published, and all that is missing or wrong: pure. The same readers as imports have."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from towpath_contracts.codes import Mode
from towpath_contracts.listing import Listing
from towpath_directory.curation.cleaning import cleaned
from towpath_directory.curation.model import Fields
from towpath_directory.feeds.reasons import MENDS, Mend, Notes

REFUSED_MENDS = frozenset(
    ("bad-email-dropped", "bad-url-dropped", "bad-phone-dropped", "empty-email-dropped", "empty-url-dropped")
)
"""What an import drops, and whoever writes a listing by hand is told instead."""

WORDS = {
    "missing": "give this: every listing has it",
    "no-description": "say in a sentence or two what the service does",
    "no-place": "say where it is: a place, an area that it serves, nationwide, or that it is online or by telephone",
    "no-way-to-reach": "give a telephone number, an e-mail address or a website",
    "no-need": "say what it helps with: at least one need or taxonomy term",
    "lowest-age-above-highest": "swap the two ages, or leave one out",
    "other-publisher": "the published listing has another publisher, and keeps it",
    "does-not-fit": "this value does not fit the field",
}
"""What to mend, by the code of a problem."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands in the way of publishing: a code, and the field with dots between its parts."""

    code: str
    field: str

    @property
    def words(self) -> str:
        """What to mend."""
        return WORDS.get(self.code) or MENDS.get(self.code) or WORDS["does-not-fit"]


@dataclass(frozen=True, slots=True)
class Checked:
    """The listing that a draft is, None where it is none yet; its problems, and what was mended in it."""

    listing: Listing | None
    problems: tuple[Problem, ...]
    mends: tuple[Mend, ...]


def _placed(listing: Listing) -> bool:
    remote = {Mode.ONLINE.value, Mode.PHONE.value, Mode.HOME_VISIT.value} & set(listing.modes)
    anywhere = listing.nationwide or listing.areas or listing.service_areas
    return bool(listing.locations or anywhere or remote)


def _reached(listing: Listing) -> bool:
    runs = listing.organization
    own = listing.phones or listing.email or listing.url or listing.contacts
    return bool(own or runs.phones or runs.email or runs.website or runs.contacts)


MUSTS: tuple[tuple[str, str, Callable[[Listing], bool]], ...] = (
    ("no-description", "description", lambda listing: bool(listing.description.strip())),
    ("no-place", "locations", _placed),
    ("no-way-to-reach", "phones", _reached),
    ("no-need", "needs", lambda listing: bool(listing.needs or listing.taxonomy_terms)),
)
"""What a new listing has to have, and a change may not take away: code, field, whether it has it."""


def check(service: str, fields: Fields, published: Listing | None) -> Checked:
    """Return what a draft would be as a listing. ``published`` is what stands now, with its publisher.

    What a feed left out already is not held against whoever mends something else.
    """
    notes = Notes()
    found = cleaned(service, fields, notes)
    problems = [Problem(mend.code, mend.field) for mend in notes.all() if mend.code in REFUSED_MENDS]
    mends = tuple(mend for mend in notes.all() if mend.code not in REFUSED_MENDS)
    if published is not None and found.setdefault("publisher", published.publisher) != published.publisher:
        problems.append(Problem("other-publisher", "publisher"))
    try:
        listing = Listing.model_validate(found)
    except ValidationError as error:
        return Checked(None, (*problems, *_faults(error)), mends)
    return Checked(listing, (*problems, *_rules(listing, published)), mends)


def _faults(error: ValidationError) -> list[Problem]:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return [
        Problem("missing" if fault["type"] == "missing" else "does-not-fit", ".".join(map(str, fault["loc"])))
        for fault in faults
    ]


def _rules(listing: Listing, published: Listing | None) -> list[Problem]:
    found = [
        Problem(code, field)
        for code, field, holds in MUSTS
        if not holds(listing) and (published is None or holds(published))
    ]
    low, high = listing.minimum_age, listing.maximum_age
    if low is not None and high is not None and low > high:
        found.append(Problem("lowest-age-above-highest", "minimum_age"))
    return found
