"""Reports in words, for people."""

from collections.abc import Iterable

from towpath_directory.imports.lines import Outcome, State
from towpath_directory.reports.sheet import Sheet, Table
from towpath_directory.reports.views import Example, Finding, Lost, PublisherQuality, Report, Task

OUTCOMES = {
    Outcome.TAKEN: "taken as they came",
    Outcome.MENDED: "taken, with something mended on the way",
    Outcome.UNCHANGED: "as they were already",
    Outcome.DUPLICATE: "there already: twice in the feed, or merged by a curator",
    Outcome.REFUSED: "refused",
}
DOUBTS = {
    "pages-moved": "its pages moved while they were read",
    "pages-do-not-add-up": "its pages hold another number of services than it says",
    "lines-expired": "what became of its records is no longer kept",
    "details-missing": "some services that its list names could not be read one by one",
}
ENDINGS = {
    "imported": "The run was whole.",
    "not-modified": "The feed had not changed.",
    "partial": "The feed was read in part only, so that nothing counts as dropped.",
    "many-refused": "So many records were refused that nothing counts as dropped.",
    "shrunken": "More listings are gone than may go at once: none counts as dropped until a curator approves the run.",
    "failed": "The run failed.",
}
MOST = 15
"""The longest list in a report for people; the JSON has all of it."""


def of_import(report: Report) -> Sheet:
    """Return the report on an import."""
    taken = sum(report.counts[one] for one in (Outcome.TAKEN, Outcome.MENDED, Outcome.UNCHANGED))
    lines = [
        f"Publisher {report.publisher}, {_origin(report.origin)}, on {report.created:%d %B %Y at %H:%M} UTC.",
        f"{_some(report.records, 'record')}: {taken} in the directory, {report.counts[Outcome.REFUSED]} refused, "
        f"{report.counts[Outcome.DUPLICATE]} there already"
        + (f", {report.pending} still to be looked at." if report.pending else "."),
    ]
    if report.state is not State.DONE:
        lines.append(f"The import is {report.state.value}: what follows is not all of it yet.")
    lines += [f"This may not be all of the feed: {DOUBTS.get(doubt, doubt)}." for doubt in report.doubts]
    counts = [(count, OUTCOMES[one]) for one, count in report.counts.items() if count]
    counts += [(report.pending, "still to be looked at")] if report.pending else []
    counts.append((sum(report.counts.values()) + report.pending, "records in all"))
    return Sheet(
        f"Import of {report.publisher}, {report.created:%d %B %Y}",
        lines,
        [
            _first(report.first, report.graded + report.counts[Outcome.REFUSED]),
            Table("What became of the records", "Every record is counted once.", ("Records", "What became"), counts),
            _grades(report.grades, report.graded),
            _findings("Why records were refused", "No record was refused.", report.refused),
            _findings("What is wrong with the others", "Nothing is wrong with any of them.", report.quality),
            _findings(
                "What was mended on the way",
                "Nothing had to be mended.",
                [found for found in report.mended if found.code != "not-fetched-again"],
            ),
            *_lost(report.lost),
            Table("What may be there twice", _doubles(report)),
        ],
    )


def of_publisher(found: PublisherQuality) -> Sheet:
    """Return how good a publisher's listings are."""
    lines = [f"{_some(found.listings, 'listing')} in the directory."]
    if found.points is not None:
        lines.append(f"On average they have {found.points:g} of 100 points.")
    if found.ungraded:
        lines.append(f"{found.ungraded} are not graded yet.")
    feeds = [
        (feed.missing, f"{feed.id}: {feed.state.value}", _ending(feed.ending), f"failed {feed.failures} times on end")
        if feed.failures
        else (feed.missing, f"{feed.id}: {feed.state.value}", _ending(feed.ending), "")
        for feed in found.sources
    ]
    return Sheet(
        f"The listings of {found.publisher}",
        lines,
        [
            _first(found.first, found.listings),
            _grades(found.grades, found.listings - found.ungraded),
            _findings("What is wrong", "Nothing is wrong with any of them.", found.quality),
            Table(
                "Feeds",
                "How many listings each no longer has, and how it stands." if feeds else "No feed is registered.",
                ("Missing", "Feed", "Last run", "Failures"),
                feeds,
            ),
            Table("What may be there twice", _pairs(found.duplicates.likely, found.publisher)),
        ],
    )


def _first(tasks: list[Task], records: int) -> Table:
    rows = [(task.count, task.words, f"To mend it: {task.mend}.") for task in tasks]
    lead = f"What would do the most good, the most first, of {_some(records, 'record')}." if rows else "Nothing."
    return Table("What to mend first", lead, ("Records", "What is wrong", "What mends it"), rows)


def _grades(grades: dict[str, int], graded: int) -> Table:
    rows = [(count, f"{letter} {_part(count, graded)}") for letter, count in grades.items() if graded]
    lead = f"From A, where nothing or little is wrong, to E; of {_some(graded, 'record')} that are in the directory."
    return Table("Grades", lead if rows else "No record has a grade.", ("Records", "Grade"), rows)


def _findings(heading: str, nothing: str, found: list[Finding]) -> Table:
    rows = [
        (
            one.count,
            f"{one.words} ({one.code}{f', {one.field}' if one.field else ''})",
            f"To mend it: {one.mend}." if one.mend else "",
            f"Such as {_examples(one.examples)}." if one.examples else "",
        )
        for one in found[:MOST]
    ]
    lead = nothing if not rows else "The most frequent first; a record may be in several lines."
    if len(found) > MOST:
        lead += f" {len(found) - MOST} more are in the JSON of this report."
    return Table(heading, lead, ("Records", "What", "What mends it", "Examples"), rows)


def _examples(examples: Iterable[Example]) -> str:
    return ", ".join(_named(one) for one in list(examples)[:3])


def _named(one: Example) -> str:
    """Name a record by where it is in the feed and by one id: the listing's is often the publisher's own."""
    known = one.listing or one.given
    where = "" if one.position is None else f"record {one.position}"
    return f"{where} ({known})" if where and known else where or str(known)


def _lost(lost: Lost | None) -> list[Table]:
    if lost is None:
        return []
    said = _ending(lost.ending)
    lead = (
        f"{said} {lost.gone} that were there a run ago are gone, {lost.missing} are missing and stand all the same, "
        f"{lost.withdrawn} were withdrawn by this run: GET /sources/{lost.source}/dropped names them."
    )
    return [Table("What the feed no longer has", lead.strip())]


def _doubles(report: Report) -> str:
    found = report.duplicates
    said = [
        (found.repeated, "in the feed for the second time, and taken once"),
        (found.merged, "of a listing that a curator merged with another"),
    ]
    lines = [f"{_some(count, 'record')} {'is' if count == 1 else 'are'} {what}." for count, what in said if count]
    lines += [f"Such as {_examples(found.examples)}."] if found.examples else []
    return " ".join([*lines, _pairs(found.likely, report.publisher)])


def _pairs(likely: int, publisher: str) -> str:
    if not likely:
        return "No listing of this publisher looks like another one."
    waits = "pair waits" if likely == 1 else "pairs wait"
    return f"{likely} {waits} for a curator to merge them or keep them apart: GET /duplicates?publisher={publisher}"


def _origin(origin: str) -> str:
    return "sent to this directory" if origin == "request" else f"fetched from {origin}"


def _ending(ending: object) -> str:
    return "" if ending is None else ENDINGS.get(str(ending), str(ending))


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _part(count: int, of: int) -> str:
    part = 100 * count / of
    return f"({part:.0f} %)" if count == 0 or part >= 1 else "(under 1 %)"
