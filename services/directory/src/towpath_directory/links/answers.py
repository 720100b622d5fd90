"""What is said by a link becomes messages. Opening a link changes nothing."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from towpath_contracts.listing import Listing
from towpath_directory.commands import ReportCapacity
from towpath_directory.curation.together import together
from towpath_directory.curation.words import Words, kept
from towpath_directory.freshness.commands import AssureListing, LinkUse, SayNotRight
from towpath_directory.freshness.looking import LISTINGS
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.review import How, Review, Used, Why
from towpath_directory.freshness.wording import wording
from towpath_directory.links.forms import Room, Sent
from towpath_directory.links.proposal import proposal, words_of
from towpath_directory.links.summary import Summary, summary
from towpath_directory.links.token import Link, Links
from towpath_directory.store import from_document
from towpath_directory.suggestions.decide import Suggest
from towpath_directory.suggestions.model import Kind, Source
from towpath_directory.suggestions.notices import notices
from towpath_directory.suggestions.store import SUGGESTIONS
from towpath_directory.versions.store import VERSIONS
from towpath_runtime.clock import Clock
from towpath_runtime.ids import derive, new_id
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

MOST_VERSIONS = 50
"""How far back a link looks for what it was made of."""
ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that was opened: its listing as it stands, None where it is not in the directory.

    ``before`` is what the letter showed, where the listing is another one now; ``used`` is what the link has said.
    """

    link: Link
    listing: Listing | None
    review: Review | None
    before: Summary | None
    used: Used | None


class Answers:
    """Opens links and takes what is said. Raises LinkInvalid, LinkExpired, what the rules refuse, and Away."""

    def __init__(self, database: Database, path: BatchPath, clock: Clock, links: Links, words: Words) -> None:
        self._listings = database[LISTINGS]
        self._versions = database[VERSIONS]
        self._path = path
        self._clock = clock
        self._links = links
        self._words = words

    async def open(self, token: str) -> Opened:
        """Return what a link is about. Whoever asks twice, or a scanner of mail before them, changes nothing."""
        link = self._links.read(token, self._clock.now())
        with translated():
            document = await self._listings.find_one({"_id": link.service})
            entry = None if document is None else from_document(document)
            if entry is None or entry.listing is None:
                return Opened(link, None, None, None, None)
            before = None
            if not wording(entry.listing).startswith(link.content):
                before = await self._as_it_was(link)
        review = entry.review
        used = None if review is None else next((one for one in review.used if one.link == link.id), None)
        return Opened(link, entry.listing, review, before, used)

    async def _as_it_was(self, link: Link) -> Summary:
        """Return what the listing said when the link was made: nothing, where no version is kept that did."""
        wanted = {"service": link.service, "listing": {"$exists": True}}
        async for row in self._versions.find(wanted, {"listing": 1}).sort("number", -1).limit(MOST_VERSIONS):
            listing = Listing.model_validate(row["listing"])
            if wording(listing).startswith(link.content):
                return summary(listing)
        return {}

    async def right(self, link: Link, sent: Sent) -> None:
        """Say that the listing that was shown is right."""
        body = AssureListing(How.LINK, seen=_seen(sent), link=_use(link))
        await together(self._path, _message(link, "right", body))

    async def changed(self, link: Link, listing: Listing, sent: Sent) -> None:
        """Say what changed: a suggestion of the organisation, for a curator."""
        await self._suggest(
            link, sent, Why.SAID_CHANGED, Kind.WRONG, proposal(listing, sent.fields), words_of(sent.fields)
        )

    async def closed(self, link: Link, sent: Sent) -> None:
        """Say that it no longer runs: a proposal to withdraw it, for a curator."""
        await self._suggest(link, sent, Why.SAID_CLOSED, Kind.CLOSED, {}, "")

    async def room(self, link: Link, told: Room, sent: Sent) -> None:
        """Say how much room there is now."""
        once = derive(link.id, f"room/{sent.once}") if ONCE.fullmatch(sent.once) else new_id()
        body = ReportCapacity(link.service, told.state, None, told.spaces, told.wait_days)
        await together(self._path, Message(once, LISTINGS, link.service, body, link.service))

    async def _suggest(self, link: Link, sent: Sent, why: Why, kind: Kind, fields: dict[str, str], words: str) -> None:
        """Keep what is said, and have the curators look: both, or neither where the link was used."""
        name = derive(link.id, f"suggestion/{why.value}")
        suggest = Suggest(
            kind=kind,
            source=Source.ORGANISATION,
            service=link.service,
            fields=dict(fields),
            reference=secrets.token_urlsafe(18),
            notices=notices(words),
            words=bool(words),
        )
        body = hashlib.sha256(repr(sorted(sent.fields.items())).encode()).hexdigest()[:32]
        await together(
            self._path,
            _message(link, why.value, SayNotRight(why, _use(link), _seen(sent)), fingerprint=body),
            Message(
                name,
                SUGGESTIONS,
                name,
                suggest,
                link.service,
                fingerprint=body,
                writes=tuple(kept(name, words, self._words.until)),
            ),
        )


def _seen(sent: Sent) -> str:
    """Return the hash of the listing that was shown: of none, where the form does not tell."""
    return sent.seen or "-"


def _use(link: Link) -> LinkUse:
    return LinkUse(link.id, day_in_london(link.expires))


def _message(link: Link, word: str, body: object, *, fingerprint: str = "") -> Message:
    """Return the message of a word: sent twice, as by two clicks, it is the same one."""
    return Message(derive(link.id, f"word/{word}"), LISTINGS, link.service, body, link.service, fingerprint=fingerprint)
