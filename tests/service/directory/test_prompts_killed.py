"""Each prompt is sent at most once: by mail, by processes that die in the middle, and by several at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.directory_records import listing
from support.directory_service import Directory, until
from support.freshness_lived import Years, link_in, publish, settings, stands
from support.mail_server import Mailbox, mail_server
from towpath_directory.commands import PublishListing
from towpath_directory.freshness import letters
from towpath_directory.freshness.looking import Looking
from towpath_directory.freshness.policy import shipped
from towpath_directory.freshness.prompting import Prompting
from towpath_directory.freshness.queries import ReviewQueries
from towpath_directory.freshness.review import Outcome
from towpath_directory.freshness.store import PROMPTS, STANDS
from towpath_directory.freshness.views import ReviewRow, Standing
from towpath_directory.freshness.writing import Writing
from towpath_directory.links.keys import LinkKeys
from towpath_directory.links.token import Links
from towpath_directory.refusals import CursorInvalid
from towpath_directory.settings import DirectorySettings
from towpath_directory.store import ENTRIES, ENTRY_INDEXES
from towpath_directory.stream import aggregates
from towpath_runtime.clock import turn
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.message import Message
from towpath_runtime.mongo import ensure_indexes
from towpath_runtime.service import Runtime
from towpath_standalone.servers import MongoServer

Begin = Callable[..., Awaitable[Directory]]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with mail_server(tmp_path) as found:
        yield found


async def test_a_letter_goes_out_by_mail_with_a_link_that_opens_the_page(
    begin: Begin, box: Mailbox, tmp_path: Path
) -> None:
    directory = await begin(**settings(tmp_path), **box.settings())
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    years.pass_days(200)
    await stands(directory, mine.id, last_prompt={"kind": "prompt", "on": f"{years.today}", "outcome": "sent"})
    (letter,) = box.taken
    assert (await directory.ask("GET", link_in(letter))).status_code == 200
    said = directory.log.read_text() + (await directory.ask("GET", "/metrics")).text
    assert "willowbank.example" not in said
    assert letter["To"] == "hello@willowbank.example"


async def test_a_process_that_dies_between_sending_and_marking_sends_no_second_letter_and_curators_hear_of_it(
    begin: Begin, box: Mailbox, tmp_path: Path
) -> None:
    quick = {"TOWPATH_SMTP_SECONDS": "0.5"}
    directory = await begin(**settings(tmp_path), **box.settings() | quick)
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    (directory.faults / "directory.after-sending").touch()
    years.pass_days(200)
    await directory.died()
    await directory.start()
    found = await stands(directory, mine.id, why="not-delivered")
    assert found["review"]["last_prompt"]["outcome"] == "unknown"
    assert len(box.taken) == 1


@pytest.mark.parametrize("step", ["before-transaction", "after-commit"])
async def test_a_process_that_dies_around_the_transaction_asks_once(begin: Begin, tmp_path: Path, step: str) -> None:
    directory = await begin(**settings(tmp_path))
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    await directory.settled()
    (directory.faults / f"directory.{step}").touch()
    years.pass_days(200)
    await directory.died()
    await directory.start()
    await stands(
        directory, mine.id, state="due", last_prompt={"kind": "prompt", "on": f"{years.today}", "outcome": "sent"}
    )
    assert len(years.letters()) == 1
    assert directory.database[PROMPTS].count_documents({}) == 1


async def test_an_organisation_whose_mailbox_is_refused_goes_to_the_curators(
    begin: Begin, box: Mailbox, tmp_path: Path
) -> None:
    box.to_recipient = ["550 no such mailbox"]
    directory = await begin(**settings(tmp_path), **box.settings())
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    years.pass_days(200)
    found = await stands(directory, mine.id, why="not-delivered")
    assert found["review"]["last_prompt"]["outcome"] == "refused"


class Counted:
    """Takes letters slowly, and counts them by prompt."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()

    async def send(self, name: str, letter: EmailMessage) -> Outcome | None:
        await asyncio.sleep(0)
        self.sent[name] += 1
        return Outcome.SENT


@pytest.fixture
async def runtime(mongo: MongoServer, database_prefix: str, tmp_path: Path) -> AsyncIterator[Runtime]:
    """What the directory stands on, without Kafka."""
    chosen = DirectorySettings(
        mongo_uri=mongo.uri, database_prefix=database_prefix, clock_file=tmp_path / "clock", mode="development"
    )
    found = Runtime("directory", chosen, aggregates(1))
    await ensure_indexes(found.database, {ENTRIES: list(ENTRY_INDEXES)})
    yield found
    client = found.database.client
    await client.drop_database(found.database.name)
    await client.close()


async def publish_all(runtime: Runtime, count: int, age: int) -> None:
    assured = datetime.now(UTC).date() - timedelta(days=age)
    made = [listing(assured_date=assured, email="hello@willowbank.example") for _ in range(count)]
    messages = [Message(new_id(), ENTRIES, one.id, PublishListing(one), one.id) for one in made]
    await runtime.path.handle(messages)


