"""The verdict on an API: each of its answers, and all of them together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from towpath_directory.validator.facts import Kind, Profile, Resource, profile
from towpath_directory.validator.finding import Fault, Finding, Level, Outcome, Verdict, worst
from towpath_directory.validator.judging import judge
from towpath_directory.validator.page import entries
from towpath_directory.validator.words import told


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint of a kind answered. ``source`` is a file or an address; ``document`` is its JSON.

    ``page`` and ``id`` are what was asked for, where something was; ``faults`` are those of the way it came, and stand
    for all others where it ``failed``.
    """

    kind: str
    source: str
    document: object = None
    page: int | None = None
    id: str | None = None
    faults: tuple[Fault, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A document by its source, and its verdict."""

    source: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """All that was judged, and what is wrong with the whole of it."""

    profile: str
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst of all."""
        own = Verdict("", self.profile, self.findings).outcome
        return worst((own, *(one.verdict.outcome for one in self.judged)))


@dataclass(slots=True)
class _Lists:
    """The answers of an API by kind."""

    answers: Mapping[str, list[Answer]]
    complete: dict[str, bool] = field(default_factory=dict)

    def listed(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the entries of the lists of a kind by id, of one that is there twice the first."""
        found: dict[str, dict[str, Any]] = {}
        for answer in self.answers.get(f"{kind}_list", ()):
            for entry in entries(answer.document):
                if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                    found.setdefault(entry["id"], entry)
        return found


def judge_api(answers: Sequence[Answer], profile_name: str = "oruk-3.0", *, all_given: bool = True) -> Report:
    """Judge the answers of an API together.

    With ``all_given``, as of a folder, pages that are not there are missed; without, as of a live check, only some were
    asked for. Raises UnknownKind or UnknownProfile.
    """
    standard = profile(profile_name)
    by_kind: dict[str, list[Answer]] = {}
    for answer in answers:
        by_kind.setdefault(standard.kind(answer.kind).name, []).append(answer)
    lists = _Lists(by_kind)
    more = {id(answer): list(answer.faults) for answer in answers}
    for name, given in by_kind.items():
        if standard.kinds[name].page:
            lists.complete[name] = _pages(given, more, all_given)
    for kind in standard.kinds.values():
        if not kind.page:
            _details(kind, standard, lists, more, all_given)
    judged = tuple(Judged(one.source, _verdict(one, standard, more[id(one)])) for one in answers)
    return Report(profile_name, judged, tuple(_missing(standard, by_kind, all_given)))


def _missing(standard: Profile, by_kind: Mapping[str, list[Answer]], all_given: bool) -> Iterator[Finding]:
    """Yield the endpoints that nothing is of; without all, documents whose list is empty were not asked for."""
    for kind in standard.kinds.values():
        wanted = all_given or kind.page or kind.name == "api"
        if wanted and kind.name not in by_kind:
            code = "endpoint-beyond" if kind.level is Level.OPTIONAL else "endpoint-missing"
            yield told(Fault(code, "$", {"endpoint": kind.endpoint}), kind.level, kind.endpoint)


def _pages(given: Sequence[Answer], more: dict[int, list[Fault]], all_given: bool) -> bool:
    """Find what pages say that others of the list do not; tell whether the whole list is here."""
    numbers = {int(page["page_number"]): answer for answer in given if (page := _counted(answer.document))}
    for answer in given:
        page = _counted(answer.document)
        if page and answer.page is not None and page["page_number"] != answer.page:
            words: dict[str, str | int] = {"asked": answer.page, "page": int(page["page_number"])}
            more[id(answer)].append(Fault("other-page", "$.page_number", words))
    if not numbers:
        return not any(answer.failed for answer in given)
    first = numbers[min(numbers)]
    whole = _counted(first.document) or {}
    pages, total = max(int(whole["total_pages"]), 1), int(whole["total_items"])
    seen = sum(1 for number in numbers if 1 <= number <= pages)
    if seen < pages:
        if all_given:
            more[id(first)].append(Fault("pages-missing", "$.total_pages", {"seen": seen, "pages": pages}))
        return False
    count = sum(len(entries(answer.document)) for answer in numbers.values())
    if pages > 1 and count != total:
        more[id(first)].append(Fault("totals-differ", "$.total_items", {"total": total, "count": count}))
    return True


def _counted(document: object) -> dict[str, Any] | None:
    """Return a page that says which of how many it is, None for any other."""
    if not isinstance(document, dict):
        return None
    names = ("page_number", "total_pages", "total_items")
    said = all(isinstance(document.get(name), int) and not isinstance(document[name], bool) for name in names)
    return document if said else None


def _details(kind: Kind, standard: Profile, lists: _Lists, more: dict[int, list[Fault]], all_given: bool) -> None:
    """Find what documents say that the lists of their kind do not."""
    listed, flat = lists.listed(kind.name), standard.kinds.get(f"{kind.name}_list")
    if flat is None:
        return
    for answer in lists.answers.get(kind.name, ()):
        known = answer.document.get("id") if isinstance(answer.document, dict) else None
        faults = more[id(answer)]
        if answer.id is not None and not answer.failed and known != answer.id:
            faults.append(Fault("other-id", "$.id", {}))
        elif isinstance(known, str) and known in listed:
            faults.extend(_differences(listed[known], answer.document, flat.resource, "$"))
        elif isinstance(known, str) and all_given and lists.complete.get(flat.name):
            faults.append(Fault("detail-not-listed", "$.id", {}))


def _differences(entry: Any, document: Any, resource: Resource, path: str) -> Iterator[Fault]:
    """Yield the fields that an entry of a list has and the document has not, or has otherwise."""
    for name, value in entry.items():
        described = resource.fields.get(name)
        if described is None or described.form == "many":
            continue
        here = f"{path}.{name}"
        other = document.get(name)
        if described.of and isinstance(value, dict) and isinstance(other, dict):
            yield from _differences(value, other, described.of, here)
        elif value != other:
            yield Fault("detail-differs", here, {"field": name})


def _verdict(answer: Answer, standard: Profile, more: Iterable[Fault]) -> Verdict:
    kind = standard.kind(answer.kind)
    own = () if answer.failed else judge(answer.document, answer.kind, standard.name).findings
    return Verdict(kind.name, standard.name, (*(told(fault, kind.level, kind.endpoint) for fault in more), *own))
