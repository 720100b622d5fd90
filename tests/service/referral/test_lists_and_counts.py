"""Worklists by next step, and the counts that reconciliation compares."""

from __future__ import annotations

from uuid import uuid4

from support.referral_outside import WALKS, Outside


async def test_a_team_sees_its_cases_by_next_step_page_by_page(outside: Outside) -> None:
    team, worker = f"team-{uuid4().hex[:8]}", str(uuid4())
    referrals = [await outside.refer() for _ in range(5)]
    for referral in referrals[:4]:
        await outside.done(f"/referrals/{referral}/acceptance", {"link_worker": worker, "team": team})
    await outside.done(f"/referrals/{referrals[0]}/assessments", {"needs": [{"code": "walking"}]})
    await outside.done(f"/referrals/{referrals[1]}/closure", {"reason": "moved-away"})

    seen, cursor = [], None
    while True:
        page = await outside.get("/referrals", team=team, limit=2, **({"cursor": cursor} if cursor else {}))
        seen.extend(page["referrals"])
        cursor = page["next"]
        if cursor is None:
            break
    assert {case["id"] for case in seen} == {referrals[0], referrals[2], referrals[3]}
    assert seen[0]["id"] == referrals[0], "options are awaited for a day, a first contact for five"
    assert [case["next_step"]["by"] for case in seen] == sorted(case["next_step"]["by"] for case in seen)

    mine = await outside.get("/referrals", link_worker=worker, status="cancelled")
    assert [case["id"] for case in mine["referrals"]] == [referrals[1]]
    asked = {"team": team, "status": ["cancelled", "accepted"]}
    both = await outside.get("/referrals", **asked, limit=1)
    rest = await outside.get("/referrals", **asked, cursor=both["next"])
    statuses = [case["status"] for case in (*both["referrals"], *rest["referrals"])]
    assert statuses == ["cancelled", "accepted", "accepted"], "what has ended has no next step and comes first"


async def test_a_cursor_that_no_page_gave_is_refused(outside: Outside) -> None:
    for cursor in ("nonsense", "bnVsbA==", "WyJ4IiwgMV0="):
        answer = await outside.client.get("/referrals", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/cursor-not-known")


async def test_counts_add_up(outside: Outside) -> None:
    before = await outside.get("/counts")
    referral, _ = await outside.connected("some-group")
    await outside.done(f"/referrals/{referral}/rematches", {})
    await outside.done(f"/referrals/{referral}/assessments", {"needs": [{"code": "singing"}]})
    await outside.done(f"/referrals/{referral}/plans", {"goals": ["one"]})
    await outside.refer()
    after = await outside.get("/counts")

    def grew(part: str, name: str) -> int:
        return int(after[part].get(name, 0)) - int(before[part].get(name, 0))

    assert (grew("cases", "total"), grew("cases", "open")) == (2, 2)
    assert (grew("connections", "total"), grew("connections", "offered")) == (1, 0)
    assert [grew("options", name) for name in ("asked", "answered", "awaited", "superseded")] == [3, 1, 1, 1]
    assert after["plans"] == before["plans"] + 1
    for part in ("cases", "connections"):
        assert sum(after[part]["by_status"].values()) == after[part]["total"]
    assert after["people"] == after["cases"]["total"]


async def test_partners_are_listed_with_the_names_of_their_keys(outside: Outside) -> None:
    await outside.client.put("/partners/a-partner", json={})
    partners = (await outside.get("/partners"))["partners"]
    assert {"organisation": "a-partner", "kid": None} in partners
    body = {"service": WALKS, "organisation": "a-partner"}
    referral = await outside.matched()
    assert (await outside.done(f"/referrals/{referral}/connections", body))["offered"]