async def worker(
    runtime: Runtime, name: str, post: Counted, folder: Path, a_day: int = 1000
) -> tuple[Looking, Prompting]:
    """A process that believes to hold its leases, whatever others believe."""
    leases = [Lease(runtime.database, f"{name}-{what}", new_id(), 30) for what in ("reviews", "prompts")]
    for lease in leases:
        await lease.prepare()
    writing = Writing(
        letters.shipped(), shipped(), Links(LinkKeys(folder / "key", None, makes=True), "http://x"), post, "a@b.example"
    )
    database, path, clock, log = runtime.database, runtime.path, runtime.clock, runtime.log
    return (
        Looking(database, path, clock, leases[0], shipped().version, 20, log),
        Prompting(database, path, clock, leases[1], writing, runtime.faults, log, 60.0, a_day),
    )


async def test_several_that_all_believe_to_be_the_one_ask_each_organisation_once(
    runtime: Runtime, tmp_path: Path
) -> None:
    await publish_all(runtime, 30, 0)
    post = Counted()
    workers = [await worker(runtime, name, post, tmp_path) for name in "abc"]
    for days in (200, 290, 250, 400):  # turned back once
        turn(tmp_path / "clock", days * 86_400)
        await until("turned", partial(_is, runtime, datetime.now(UTC).date() + timedelta(days=days)))
        for _ in range(4):
            await asyncio.gather(*(looking.tick() for looking, _ in workers))
            await asyncio.gather(*(prompting.tick() for _, prompting in workers))
    rows = await runtime.database[PROMPTS].find().to_list()
    assert Counter(row["kind"] for row in rows) == {"prompt": 30, "reminder": 60}
    assert post.sent == Counter(row["_id"] for row in rows)
    assert {row["outcome"] for row in rows} == {"sent"}
    assert not await runtime.database[PROMPTS].count_documents({"open": True})


async def test_no_more_letters_go_out_in_a_day_than_a_mail_server_takes_kindly(
    runtime: Runtime, tmp_path: Path
) -> None:
    await publish_all(runtime, 12, 200)
    post = Counted()
    looking, prompting = await worker(runtime, "a", post, tmp_path, a_day=5)
    await looking.tick()
    for _ in range(3):
        await prompting.tick()
    assert len(post.sent) == 5
    yesterday = datetime.now(UTC) - timedelta(days=1, minutes=1)
    await runtime.database[PROMPTS].update_many({"claimed": {"$exists": True}}, {"$set": {"claimed": yesterday}})
    await prompting.tick()
    assert len(post.sent) == 10


async def _is(runtime: Runtime, day: date) -> bool:
    return runtime.clock.now().date() == day


async def test_the_list_of_curators_has_each_listing_once_the_oldest_first(runtime: Runtime) -> None:
    for age in (400, 200, 900):
        await publish_all(runtime, 3, age)
    queries = ReviewQueries(runtime.database, runtime.clock, shipped())
    found: list[ReviewRow] = []
    cursor = None
    while not found or cursor is not None:
        page = await queries.page(standing=Standing.STALE, publisher="willowbank", cursor=cursor, limit=2)
        found, cursor = found + page.contents, page.next
    assert [row.review.age_days for row in found] == [900] * 3 + [400] * 3
    assert len({row.id for row in found}) == 6
    nobody = await queries.page(standing=Standing.ESCALATED, publisher=None, cursor=None, limit=2)
    assert nobody.contents == []
    with pytest.raises(CursorInvalid):
        await queries.page(standing=Standing.DUE, publisher=None, cursor="2026-01-01", limit=2)


async def test_what_is_fresh_costs_nothing_to_pass_over(runtime: Runtime) -> None:
    await publish_all(runtime, 300, 0)
    await publish_all(runtime, 3, 200)
    today = datetime.now(UTC).date().isoformat()
    due = {**STANDS, "review.next": {"$lte": today}}
    other: dict[str, Any] = {**STANDS, "review.policy": {"$ne": shipped().version}}
    for wanted, sort, found in ((due, {"review.next": 1}, 3), (other, {"_id": 1}, 0)):
        asked = {"find": ENTRIES, "filter": wanted, "limit": 20} | ({"sort": sort} if found else {})
        told = await runtime.database.command("explain", asked, verbosity="executionStats")
        stats = told["executionStats"]
        assert stats["nReturned"] == found
        assert stats["totalDocsExamined"] == found
        assert stats["totalKeysExamined"] <= found + 2


async def test_nobody_is_written_to_where_no_letter_can_leave_the_house(begin: Begin, tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    del chosen["TOWPATH_MAIL_FOLDER"]
    directory = await begin(**chosen)
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    years.pass_days(200)
    await stands(directory, mine.id, why="not-delivered")
    await until("an empty house", lambda: _nothing(years))


async def _nothing(years: Years) -> bool:
    return years.letters() == []
