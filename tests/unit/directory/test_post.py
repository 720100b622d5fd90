"""What becomes of a letter: sent, refused, unknown, or certainly not sent and to be tried again; on a real server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from support.directory_records import listing
from support.mail_server import PASSWORD, USER, Mailbox, mail_server
from towpath_directory.freshness import letters
from towpath_directory.freshness.letters import Said, letter, shipped
from towpath_directory.freshness.post import LATER, Folder, MailServer
from towpath_directory.freshness.review import Kind, Outcome, Prompt, Review, Since
from towpath_standalone.servers.ports import free_port

NAME = "3d0b6a1e-0000-4000-8000-000000000001"
MINE = listing(name="Soup & more\r\nBcc: all@example.org", email="hello@willowbank.example")
REVIEW = Review("due", date(2026, 1, 31), Since.ASSURED, date(2026, 1, 31), "p")
TO = "hello@willowbank.example"


def written(kind: Kind = Kind.PROMPT) -> EmailMessage:
    said = Said("https://directory.example/directory/v1/links/abc", date(2026, 9, 14), date(2026, 8, 30))
    now = datetime(2026, 7, 31, 9, tzinfo=UTC)
    prompt = Prompt(NAME, kind, date(2026, 7, 31))
    return letter(shipped()[kind], MINE, REVIEW, prompt, said, now, "directory@towpath.example", TO)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with mail_server(tmp_path) as found:
        yield found


def post(box: Mailbox) -> MailServer:
    folder = box.ca_file.parent
    return MailServer("localhost", box.port, "starttls", 5.0, box.ca_file, USER, folder / "password")


def test_a_letter_says_who_asks_what_for_and_until_when_and_a_name_ends_no_header() -> None:
    found = written(Kind.WARNING)
    assert found["Subject"] == "“Soup & more Bcc: all@example.org” will leave our directory on 30 August 2026"
    assert found["Bcc"] is None
    assert found["Auto-Submitted"] == "auto-generated"
    text = " ".join(found.get_content().split())
    for words in (
        "since 31 January 2026",
        "https://directory.example/directory/v1/links/abc",
        "until 14 September 2026",
    ):
        assert words in text


def test_letters_name_their_link_and_nothing_that_nobody_knows() -> None:
    for text in ("[prompt]", "nothing", '[prompt]\nsubject = "a"\ntext = "b {link}"'):
        with pytest.raises(ValueError, match="TOML with a subject and a text"):
            letters.read(text)
    three = "\n".join(f'[{kind.value}]\nsubject = "a"\ntext = "{{link}} {{secret}}"' for kind in Kind)
    with pytest.raises(ValueError, match="no other fields"):
        letters.read(three)
    with pytest.raises(ValueError, match="names its link"):
        letters.read(three.replace("{link} {secret}", "hello"))


async def test_a_letter_reaches_the_server_over_tls_whole(box: Mailbox) -> None:
    assert await post(box).send(NAME, written()) is Outcome.SENT
    (taken,) = box.taken
    assert taken["To"] == TO
    assert taken.get_content().split() == written().get_content().split()


@pytest.mark.parametrize(
    ("to_recipient", "to_letter", "expected"),
    [
        (["550 no such mailbox"], [], Outcome.REFUSED),
        (["451 come again"], [], LATER),
        ([], ["554 not wanted"], Outcome.REFUSED),
        ([], ["452 no space"], LATER),
    ],
)
async def test_a_server_that_says_no_for_good_is_believed_and_one_that_says_later_is_asked_again(
    box: Mailbox, to_recipient: list[str], to_letter: list[str], expected: Outcome | None
) -> None:
    box.to_recipient, box.to_letter = to_recipient, to_letter
    assert await post(box).send(NAME, written()) is expected
    assert not box.taken


async def test_a_connection_that_breaks_after_the_letter_leaves_it_open_whether_it_was_taken(box: Mailbox) -> None:
    box.breaks_off = True
    assert await post(box).send(NAME, written()) is Outcome.UNKNOWN
    assert len(box.taken) == 1


async def test_what_goes_wrong_before_the_letter_may_be_tried_again_and_no_address_is_logged(
    box: Mailbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    right = post(box)
    wrong_password = tmp_path / "wrong"
    wrong_password.write_text(PASSWORD + "?")
    for wrong in (
        replace(right, port=free_port()),
        replace(right, password_file=wrong_password),
        replace(right, ca_file=None),
        replace(right, tls="none", user=None),
    ):
        assert await wrong.send(NAME, written()) is LATER
    assert not box.taken
    assert TO not in caplog.text


async def test_a_folder_takes_a_letter_once_however_often_it_is_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "letters")
    for _ in range(2):
        assert await folder.send(NAME, written()) is Outcome.SENT
    assert [file.name for file in (tmp_path / "letters").iterdir()] == [f"{NAME}.eml"]
    (tmp_path / "file").write_text("")
    assert await Folder(tmp_path / "file").send(NAME, written()) is LATER
