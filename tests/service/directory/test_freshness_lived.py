"""A listing through two years on real servers: prompted, stale, escalated, warned of, gone, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.directory_records import body
from support.directory_service import Directory, until
from support.freshness_lived import Years, link_in, publish, seen_in, send_form, settings, stands
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import ServicePublished, ServiceWithdrawn
from towpath_directory.freshness import policy as policies


async def said_of(directory: Directory, service: str) -> list[str | None]:
    """How fresh the topic called a listing, time after time; None where it left."""
    found: list[str | None] = []
    for envelope in await directory.heard(Stream.DIRECTORY):
        if envelope.subject == service:
            event = envelope.event
            assert isinstance(event, ServicePublished | ServiceWithdrawn)
            found.append(event.review if isinstance(event, ServicePublished) else None)
    return found


@pytest.mark.asyncio
async def test_a_listing_nobody_answers_for_is_asked_about_sinks_leaves_and_comes_back_by_a_word(
    begin: object, tmp_path: Path
) -> None:
    assert callable(begin)
    directory: Directory = await begin(**settings(tmp_path))
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    await stands(directory, mine.id, state="fresh", counted_by="assured")

    years.pass_days(190)
    letter = await years.letter(1)
    assert letter["To"] == "hello@willowbank.example"
    assert mine.name in letter["Subject"]
    await stands(
        directory, mine.id, state="due", last_prompt={"kind": "prompt", "on": f"{years.today}", "outcome": "sent"}
    )

    years.pass_days(185)
    await years.letter(2)
    await stands(directory, mine.id, state="stale", rank=0.5)
    years.pass_days(30)
    await stands(directory, mine.id, why="no-answer")
    rows = (await directory.ask("GET", "/v1/reviews", params={"state": "escalated"})).json()["contents"]
    assert [(row["id"], row["review"]["state"]) for row in rows] == [(mine.id, "stale")]
    work = (await directory.ask("GET", "/v1/worklist", params={"kind": "overdue"})).json()
    assert [(one["id"], one["code"]) for one in work["contents"]] == [(mine.id, "no-answer")]

    years.pass_days(300)
    warning = await years.letter(3)
    found = await stands(
        directory, mine.id, state="stale", last_prompt={"kind": "warning", "on": f"{years.today}", "outcome": "sent"}
    )
    assert "will leave our directory" in warning["Subject"]
    leaves = found["review"]["leaves"]
    link = link_in(warning)

    years.pass_days(60)
    await stands(directory, mine.id, left=f"{years.today}")
    assert leaves < f"{years.today}"
    assert (await directory.ask("GET", f"/v1/services/{mine.id}")).status_code == 404
    assert (await directory.ask("GET", link)).status_code == 410
    refused = await directory.ask("POST", "/v1/services", json=body(mine))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/left-unassured")

    word = {"by": "curator", "name": "desk"}
    assert (await directory.ask("POST", f"/v1/services/{mine.id}/assurances", json=word)).status_code == 201
    back = (await directory.ask("GET", f"/v1/services/{mine.id}")).json()
    assert (back["listing"]["assured_date"], back["state"]) == (f"{years.today}", "published")
    assert await said_of(directory, mine.id) == ["fresh", "due", "stale", None, "fresh"]
    assert len(years.letters()) == 3


@pytest.mark.asyncio
async def test_one_click_on_the_link_in_a_letter_makes_a_listing_fresh_and_looking_at_it_does_not(
    begin: object, tmp_path: Path
) -> None:
    assert callable(begin)
    directory: Directory = await begin(**settings(tmp_path))
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    years.pass_days(200)
    link = link_in(await years.letter(1))
    before = await stands(
        directory, mine.id, state="due", last_prompt={"kind": "prompt", "on": f"{years.today}", "outcome": "sent"}
    )
    for _ in range(3):
        page = await directory.ask("GET", link)
        assert page.status_code == 200
    assert before == await stands(directory, mine.id, state="due")

    thanks = await send_form(directory, link, say="right", seen=seen_in(page.text))
    assert thanks.status_code == 200, thanks.text
    again = await send_form(directory, link, say="right", seen=seen_in(page.text))
    assert again.status_code == 200, "a second click on the same button is the same word"
    found = await stands(directory, mine.id, state="fresh", since=f"{years.today}")
    assert found["review"]["assured"] == {"on": f"{years.today}", "how": "link"}
    assert (await send_form(directory, link, say="closed", seen=seen_in(page.text))).status_code == 410
    used = await directory.ask("GET", link)
    assert "You have answered" in used.text
    assert await said_of(directory, mine.id) == ["fresh", "due", "fresh"]


@pytest.mark.asyncio
async def test_a_link_of_a_listing_that_changed_since_shows_what_changed_and_asks_again(
    begin: object, tmp_path: Path
) -> None:
    assert callable(begin)
    directory: Directory = await begin(**settings(tmp_path))
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today, description="Soup on Tuesdays.")
    years.pass_days(200)
    link = link_in(await years.letter(1))
    shown = seen_in((await directory.ask("GET", link)).text)
    changed = mine.model_copy(update={"description": "Bread on <b>Fridays</b>."})
    assert (await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(changed))).status_code == 200

    asked_again = await send_form(directory, link, say="right", seen=shown)
    assert asked_again.status_code == 409
    assert "Before: Soup on Tuesdays." in asked_again.text
    assert "Bread on &lt;b&gt;Fridays&lt;/b&gt;." in asked_again.text
    await stands(directory, mine.id, state="due")
    assert (await send_form(directory, link, say="right", seen=seen_in(asked_again.text))).status_code == 200
    await stands(directory, mine.id, state="fresh")


@pytest.mark.asyncio
async def test_what_changed_that_it_closed_and_how_much_room_there_is_reach_those_who_need_to_know(
    begin: object, tmp_path: Path
) -> None:
    assert callable(begin)
    directory: Directory = await begin(**settings(tmp_path))
    mine = await publish(directory)
    links = []
    for _ in range(2):
        made = await directory.ask("POST", f"/v1/services/{mine.id}/links", json={"curator": "desk"})
        assert made.status_code == 201, made.text
        links.append(made.json()["address"].split("/directory", 1)[1])
    seen = seen_in((await directory.ask("GET", links[0])).text)

    nothing = await send_form(directory, links[0], say="changed", seen=seen)
    assert nothing.status_code == 422
    assert "Error: " in nothing.text
    told = await send_form(
        directory, links[0], say="changed", seen=seen, times="Now on Fridays", cost="£2", email="new@willowbank.example"
    )
    assert told.status_code == 200, told.text
    once_more = await send_form(directory, links[1], say="closing", seen=seen)
    assert "Yes, it no longer runs" in once_more.text
    assert (await send_form(directory, links[1], say="closed", seen=seen)).status_code == 200
    suggested = (await directory.ask("GET", "/v1/suggestions", params={"service": mine.id})).json()["contents"]
    assert [(one["kind"], one["source"], one["changes"], one["words"]) for one in suggested] == [
        (
            "wrong",
            "organisation",
            {"fees_description": "£2", "email": "new@willowbank.example"},
            "Days and times: Now on Fridays",
        ),
        ("closed", "organisation", {}, None),
    ]
    await stands(directory, mine.id, why="said-closed")

    wrong = await send_form(directory, links[0], say="room", state="waitlist", weeks="many")
    assert wrong.status_code == 422
    assert (await send_form(directory, links[0], say="room", state="waitlist", weeks="3")).status_code == 200
    room = (await directory.ask("GET", f"/v1/services/{mine.id}")).json()["capacity"]
    assert (room["state"], room["wait_days"], room.get("age_days", 0)) == ("waitlist", 21, 0)


@pytest.mark.asyncio
async def test_room_that_was_reported_long_ago_is_unknown_with_what_was_known_beside_it(
    begin: object, tmp_path: Path
) -> None:
    assert callable(begin)
    directory: Directory = await begin(**settings(tmp_path))
    years = Years(tmp_path)
    mine = await publish(directory)
    report = {"state": "capacity", "spaces": 4}
    assert (await directory.ask("POST", f"/v1/services/{mine.id}/capacity", json=report)).status_code == 201
    years.pass_days(29)

    room: dict[str, object] = {}

    async def old() -> bool:
        nonlocal room
        room = (await directory.ask("GET", f"/v1/services/{mine.id}")).json()["capacity"]
        return bool(room.get("age_days") == 29)

    await until("29 days old", old)
    assert (room["state"], room["last_known"]) == ("unknown", {"state": "capacity", "spaces": 4})
    assert "spaces" not in room
    on_topic = [one for one in await directory.heard(Stream.CAPACITY) if one.subject == mine.id]
    assert len(on_topic) == 1, "that it is old is no news: its date is in it"


@pytest.mark.asyncio
async def test_another_policy_says_first_what_it_would_move_and_moves_it_from_the_next_start(
    begin: object, tmp_path: Path
) -> None:
    assert callable(begin)
    shipped = (Path(policies.__file__).parent / "policy.toml").read_text("utf-8")
    file = tmp_path / "policy.toml"
    file.write_text(shipped)
    directory: Directory = await begin(**settings(tmp_path, TOWPATH_FRESHNESS_POLICY=str(file)))
    years = Years(tmp_path)
    mine = await publish(directory, assured_date=years.today)
    years.pass_days(100)
    file.write_text(shipped.replace("due_months = 6 ", "due_months = 3 ").replace("[6, 9, 12]", "[3, 6]"))
    effect = (await directory.ask("GET", "/v1/freshness/policy/effect")).json()
    assert (effect["moved"], effect["prompts"], effect["some"]) == ({"fresh": {"due": 1}}, {"prompt": 1}, [mine.id])
    assert effect["version"] != effect["in_force"]
    await stands(directory, mine.id, state="fresh")
    file.write_text("[default]")
    wrong = await directory.ask("GET", "/v1/freshness/policy/effect")
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/policy-not-readable")

    file.write_text(shipped.replace("due_months = 6 ", "due_months = 3 ").replace("[6, 9, 12]", "[3, 6]"))
    directory.kill()
    await directory.start()
    await stands(directory, mine.id, state="due")
    await years.letter(1)

    async def moved() -> bool:
        found = (await directory.ask("GET", "/v1/freshness/policy")).json()
        return bool(found["version"] == effect["version"] and found["waiting"] == 0)

    await until("looked at under the new policy", moved)
    await until("said so", lambda: logged(directory, "policy-took-effect"))


async def logged(directory: Directory, word: str) -> bool:
    return word in directory.log.read_text()
