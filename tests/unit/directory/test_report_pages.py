"""Reports as people read them: the form that they ask for, words that fit, and nothing that a browser would run."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath_directory.feeds.scale import scale
from towpath_directory.reports.api import HTML, JSON, TEXT, preferred
from towpath_directory.reports.findings import example, letters, tasks
from towpath_directory.reports.sheet import Sheet, Table
from towpath_directory.reports.views import Finding

SAID = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=200)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/plain", TEXT),
        ("application/json;q=0.2, text/plain;q=0.7, text/html;q=0.5", TEXT),
        ("text/html;q=0", JSON),
        ("text/html;q=much", JSON),
        ("image/png", JSON),
    ],
)
def test_a_reader_gets_the_form_that_it_likes_best(accept: str, form: str) -> None:
    assert preferred(accept) == form


@given(SAID, SAID, SAID)
def test_whatever_is_said_a_page_is_well_formed_and_says_it(title: str, line: str, cell: str) -> None:
    sheet = Sheet(title, [line], [Table("Things", "All of them.", ("Records", "What"), [(3, cell)])])
    page = ET.fromstring(sheet.page())
    said = [part.text or "" for part in page.iter() if part.tag in ("h1", "p", "td")]
    assert said == [title, line, "3", cell]


def test_a_table_without_rows_says_why_it_has_none() -> None:
    sheet = Sheet("A", [], [Table("Refused", "No record was refused.", ("Records",), [])])
    assert "<table>" not in sheet.page()
    assert "No record was refused." in sheet.page()
    assert "No record was refused." in sheet.text()


def test_text_is_no_wider_than_a_screen() -> None:
    words = "nothing in it speaks for a need " * 20
    text = Sheet("Title", [], [Table("Things", words, ("Records", "What"), [(1234, words, words)])]).text()
    assert max(map(len, text.splitlines())) <= 100


def test_what_gives_back_the_most_points_comes_first() -> None:
    points = scale().reasons
    few = Finding(code="place-missing", count=2, words="", mend="give one")
    many = Finding(code="html-cleaned", count=100, words="", mend="send plain text")
    refused = Finding(code="no-name", count=1, words="give the service a name")
    found = tasks([refused], [few, many, Finding(code="unheard-of", count=900, words="")])
    assert [(task.code, task.points) for task in found] == [
        ("html-cleaned", 100 * points["html-cleaned"].points),
        ("no-name", scale().full),
        ("place-missing", 2 * points["place-missing"].points),
    ]


@pytest.mark.parametrize("given_id", ["jo.bloggs@example.org", "Jo Bloggs", "jobloggs", "9 High Street", ""])
def test_what_could_be_more_than_an_id_is_not_repeated(given_id: str) -> None:
    assert example({"position": 3, "given": given_id}).given is None


def test_every_letter_is_named_though_no_record_has_it() -> None:
    assert letters([{"_id": "B", "count": 4}, {"_id": None, "count": 9}]) == {"A": 0, "B": 4, "C": 0, "D": 0, "E": 0}
