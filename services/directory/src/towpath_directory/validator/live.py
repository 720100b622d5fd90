"""A live API: `/`, every list, some of its pages, and some of what they list, one request after another."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote

from towpath_directory.validator.facts import Profile, profile
from towpath_directory.validator.finding import Fault
from towpath_directory.validator.page import entries
from towpath_directory.validator.web import LARGEST, SECONDS, Reply, TooLarge, Unreachable
from towpath_directory.validator.whole import Answer, Report, judge_api

NOT_THERE = (404, 405, 410, 501)
"""What a server answers for an endpoint that it does not have."""

OK = 200
_MOST_PAGES = 1_000_000
"""A list that says it has more pages is asked for none beyond."""

Ask = Callable[[str], Awaitable[Reply]]
Seen = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many pages of a list are asked for, and how many of the documents that it lists, spread over all of it."""

    pages: int = 5
    documents: int = 3


async def judge_url(
    base: str, ask: Ask, profile_name: str = "oruk-3.0", bounds: Bounds | None = None, seen: Seen = lambda url: None
) -> Report:
    """Judge the API below an address. ``seen`` is told each address before it is asked.

    An endpoint that cannot be reached is a finding, no error. Raises UnknownProfile.
    """
    walk = _Walk(base.rstrip("/"), ask, seen, profile(profile_name), bounds or Bounds())
    await walk.root()
    for name in walk.standard.kinds:
        if name.endswith("_list"):
            await walk.list_of(name.removesuffix("_list"))
    return judge_api(walk.answers, profile_name, all_given=False)


@dataclass(slots=True)
class _Walk:
    base: str
    ask: Ask
    seen: Seen
    standard: Profile
    bounds: Bounds
    answers: list[Answer] = field(default_factory=list)

    async def root(self) -> None:
        await self._visit("api", "/")

    async def list_of(self, kind: str) -> None:
        """Ask for the first page of a list, for some others, and for some of what stands on them."""
        name = f"{kind}_list"
        path = self.standard.kinds[name].endpoint
        first = await self._visit(name, path)
        if first is None:
            return
        read = [first]
        for number in spread(range(1, _pages(first) + 1), self.bounds.pages)[1:]:
            page = await self._visit(name, f"{path}?page={number}", page=number)
            read += [page] if page else []
        listed = [entry.get("id") for page in read for entry in entries(page.document) if isinstance(entry, dict)]
        ids = list(dict.fromkeys(known for known in listed if isinstance(known, str)))
        for known in spread(ids, self.bounds.documents):
            await self._visit(kind, f"{path}/{quote(known, safe='')}", known=known)

    async def _visit(self, kind: str, path: str, page: int | None = None, known: str | None = None) -> Answer | None:
        """Ask for one document; None where the endpoint is not there at all."""
        url, endpoint = f"{self.base}{path}", self.standard.kinds[kind].endpoint
        self.seen(url)
        try:
            reply = await self.ask(url)
        except Unreachable:
            answer = _failed(kind, url, Fault("unreachable", "$", {"endpoint": endpoint, "seconds": int(SECONDS)}))
        except TooLarge:
            answer = _failed(kind, url, Fault("too-large", "$", {"limit": LARGEST}))
        else:
            if reply.status in NOT_THERE and page is None and known is None:
                return None
            first = all(one.kind != kind for one in self.answers)
            answer = _answer(kind, url, endpoint, reply, first, page, known)
        self.answers.append(answer)
        return answer


def spread(all_of_them: Sequence[T], most: int) -> list[T]:
    """Return so many at most, the first and the last among them and the others evenly between."""
    count = len(all_of_them)
    if count <= most:
        return list(all_of_them)
    if most <= 1:
        return list(all_of_them[:most])
    return [all_of_them[round(place * (count - 1) / (most - 1))] for place in range(most)]


def _answer(
    kind: str, url: str, endpoint: str, reply: Reply, first: bool, page: int | None, known: str | None
) -> Answer:
    if reply.status != OK:
        return _failed(kind, url, Fault("no-answer", "$", {"endpoint": endpoint, "status": reply.status}))
    try:
        document = json.loads(reply.body)
    except json.JSONDecodeError as error:
        return _failed(kind, url, Fault("not-json", "$", {"line": error.lineno, "column": error.colno}))
    except (ValueError, RecursionError):  # no text in UTF-8, a number without end, or brackets without end
        return _failed(kind, url, Fault("not-json", "$", {"line": 1, "column": 1}))
    return Answer(kind, url, document, page, known, tuple(_manners(reply)) if first else ())


def _manners(reply: Reply) -> list[Fault]:
    """Return what is wrong with the headers; it is said once for an endpoint."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    json_said = kind == "application/json" or kind.endswith("+json")
    open_to_all = reply.headers.get("access-control-allow-origin") == "*"
    return [Fault(code, "$", {}) for code, good in (("content-type", json_said), ("no-cors", open_to_all)) if not good]


def _failed(kind: str, url: str, fault: Fault) -> Answer:
    return Answer(kind, url, faults=(fault,), failed=True)


def _pages(answer: Answer) -> int:
    total = answer.document.get("total_pages") if isinstance(answer.document, dict) else None
    return min(total, _MOST_PAGES) if isinstance(total, int) and not isinstance(total, bool) else 1
