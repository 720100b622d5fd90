"""The page around a list: what it says of itself has to add up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.api_documents import Document, listed, page, term
from towpath_directory.validator import Outcome, judge


def terms(count: int, first: int = 0) -> list[Document]:
    return [listed(term(f"term-{place}")) for place in range(first, first + count)]


def codes(document: Document) -> list[str]:
    return [finding.code for finding in judge(document, "taxonomy_term_list").findings]


@given(total=st.integers(0, 60), whole=st.integers(1, 20))
def test_every_page_of_a_list_that_is_cut_rightly_is_without_fault(total: int, whole: int) -> None:
    pages = max(1, -(-total // whole))
    for number in range(1, pages + 1):
        held = terms(min(whole, total - (number - 1) * whole), (number - 1) * whole)
        assert codes(page(held, number, pages, total)) == []


def test_a_list_of_nothing_may_have_no_page() -> None:
    assert codes(page([]) | {"total_pages": 0}) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"first_page": False}, "first-page-flag"),
        ({"last_page": True}, "last-page-flag"),
        ({"empty": True}, "empty-flag"),
        ({"page_number": 0, "first_page": False}, "page-outside"),
        ({"page_number": 4, "first_page": False}, "page-outside"),
        ({"total_pages": 2}, "pages-do-not-add-up"),
        ({"size": 50}, "size-differs"),
        ({"size": "2"}, "wrong-type"),
        ({"size": 1.5}, "wrong-type"),
        ({"empty": 0}, "wrong-type"),
        ({"contents": {}}, "wrong-type"),
    ],
)
def test_what_does_not_add_up_is_found(change: dict[str, Any], code: str) -> None:
    assert code in codes(page(terms(2), 1, 3, 6) | change)


def test_a_wrong_flag_is_a_fault_and_a_wrong_count_a_note() -> None:
    whole = page([], 1, 1, 0)
    assert judge(whole | {"last_page": False}, "service_list").outcome is Outcome.FAIL
    assert judge(whole | {"size": 10}, "service_list").outcome is Outcome.PASS


def test_every_name_that_a_page_leaves_out_is_told() -> None:
    verdict = judge({"contents": []}, "service_list")
    assert verdict.outcome is Outcome.WARN
    assert verdict.codes == {"envelope-missing": 7}
    assert judge({}, "service_list").codes == {"contents-missing": 1, "envelope-missing": 7}


def test_the_same_entry_twice_is_told() -> None:
    assert codes(page([*terms(2), *terms(1)])) == ["id-twice"]


def test_the_only_page_holds_everything() -> None:
    assert codes(page(terms(2), total=9)) == ["total-differs"]
