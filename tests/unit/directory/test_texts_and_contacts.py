"""Texts, addresses of the web and of e-mail, telephone numbers, ages, prices and languages, cleaned and checked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.directory_records import codes, hsds_3, oruk_1, taken
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import long_text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("Tea<br>and<br/>cake", "Tea\nand\ncake"),
        ("<ul><li>walk</li><li>talk</li></ul>", "walk\ntalk"),
        ("Fish &amp; chips&nbsp;&pound;3", "Fish & chips £3"),
        ("&lt;p&gt;Escaped twice&lt;/p&gt;", "Escaped twice"),
        ("<script>alert(1)</script>Safe", "Safe"),
        ('<a href="javascript:x()">Link</a>', "Link"),
        ("Ages 5 < 11 and 3 > 2", "Ages 5 < 11 and 3 > 2"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("  many   blanks \r\n\r\n and lines ", "many blanks\nand lines"),
    ],
)
def test_a_text_is_plain_and_keeps_its_paragraphs(written: str, plain: str) -> None:
    assert taken(oruk_1(description=written)).listing.description == plain


def test_a_clean_text_is_not_called_mended_and_one_with_markup_is() -> None:
    assert not codes(taken(oruk_1(description="Plain words.")))
    assert codes(taken(oruk_1(description="<b>Bold</b> words."))) == {"html-cleaned"}


@given(st.text(alphabet=st.sampled_from("<>/&;abp\"' =ltg"), max_size=60))
@example("<b ;")
@example("<<a ;")
@example("<\u200bb ;")
@example("&amp;amp;amp;amp;amp;lt;b&amp;amp;amp;amp;amp;gt; x")
def test_no_markup_survives_whatever_is_written(written: str) -> None:
    plain = long_text(written, "description", Notes())
    assert not re.search(r"<\s*(script|p|a|b)[\s>]", plain)


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    found = taken(oruk_1(description="word " * 5000, name="N" * 900))
    assert len(found.listing.description) <= 10_000
    assert len(found.listing.name) == 500
    assert "text-cut" in codes(found)


@pytest.mark.parametrize(
    ("field", "written", "kept", "mend"),
    [
        ("email", "", None, "empty-email-dropped"),
        ("email", "nobody", None, "bad-email-dropped"),
        ("email", "a@b", None, "bad-email-dropped"),
        ("email", "\u200bhello@walkers.example", "hello@walkers.example", None),
        ("url", "", None, "empty-url-dropped"),
        ("url", "walkers.example/today", "https://walkers.example/today", "url-scheme-added"),
        ("url", "javascript:alert(1)", None, "bad-url-dropped"),
        ("url", "http://[broken", None, "bad-url-dropped"),
        ("url", "see our page", None, "bad-url-dropped"),
        ("url", "https://w.example/?a=1&fbclid=x&utm_source=y", "https://w.example/?a=1", "tracking-removed"),
        ("status", "ACTIVE", "active", None),
        ("status", "temporarily_closed", "temporarily closed", None),
        ("status", "", "active", "status-assumed"),
        ("status", "resting", "inactive", "status-unknown"),
    ],
)
def test_fields_are_kept_mended_or_dropped_by_name(
    field: str, written: str, kept: str | None, mend: str | None
) -> None:
    found = taken(oruk_1(**{field: written}))
    assert getattr(found.listing, field) == kept
    assert codes(found) == ({mend} if mend else set())


def test_telephone_numbers_are_kept_once_and_what_is_none_is_named() -> None:
    numbers = ["0151 496 0000", "(0151) 4960000", "tel:0151 496 0001", "ask inside", "x@y.example"]
    found = taken(oruk_1(contacts=[{"phones": [{"number": number} for number in numbers]}]))
    assert [phone.number for phone in found.listing.phones] == ["0151 496 0000", "0151 496 0001"]
    assert codes(found) == {"bad-phone-dropped"}


@pytest.mark.parametrize(
    ("written", "ages", "mend"),
    [
        ({"minimum_age": 60, "maximum_age": 18}, (18, 60), "age-bounds-swapped"),
        ({"minimum_age": "16.5"}, (16.5, None), None),
        ({"minimum_age": -1, "maximum_age": 999}, (None, None), "bad-age-dropped"),
        ({"minimum_age": 0, "maximum_age": 0}, (0, None), "bad-age-dropped"),
        ({"minimum_age": None, "name": "Over 50s tennis"}, (50, None), "age-from-name"),
        ({"minimum_age": None, "name": "Juggling (6-8 year olds)"}, (6, 8), "age-from-name"),
        ({"minimum_age": None, "name": "Drop in 18+"}, (18, None), "age-from-name"),
        ({"minimum_age": None, "name": "Route 66 riders"}, (None, None), None),
    ],
)
def test_ages_make_sense(written: dict[str, Any], ages: tuple[float | None, ...], mend: str | None) -> None:
    found = taken(hsds_3(**written))
    assert (found.listing.minimum_age, found.listing.maximum_age) == ages
    assert codes(found) == ({mend} if mend else set())


@pytest.mark.parametrize(
    ("written", "free"),
    [
        ({"cost_options": []}, None),
        ({"cost_options": [{"amount": "£5.00", "currency": "GBP"}]}, False),
        ({"cost_options": [{"amount": 0}]}, True),
        ({"cost_options": [{"option": "Ask us"}]}, None),
        ({"cost_options": [], "fees_description": "Free"}, True),
        ({"cost_options": [], "description": "Our sessions are free of charge."}, True),
        ({"cost_options": [], "description": "Parking is free. £3 per session."}, None),
    ],
)
def test_nobody_is_told_that_something_is_free_unless_it_says_so(written: dict[str, Any], free: bool | None) -> None:
    assert taken(hsds_3(**written)).listing.free is free


def test_prices_and_currencies_that_are_none_are_dropped_by_name() -> None:
    found = taken(
        hsds_3(cost_options=[{"option": "A", "amount": "some"}, {"option": "B", "amount": 2, "currency": "£"}])
    )
    assert [(cost.option, cost.amount, cost.currency) for cost in found.listing.cost_options] == [
        ("A", None, None),
        ("B", 2.0, None),
    ]
    assert codes(found) == {"bad-cost-dropped", "currency-dropped"}


def test_languages_are_tags_and_unknown_ones_are_named() -> None:
    spoken = [{"name": "Welsh"}, {"code": "PL"}, {"name": "British Sign Language"}, {"name": "Dothraki"}]
    found = taken(hsds_3(languages=spoken))
    assert found.listing.languages == ("cy", "pl", "bfi")
    assert codes(found) == {"language-unknown"}


def test_a_date_of_assurance_in_the_future_is_not_believed() -> None:
    assert taken(oruk_1(assured_date="2031-01-01")).listing.assured_date is None
    assert codes(taken(oruk_1(assured_date="2031-01-01"))) == {"date-in-future-dropped"}
    assert codes(taken(oruk_1(assured_date="last week"))) == {"date-unreadable"}
    assert taken(oruk_1(assured_date="20/01/2026")).listing.assured_date == taken(oruk_1()).listing.assured_date


def test_any_string_that_json_can_hold_is_taken() -> None:
    found = taken(oruk_1(description="half \ud800 a pair, \u0000 nothing, \u0007 a bell", name="Caf\u0065\u0301"))
    assert found.listing.description == "half a pair, nothing, a bell"
    assert found.listing.name == "Café"
