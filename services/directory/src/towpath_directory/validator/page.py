"""The page around a list: what it says of itself, and whether that adds up.

The names are those of Page in the OpenAPI of both standards. Flags that are wrong make a reader stop early or never, so
the standard's own validator fails them; a count that is wrong misleads nobody who follows the pages.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath_directory.validator.document import wrong_type
from towpath_directory.validator.finding import Fault
from towpath_directory.validator.formats import described

COUNTS = ("total_items", "total_pages", "page_number", "size")
FLAGS = ("first_page", "last_page", "empty")


def entries(page: object) -> list[Any]:
    """Return the entries of a page, none where it has no list of them."""
    found = page.get("contents") if isinstance(page, dict) else None
    return found if isinstance(found, list) else []


def faults(page: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the page itself; its entries are judged by their resource."""
    if "contents" not in page:
        yield Fault("contents-missing", "$", {})
    elif not isinstance(page["contents"], list):
        yield wrong_type(page["contents"], "many", "contents", "$.contents")
    for names, form in ((COUNTS, "whole"), (FLAGS, "flag")):
        yield from (fault for name in names for fault in _value(page, name, form))
    counts = {name: int(page[name]) for name in COUNTS if _is(page.get(name), "whole")}
    if len(counts) == len(COUNTS):
        yield from _arithmetic(counts, len(entries(page)))
        yield from _flags(page, counts)
    if isinstance(page.get("empty"), bool) and page["empty"] != (not entries(page)):
        yield Fault("empty-flag", "$.empty", {"found": _said(page["empty"]), "count": len(entries(page))})
    yield from _repeated(entries(page))


def _value(page: Mapping[str, Any], name: str, form: str) -> Iterator[Fault]:
    if name not in page:
        yield Fault("envelope-missing", "$", {"field": name} | described(form))
    elif not _is(page[name], form):
        yield wrong_type(page[name], form, name, f"$.{name}")


def _is(value: object, form: str) -> bool:
    """Tell whether a value is a flag or a whole number; JSON Schema takes 2.0 for one."""
    if form == "flag" or isinstance(value, bool):
        return isinstance(value, bool) and form == "flag"
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _arithmetic(counts: Mapping[str, int], count: int) -> Iterator[Fault]:
    total, pages, number, size = (counts[name] for name in COUNTS)
    if not 1 <= number <= max(pages, 1):
        yield Fault("page-outside", "$.page_number", {"page": number, "pages": pages})
    if not _adds_up(total, pages, number, size):
        yield Fault("pages-do-not-add-up", "$.total_pages", {"total": total, "pages": pages})
    if size != count:
        yield Fault("size-differs", "$.size", {"size": size, "count": count})
    if pages == 1 and total != count:
        yield Fault("total-differs", "$.total_items", {"total": total, "count": count})


def _adds_up(total: int, pages: int, number: int, size: int) -> bool:
    """Tell whether so many entries make so many pages; a page that is not the last tells how many a whole one has."""
    if total == 0:
        return pages in (0, 1)
    if number < pages and size > 0:
        return -(-total // size) == pages
    return 1 <= pages <= total


def _flags(page: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[Fault]:
    number, pages = counts["page_number"], max(counts["total_pages"], 1)
    for name, right in (("first_page", number == 1), ("last_page", number == pages)):
        if isinstance(page.get(name), bool) and page[name] != right:
            words: dict[str, str | int] = {"found": _said(page[name]), "page": number, "pages": pages}
            yield Fault(f"{name.replace('_', '-')}-flag", f"$.{name}", words)


def _repeated(listed: list[Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, entry in enumerate(listed):
        known = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(known, str):
            if known in seen:
                yield Fault("id-twice", f"$.contents[{place}].id", {})
            seen.add(known)


def _said(flag: bool) -> str:
    return "true" if flag else "false"
