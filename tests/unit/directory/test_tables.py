"""The simple table: read as people write it, refused by the line where it cannot be, and written to be read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from support.directory_records import LINCOLNSHIRE, PANTRIES, body
from towpath_contracts.listing import Listing
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reasons import Refusal
from towpath_directory.feeds.records import records
from towpath_directory.feeds.shape import Shape
from towpath_directory.imports.areas import placed
from towpath_directory.imports.reading import Reading
from towpath_directory.tables.reading import table_records
from towpath_directory.tables.rows import table_in
from towpath_directory.tables.when import sessions, worded
from towpath_directory.tables.writing import heading_line, lines_of, rows_of, template
from towpath_runtime.logs import Log

LOG: Log = structlog.get_logger()
IMPORT: dict[str, Any] = {
    "created": datetime(2026, 3, 2, 9, tzinfo=UTC),
    "covered": [],
    "publisher": "canal-folk",
    "keep_publishers": True,
}
PLAIN = "name,organisation,when\nTuesday table,Neighbours,Tuesdays 10am-12\n"


def read(content: bytes, step: int = 1 << 18) -> list[tuple[str, Taken | Refusal]]:
    """What an import makes of a table, with how the report names each record."""
    chunks = [content[begin : begin + step] for begin in range(0, len(content), step)]
    table = table_in(lambda: chunks)
    assert table is not None
    found: list[tuple[str, Taken | Refusal]] = []
    reading = Reading(IMPORT, LOG)
    for record in table_records(table):
        line = {"_id": record.given, "text": record.text, "shape": record.shape.value}
        found.append((record.given, record.refusal or reading.of([line])[0][1]))
    return found


def listings(content: bytes) -> list[Listing]:
    found = [result for _, result in read(content)]
    assert all(isinstance(one, Taken) for one in found), found
    return [one.listing for one in found if isinstance(one, Taken)]


def written(found: Iterable[Listing]) -> bytes:
    return heading_line() + lines_of(body(one) for one in found)


def test_the_template_is_read_as_what_it_says() -> None:
    (found,) = listings(template())
    assert (found.name, found.organization.name) == ("Tuesday table", "Neighbours of the Cut")
    assert [(one.freq, one.byday, str(one.opens_at)) for one in found.schedules] == [
        ("WEEKLY", "TU", "12:30:00"),
        ("MONTHLY", "1FR", "10:00:00"),
    ]
    assert found.free
    assert found.minimum_age == 18
    assert "loneliness" in found.needs
    assert set(found.languages) == {"en", "pl"}
    assert {"step-free", "hearing-loop"} <= set(found.access_features)
    assert [one.postal_code for place in found.locations for one in place.addresses] == ["L8 5TF"]
    assert found.locations[0].latitude is not None
    assert [area.name for area in found.service_areas] == ["Toxteth", "Dingle"]
    assert str(found.assured_date) == "2026-03-02"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_its_encoding_separator_and_line_ends(encoding: str, separator: str, end: str) -> None:
    rows = [["Service Name", "Provider", "Notes on it"], ["Café – the “quiet” hour", "Neighbours", "x"]]
    content = end.join(separator.join(row) for row in rows).encode(encoding)
    for step in (1 << 18, 1):
        ((_, found),) = read(content, step)
        assert isinstance(found, Taken)
        assert found.listing.name == "Café – the “quiet” hour"


def test_rows_of_one_service_are_its_sessions_and_its_places() -> None:
    content = (
        "id,name,organisation,postcode,address,town,when\n"
        "7,Choir,Neighbours,L8 5TF,1 Lock Lane,Liverpool,Tuesdays 10:00-12:00\n"
        "7,Choir,Neighbours,L1 1AA,2 Mill Lane,Liverpool,Thursdays 14:00-16:00\n"
        "8,Chess,Neighbours,,,,\n"
    )
    choir, chess = listings(content.encode())
    assert [one.byday for one in choir.schedules] == ["TU", "TH"]
    assert [one.address_1 for place in choir.locations for one in place.addresses] == ["1 Lock Lane", "2 Mill Lane"]
    assert chess.name == "Chess"
    without_ids = "name,organisation,when\nChoir,Folk,Mondays 10:00\nchoir,Folk,Fridays 11:00\n"
    (found,) = listings(without_ids.encode())
    assert len(found.schedules) == 2


def test_a_row_that_cannot_be_read_is_refused_by_its_line_and_the_others_are_taken() -> None:
    content = (
        'name,organisation,when\n"Choir\nof the canal",Neighbours,"Tuesdays"\nToo,short\n\n'
        'Chess,Neighbours,Mondays,and,more\nChess,"Neigh"bours,x\nWalk,,Mondays\nDraughts,Neighbours,Fridays,,\n'
    )
    found = [
        (given, one.code if isinstance(one, Refusal) else one.listing.name) for given, one in read(content.encode())
    ]
    assert found == [
        ("line 2", "Choir of the canal"),
        ("line 4", "row-ragged"),
        ("line 6", "row-ragged"),
        ("line 7", "row-unreadable"),
        ("line 8", "no-organisation"),
        ("line 9", "Draughts"),
    ]


def test_a_quote_that_is_never_closed_holds_no_more_than_a_cell_in_memory() -> None:
    content = f'name,organisation\n"Choir,{"x" * 400_000}\nChess,Neighbours\n'.encode()
    found = read(content)
    assert found[0][0] == "line 2"
    assert isinstance(found[0][1], Refusal)


def test_columns_that_nobody_knows_are_named_once() -> None:
    table = table_in(lambda: [b"Service,Provider,Volunteers,Volunteers,Tel\n"])
    assert table is not None
    assert table.heading.unknown == ("Volunteers",)
    assert table.heading.columns == ("name", "organisation", None, None, "phone")


@pytest.mark.parametrize("content", [b"", b"{}", b'\xef\xbb\xbf[{"name": "x"}]', b"hello, world\n", b"\x00\x01\x02"])
def test_what_is_no_table_is_left_to_the_other_readers(content: bytes) -> None:
    assert table_in(lambda: [content]) is None


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("Tuesdays 10am-12", [("WEEKLY", 1, "TU", "10:00", "12:00")]),
        ("every 2nd Monday 14:00", [("MONTHLY", 1, "2MO", "14:00", "")]),
        ("Mon & Wed 9:30am to 11am", [("WEEKLY", 1, "MO,WE", "09:30", "11:00")]),
        ("Every other Thursday, 1.30pm-3pm", [("WEEKLY", 2, "TH", "13:30", "15:00")]),
        ("last Friday of the month 2-4pm", [("MONTHLY", 1, "-1FR", "14:00", "16:00")]),
        ("Wednesdays 17:30-07:00", [("WEEKLY", 1, "WE", "17:30", "07:00")]),
        ("weekdays 9-5", [("WEEKLY", 1, "MO,TU,WE,TH,FR", "09:00", "17:00")]),
        ("Fri-Mon noon-2pm", [("WEEKLY", 1, "MO,FR,SA,SU", "12:00", "14:00")]),
        ("Tue 10-12, Thu 14-16", [("WEEKLY", 1, "TU", "10:00", "12:00"), ("WEEKLY", 1, "TH", "14:00", "16:00")]),
        ("ring for times", [("", 1, "", "", "")]),
    ],
)
def test_days_and_times_are_read_in_the_words_of_a_person(words: str, rules: list[tuple[Any, ...]]) -> None:
    found = list(sessions(words))
    assert [
        (
            one.get("freq", ""),
            one.get("interval", 1),
            *(one.get(name, "") for name in ("byday", "opens_at", "closes_at")),
        )
        for one in found
    ] == rules


def test_words_that_say_more_than_days_and_times_are_kept_beside_them() -> None:
    (found,) = sessions("Tuesdays 10:00-12:00, term time only")
    assert found["description"] == "Tuesdays 10:00-12:00, term time only"
    (plain,) = sessions("every Tuesday from 10am to 12")
    assert "description" not in plain


DAY = st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
CLOCK = st.times().map(lambda at: f"{at.hour:02}:{at.minute:02}")


@settings(max_examples=150, deadline=None)
@given(
    days=st.lists(DAY, min_size=1, max_size=4, unique=True),
    which=st.sampled_from((0, 1, 2, 3, 4, -1)),
    interval=st.sampled_from((1, 2, 3)),
    hours=st.lists(CLOCK, min_size=0, max_size=2, unique=True).map(sorted),
    begins=st.none() | st.dates().filter(lambda day: day.year > 1999),
)
def test_a_schedule_in_words_is_read_as_the_schedule(
    days: list[str], which: int, interval: int, hours: list[str], begins: Any
) -> None:
    days.sort(key=("MO", "TU", "WE", "TH", "FR", "SA", "SU").index)
    rule: dict[str, Any] = {"freq": "MONTHLY" if which else "WEEKLY"}
    rule["byday"] = ",".join(f"{which or ''}{day}" for day in days)
    rule |= dict(zip(("opens_at", "closes_at"), hours, strict=False))
    if not which and interval > 1:
        rule["interval"] = interval
    if begins is not None:
        rule["valid_from"] = begins.isoformat()
        rule |= {"dtstart": begins.isoformat()} if "interval" in rule else {}
    words = worded(rule)
    assert words is not None
    assert list(sessions(words)) == [rule]


def test_what_a_table_has_room_for_comes_back_from_it() -> None:
    exported = written(listings(template()))
    again = listings(exported)
    assert written(again) == exported
    assert [one.publisher for one in again] == ["canal-folk"]


@pytest.mark.parametrize("feed", [LINCOLNSHIRE, PANTRIES], ids=["north-lincolnshire", "pantries"])
def test_every_cell_of_the_real_feeds_comes_back(feed: Path) -> None:
    """But for circumstances that were none: an empty cell is read from the text."""
    if not feed.exists():
        pytest.skip("the feed is not beside the repository (TOWPATH_SHARED says where it is)")
    kinds = {shape: Feed("canal-folk", shape, IMPORT["created"].date(), placed) for shape in Shape}
    found = [normalise(Part.from_text(one.text), kinds[one.shape]) for one in records([feed.read_bytes()]) if one.text]
    before = {one.listing.id: one.listing for one in found if isinstance(one, Taken)}
    after = {one.id: one for one in listings(written(before.values()))}
    assert before.keys() == after.keys()
    changed = [
        column
        for known, listing in before.items()
        for old, new in zip(rows_of(body(listing)), rows_of(body(after[known])), strict=True)
        for column, cell in old.items()
        if new.get(column) != cell and (column, cell) != ("circumstances", "")
    ]
    assert changed == []


def test_no_cell_is_run_as_a_formula_and_none_is_changed_by_that() -> None:
    content = 'name,organisation,phone\n"=HYPERLINK(""x"")",@Folk,+44 151 496 0000\n'
    exported = written(listings(content.encode()))
    cells = next(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
    assert (cells["name"], cells["organisation"], cells["phone"]) == ('\'=HYPERLINK("x")', "'@Folk", "+44 151 496 0000")
    assert written(listings(exported)) == exported
