"""A directory whose days a test turns, and what it writes to organisations."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from support.directory_records import body, listing
from support.directory_service import Directory, until
from towpath_contracts.listing import Listing
from towpath_runtime.clock import turn

ADDRESS = "hello@willowbank.example"
LINK = re.compile(r"https?://\S+/directory(/v1/links/\S+)")


def settings(folder: Path, **more: str) -> dict[str, str]:
    """What a directory is started with: letters as files, quick looks, a key and a clock of its own."""
    return {
        "TOWPATH_CLOCK_FILE": str(folder / "clock"),
        "TOWPATH_LINK_KEY_FILE": str(folder / "link.key"),
        "TOWPATH_MAIL_FOLDER": str(folder / "letters"),
        "TOWPATH_REVIEW_TICK": "0.05",
        **more,
    }


class Years:
    """The days of one directory, and its letters."""

    def __init__(self, folder: Path) -> None:
        self._clock = folder / "clock"
        self.letters_folder = folder / "letters"
        self.began = datetime.now(UTC)
        self.now = self.began

    @property
    def today(self) -> date:
        return self.now.date()

    def pass_days(self, days: int) -> None:
        """Turn the clock."""
        self.now += timedelta(days=days)
        turn(self._clock, (self.now - self.began).total_seconds())

    def letters(self) -> list[EmailMessage]:
        """Every letter that was written, in no order."""
        found = []
        for file in sorted(self.letters_folder.glob("*.eml")):
            parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            found.append(parsed)
        return found

    async def letter(self, count: int) -> EmailMessage:
        """Wait for so many letters, and return the newest."""

        async def come() -> bool:
            return len(self.letters()) >= count

        await until(f"letter {count}", come)
        assert len(self.letters()) == count
        newest = max(self.letters_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        parsed = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


def link_in(letter: EmailMessage) -> str:
    """The path of the link in a letter, under ``/directory``."""
    text = letter.get_content()
    found = LINK.search(text)
    assert found is not None, "no link in the letter"
    return found[1]


async def publish(directory: Directory, **changes: Any) -> Listing:
    """Publish a listing that can be written to."""
    mine = listing(**{"email": ADDRESS} | changes)
    answer = await directory.ask("POST", "/v1/services", json=body(mine))
    assert answer.status_code == 201, answer.text
    return mine


async def stands(directory: Directory, service: str, **expected: object) -> dict[str, Any]:
    """Wait until what is said of a listing's freshness has these values, and return it."""
    found: dict[str, Any] = {}

    async def so() -> bool:
        nonlocal found
        answer = await directory.ask("GET", f"/v1/services/{service}/freshness")
        found = answer.json() if answer.status_code == 200 else {}
        review = found.get("review", {}) | {"left": found.get("left")}
        return bool(found) and all(review.get(name) == value for name, value in expected.items())

    await until(f"{expected}", so)
    return found


async def send_form(directory: Directory, path: str, **fields: str) -> Any:
    """Send a form of the page as a browser does: no key, no JSON."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return await directory.ask("POST", path, headers=headers, data=fields)


def seen_in(page: str) -> str:
    """The hash of the listing that a page shows."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]
