"""What the page behind a link says and takes: plain HTML that works without scripts, whatever a listing holds."""

from __future__ import annotations

from datetime import date, time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.directory_records import listing
from towpath_contracts.listing import CostOption, Listing, Location, Phone, Schedule
from towpath_directory.freshness.review import Review, Since, Used
from towpath_directory.links import pages
from towpath_directory.links.forms import Room, Say, faults_of_changes, room, sent
from towpath_directory.links.layout import answer, document
from towpath_directory.links.markup import tag, together
from towpath_directory.links.proposal import proposal, words_of
from towpath_directory.links.schedules import in_words
from towpath_directory.links.summary import changes, summary

ID = "3d0b6a1e-0000-4000-8000-000000000009"
REVIEW = Review("due", date(2026, 1, 31), Since.CAME, date(2026, 1, 31), "p")
ONCE = "a" * 24


class Outline(HTMLParser):
    """Checks that elements are closed in order, and that labels, descriptions and links in the page lead somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.names: set[str] = set()
        self.headings: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.add(name)
        if name not in ("meta", "input", "br"):
            self.open.append(name)
        if name in ("h1", "h2"):
            self.headings.append(name)
        for key, value in attributes:
            assert not key.startswith("on"), "a script"
            if key == "id":
                self.ids.append(value or "")
            if key in ("for", "aria-describedby", "aria-labelledby"):
                self.wanted += (value or "").split()
            if key == "href" and (value or "").startswith("#"):
                self.wanted.append((value or "")[1:])

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    assert not found.open
    assert len(set(found.ids)) == len(found.ids)
    assert set(found.wanted) <= set(found.ids)
    assert "script" not in found.names
    assert found.headings[0] == "h1"
    assert found.headings.count("h1") == 1
    return found


@given(
    name=st.text(min_size=1, max_size=60),
    description=st.text(max_size=80),
    wrong=st.dictionaries(
        st.sampled_from(["state", "spaces", "weeks", "times", "cost"]), st.text(max_size=20), max_size=3
    ),
    given_=st.dictionaries(st.sampled_from(["times", "weeks", "email", "more"]), st.text(max_size=30), max_size=3),
)
def test_a_page_is_whole_whatever_a_listing_and_a_form_hold(
    name: str, description: str, wrong: dict[str, str], given_: dict[str, str]
) -> None:
    mine = listing(name=name, description=description)
    before = summary(listing(name=f"{name}!", description="<i>old</i>"))
    html = document(pages.listing_page(mine, REVIEW, before, ONCE, wrong, given_))
    outline(html)
    assert "<i>" not in html
    assert html.startswith('<!doctype html>\n<html lang="en-GB"')
    assert ("<title>Error: " in html) == bool(wrong)


def test_every_page_is_whole() -> None:
    mine = listing(name="<script>alert(1)</script>")
    used = Used("link", "said-closed", date(2026, 3, 1), date(2026, 4, 1))
    all_pages = [
        pages.used_page(mine, used, ONCE),
        pages.closing_page(mine),
        pages.right_page(mine, ONCE),
        pages.told_page(mine, Say.CHANGED),
        pages.told_page(mine, Say.CLOSED),
        pages.room_page(mine, Room("waitlist", 2, 21)),
        pages.invalid_page(),
        pages.expired_page(),
        pages.gone_page(),
        pages.away_page(),
        pages.unclear_page(),
    ]
    for page in all_pages:
        outline(document(page))
    for page in all_pages[6:9] + all_pages[:1]:
        assert "To get a new link" in document(page)


def test_a_page_goes_no_further_and_lets_nothing_run() -> None:
    headers = answer(pages.invalid_page()).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_markup_escapes_what_is_not_markup() -> None:
    assert tag("p", "a < b", class_='x"y') == '<p class="x&quot;y">a &lt; b</p>'
    assert together("<", tag("br"), None) == "&lt;<br>"
    assert tag("details", open=True) == "<details open></details>"


WHOLE = listing(
    name="Tuesday table",
    description="Soup and company.",
    schedules=(Schedule(id=ID, freq="WEEKLY", byday="TU", opens_at=time(10), closes_at=time(12)),),
    locations=(
        Location(id=ID, confidential=True),
        Location(id=ID, location_type="virtual", name="Zoom"),
    ),
    phones=(Phone(id=ID, number="0151 496 0000"),),
    cost_options=(CostOption(id=ID, option="Tea", amount=2, currency="GBP"), CostOption(id=ID, amount=0)),
    minimum_age=16.5,
    maximum_age=99,
)


def test_a_listing_is_told_in_plain_words_and_a_confidential_place_is_not() -> None:
    assert summary(WHOLE) == {
        "Name": "Tuesday table",
        "Run by": "Willowbank Trust",
        "What it is": "Soup and company.",
        "When": "Every Tuesday, 10:00 to 12:00",
        "Where": "At a place that is not published\nZoom, online or by telephone",
        "Telephone": "0151 496 0000",
        "Cost": "Tea: £2.00\nFree",
        "Who it is for": "Aged 16.5 to 99",
    }


def test_what_changed_is_told_with_what_it_was_and_a_look_is_no_change() -> None:
    later = WHOLE.model_copy(update={"description": "Soup.", "assured_date": date(2026, 3, 1), "phones": ()})
    assert list(changes(summary(WHOLE), summary(later))) == [
        ("What it is", "Soup and company.", "Soup."),
        ("Telephone", "0151 496 0000", ""),
    ]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"freq": "WEEKLY", "byday": "MO,WE,FR"}, "Every Monday, Wednesday and Friday"),
        ({"freq": "WEEKLY", "byday": "TU", "interval": 2, "dtstart": "2026-01-06"}, "Every second Tuesday"),
        ({"freq": "MONTHLY", "byday": "-1FR"}, "The last Friday of every month"),
        ({"freq": "MONTHLY", "byday": "2MO,4MO"}, "The second Monday and fourth Monday of every month"),
        ({"freq": "MONTHLY", "bymonthday": "1,22,-1"}, "The 1st, 22nd and last day of every month"),
        ({"dtstart": "2026-05-04"}, "On 4 May 2026"),
        ({"freq": "WEEKLY", "byday": "TU", "opens_at": "10:00"}, "Every Tuesday, from 10:00"),
        ({"description": "Most mornings"}, "Most mornings"),
        ({}, "At times that we do not know"),
    ],
)
def test_a_schedule_is_told_as_people_say_it(rule: dict[str, object], words: str) -> None:
    assert in_words(Schedule.model_validate({"id": ID} | rule)) == words


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "capacity", "spaces": "4"}, Room("capacity", 4, None)),
        ({"state": "waitlist", "weeks": "3"}, Room("waitlist", None, 21)),
        ({"state": "no-capacity", "spaces": "4", "weeks": ""}, Room("no-capacity", None, None)),
        ({"state": "nothing"}, {"state"}),
        ({"state": "capacity", "spaces": "-1", "weeks": "12.5"}, {"spaces", "weeks"}),
        ({"state": "capacity", "spaces": "\u0663"}, {"spaces"}),
        ({"state": "capacity", "weeks": "9999"}, {"weeks"}),
    ],
)
def test_room_is_read_in_figures_and_weeks(fields: dict[str, str], expected: Room | set[str]) -> None:
    found = room(fields)
    assert (found if isinstance(found, Room) else set(found)) == expected


@given(st.binary(max_size=300))
def test_a_form_is_read_or_not_and_never_breaks(body: bytes) -> None:
    found = sent(body)
    assert found.say is None or found.say in set(Say)


def test_a_form_that_says_nothing_we_know_says_nothing() -> None:
    assert sent(b"say=nonsense&seen=x").say is None
    assert sent(b"&".join(b"a=%d" % number for number in range(100))).say is None
    assert sent("say=ü".encode()).say is None
    assert sent(b"say=room&once=abc&state=capacity").fields == {"state": "capacity"}


def test_what_changed_becomes_fields_where_it_is_one_and_words_where_not() -> None:
    mine: Listing = listing(email="old@willowbank.example")
    fields = {
        "times": "Now on Fridays",
        "telephone": "0151 496 0001",
        "email": "new@willowbank.example",
        "url": "ask at the door",
        "cost": "£2",
        "description": "",
        "more": "",
    }
    assert proposal(mine, fields) == {"email": "new@willowbank.example", "fees_description": "£2"}
    assert words_of(fields) == "Days and times: Now on Fridays\nTelephone: 0151 496 0001\nWebsite: ask at the door"
    assert proposal(mine, {"email": "old@willowbank.example"}) == {}
    assert set(faults_of_changes({"times": "  ".strip()})) == {"times"}
    assert set(faults_of_changes({"cost": "x" * 4000})) == {"cost"}
