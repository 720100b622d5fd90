"""Walking through a feed: its pages, the services that a page only names, and none of what has not changed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from towpath_directory.imports.fetch import NOTHING, Answer, Fetcher, Sink, Validators, page_of
from towpath_directory.imports.glance import Glance, glance
from towpath_directory.imports.inquiry import Found, Inquiry
from towpath_directory.imports.memory import Memory
from towpath_directory.imports.refusals import FeedTooLarge, FeedUnreachable
from towpath_directory.imports.spool import Spool

MOST_PAGES = 5000
PATIENCE = 30.0
"""The longest, in seconds, that an address may ask to be left alone before the walk is given up for now."""
TRIES = 4
WALKS = 2
"""How often a feed is walked through whose pages move meanwhile."""

Touch = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Walked:
    """What a walk found. ``statuses`` counts the answers by their status, redirects apart.

    ``unchanged`` says that the feed has what it had. ``known`` are services that were not fetched again, each with the
    listing that it is. ``doubts`` name why the feed may have been read in part only.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    unchanged: bool = False
    pages: int = 0
    details: int = 0
    known: list[tuple[str, str]] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)


class Moved(Exception):
    """The pages of a feed moved while they were read."""


class _Changed(Exception):
    """A page is not what it was; what it is now is not needed yet."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk. ``touch`` is called between two requests, and may say that it is in vain."""

    fetcher: Fetcher
    memory: Memory
    touch: Touch
    per_page: int | None = None
    ask_details: bool = True
    walked: Walked = field(default_factory=Walked)

    async def through(self, url: str, feed: Spool) -> Walked:
        """Write the feed at an address to ``feed``, one page or service after the other. Raises what a fetch raises."""
        known = await self.memory.pages(url)
        if known > 1 and await self._all_as_known(url, known):
            self.walked.unchanged, self.walked.pages = True, known
            return self.walked
        for again in range(WALKS):
            try:
                await self._pages(url, feed, conditional=known == 1 and not again, patient=again == WALKS - 1)
            except Moved:
                await feed.cut(0)
                self.walked.known.clear()
                self.walked.details = 0
            else:
                break
        return self.walked

    async def _all_as_known(self, url: str, pages: int) -> bool:
        for number in range(1, pages + 1):
            target = page_of(url, number, self.per_page)
            validators = await self.memory.validators(str(target))
            if not validators:
                return False
            try:
                answer = await self._ask(target, _nothing_of_it, validators)
            except _Changed:
                self.walked.statuses[httpx.codes.OK] += 1
                return False
            if not answer.unchanged:  # an empty body came
                return False
        return True

    async def _pages(self, url: str, feed: Spool, *, conditional: bool, patient: bool) -> None:
        """Read every page. Where ``patient``, pages that move are a doubt, and else a reason to begin again."""
        first, seen, counted, number, blind = Glance(0, 1, None), set[str](), 0, 0, False
        while number < max(first.pages, 1):
            number += 1
            target, begin = page_of(url, number, self.per_page), feed.length
            known = await self.memory.validators(str(target)) if conditional else NOTHING
            answer = await self._ask(target, feed.write, known)
            if answer.unchanged:
                self.walked.unchanged, self.walked.pages = True, 1
                return
            await feed.write(b"\n")
            page = await self._glance(feed, begin)
            first = page if number == 1 else first
            self._compare(first, page, seen, patient=patient)
            counted, self.walked.pages = counted + page.count, number
            await self.memory.learn(str(target), answer.validators)
            if page.bare and self.ask_details:
                blind |= await self._details(target, page, feed, begin)
        if first.services is not None and first.services != counted:
            self._moved("pages-do-not-add-up", patient=patient)
        # Where a list does not say when its services changed, that it is the same does not say that they are.
        same = await self.memory.learn_feed(url, 0 if blind else number, feed.fingerprint)
        self.walked.unchanged = same and not self.walked.doubts

    async def _glance(self, feed: Spool, begin: int) -> Glance:
        await feed.flush()
        page = await asyncio.to_thread(lambda: glance(feed.chunks(begin)))
        if page.pages > MOST_PAGES:
            raise FeedTooLarge(f"the feed has more than {MOST_PAGES} pages", field="url")
        return page

    def _compare(self, first: Glance, page: Glance, seen: set[str], *, patient: bool) -> None:
        ids = {summary.given for summary in page.summaries}
        if (page.pages, page.services) != (first.pages, first.services) or ids & seen:
            self._moved("pages-moved", patient=patient)
        seen |= ids

    def _moved(self, doubt: str, *, patient: bool) -> None:
        if not patient:
            raise Moved
        self.walked.doubts.add(doubt)

    async def _details(self, page: httpx.URL, found: Glance, feed: Spool, begin: int) -> bool:
        """Put the services in the place of a page that only names them; tell whether one does not say when it changed.

        A directory that has nothing but its list is taken at the list's word.
        """
        inquiry = Inquiry(self._ask, self.memory, page)
        if not await inquiry.answers(found.summaries[0]):
            return False
        await feed.cut(begin)
        async for each in inquiry.of(found.summaries):
            self._keep(each)
            if each.text:
                await feed.write(each.text + b"\n")
        return not all(summary.modified for summary in found.summaries)

    def _keep(self, found: Found) -> None:
        self.walked.details += bool(found.text)
        if found.listing is not None:
            self.walked.known.append((found.given, found.listing))
        elif not found.text:
            self.walked.doubts.add("details-missing")

    async def _ask(self, target: httpx.URL, sink: Sink, known: Validators = NOTHING) -> Answer:
        """Ask, and again where the address asks for a little patience before anything of the answer was taken."""
        for attempt in range(1, TRIES + 1):
            await self.touch()
            try:
                answer = await self.fetcher.ask(target, sink, known)
            except FeedUnreachable as error:
                if error.answered is not None:
                    self.walked.statuses[error.answered] += 1
                if error.wait is None or error.wait > PATIENCE or attempt == TRIES:
                    raise
                await asyncio.sleep(error.wait)
            else:
                self.walked.statuses[answer.status] += 1
                return answer
        raise AssertionError("the last try returns or raises")


async def _nothing_of_it(_: bytes) -> None:
    raise _Changed
