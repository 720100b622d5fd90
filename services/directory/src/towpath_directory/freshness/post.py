"""How letters leave the house: into a folder, or by SMTP. No address is ever logged."""

import asyncio
import contextlib
import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from towpath_directory.freshness.review import Outcome

LATER = None
"""Nothing was sent, and it may be tried again."""


class Post(Protocol):
    """What takes letters. It says what became of one, or that it may be tried later: then it was certainly not sent."""

    async def send(self, name: str, letter: EmailMessage) -> Outcome | None:
        """Send a letter, once. ``name`` is the prompt's id."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Letters as .eml files, for a deployment without mail, the demo and tests: one for each prompt."""

    folder: Path

    async def send(self, name: str, letter: EmailMessage) -> Outcome | None:
        """Write the letter, whole or not at all."""
        return await asyncio.to_thread(self._write, name, letter)

    def _write(self, name: str, letter: EmailMessage) -> Outcome | None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{name}.{os.getpid()}"
            draft.write_bytes(letter.as_bytes(policy=SMTP))
            draft.replace(self.folder / f"{name}.eml")
        except OSError:
            return LATER
        return Outcome.SENT


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes mail (RFC 5321, 6409), over TLS unless it is told not to. ``seconds`` bound every answer."""

    host: str
    port: int
    tls: str
    seconds: float
    ca_file: Path | None = None
    user: str | None = None
    password_file: Path | None = None

    async def send(self, name: str, letter: EmailMessage) -> Outcome | None:
        """Send the letter in a thread."""
        return await asyncio.to_thread(self._send, letter)

    def _send(self, letter: EmailMessage) -> Outcome | None:
        server = None
        try:
            server = self._connected()
            if (outcome := _announced(server, letter)) is not Outcome.SENDING:
                return outcome
        except (OSError, smtplib.SMTPException):
            return LATER
        else:
            return _handed_over(server, letter)
        finally:
            if server is not None:
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()
                server.close()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=None if self.ca_file is None else str(self.ca_file))
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                server.starttls(context=context)
                server.ehlo()
            if self.user is not None and self.password_file is not None:
                server.login(self.user, self.password_file.read_text("utf-8").strip())
        except BaseException:
            server.close()
            raise
        return server


def _announced(server: smtplib.SMTP, letter: EmailMessage) -> Outcome | None:
    """Say from whom and to whom. Whatever goes wrong here, no letter was sent."""
    code, _ = server.mail(str(letter["From"]))
    if code != 250:
        return LATER  # the sender is of the settings: somebody can mend that
    code, _ = server.rcpt(str(letter["To"]))
    if code in (250, 251):
        return Outcome.SENDING
    return Outcome.REFUSED if code >= 500 else LATER


def _handed_over(server: smtplib.SMTP, letter: EmailMessage) -> Outcome | None:
    """Hand the letter over. A connection that breaks now leaves it open whether it was taken."""
    try:
        code, _ = server.data(letter.as_bytes(policy=SMTP))
    except smtplib.SMTPDataError as error:  # the server did not want to hear it: nothing was said
        code = error.smtp_code
    except (OSError, smtplib.SMTPException):
        return Outcome.UNKNOWN
    if code == 250:
        return Outcome.SENT
    return Outcome.REFUSED if code >= 500 else LATER
