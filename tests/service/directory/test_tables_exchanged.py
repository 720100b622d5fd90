"""The simple table over HTTP: a template to fill in, what was filled in taken, and the listings written as one."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from support.directory_records import hsds_3
from support.directory_service import Directory

pytestmark = pytest.mark.asyncio(loop_scope="module")

Begin = Callable[..., Awaitable[Directory]]


class Shelf(Protocol):
    """What a web server of ours answers."""

    url: str

    def __setitem__(self, path: str, answer: tuple[int, dict[str, str], bytes]) -> None: ...


TEMPLATE = "/v1/imports/template.csv"
EXPORT = "/v1/exports/services.csv"


def publisher() -> str:
    return f"p-{uuid.uuid4().hex[:8]}"


async def got(directory: Directory, path: str, **asked: str) -> bytes:
    answer = await directory.ask("GET", path, params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content


async def test_the_template_filled_in_and_sent_as_excel_saves_it_is_taken(directory: Directory) -> None:
    mine, template = publisher(), (await got(directory, TEMPLATE)).decode("utf-8-sig")
    heading, example = csv.reader(io.StringIO(template))
    example[heading.index("name")] = "Café – Tuesday"
    saved = io.StringIO()
    csv.writer(saved, delimiter=";").writerows([[*heading, "volunteers"], [*example, ""], ["too", "short"]])
    filled = saved.getvalue()
    done = await directory.bring(filled.encode("cp1252"), mine)
    assert done["shapes"] == {"csv": 2}
    assert done["unknown_columns"] == ["volunteers"]
    assert (done["counts"]["refused"], done["records"]) == (1, 2)
    lines = await directory.lines(done["id"])
    assert [(line["document"], line["given"]) for line in lines] == [(2, "line 2"), (3, "line 3")]
    assert [reason["code"] for reason in lines[1]["reasons"]] == ["row-ragged"]


async def test_a_table_of_the_listings_taken_in_again_changes_nothing_in_it(directory: Directory) -> None:
    mine, elsewhere = publisher(), publisher()
    await directory.bring([hsds_3(id=str(uuid.uuid4()), name=f"Choir {number}") for number in range(3)], mine)
    table = await got(directory, EXPORT, publisher=mine)
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert sorted({row["name"] for row in rows}) == ["Choir 0", "Choir 1", "Choir 2"]
    assert {row["publisher"] for row in rows} == {mine}
    done = await directory.bring(table, elsewhere, keep_publishers="true")
    assert done["counts"]["refused"] == 0
    assert await got(directory, EXPORT, publisher=mine) == table
    assert (await got(directory, EXPORT, publisher=elsewhere)).count(b"\n") == 1


async def test_a_table_at_an_address_is_fetched_as_a_feed_is(begin: Begin, shelf: Shelf) -> None:
    directory, table = await begin(TOWPATH_ALLOW_PRIVATE_FEEDS="true"), b"name,organisation\nChoir,Folk\nChess,Folk\n"
    shelf["/groups.csv"] = (200, {"Content-Type": "text/csv"}, table)
    done = await directory.bring({"url": f"{shelf.url}/groups.csv"}, publisher())
    assert (done["shapes"], done["counts"]["refused"]) == ({"csv": 2}, 0)


async def test_a_file_that_is_neither_json_nor_a_table_is_refused_with_what_to_mend(directory: Directory) -> None:
    answer = await directory.ask("POST", "/v1/imports", content=b"hello, world\n", params={"publisher": publisher()})
    assert answer.status_code == 422
    assert "names its columns in the first line" in answer.json()["detail"]
