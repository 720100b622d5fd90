"""A real mail server on this machine that a test can tell how to behave."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from towpath_standalone.servers.ports import free_port

HOST = "localhost"
USER, PASSWORD = "directory", "in-tests-only"


@dataclass
class Mailbox:
    """What the server took, and what it says to the next ones: an answer per recipient, or to the letter itself."""

    port: int
    ca_file: Path
    taken: list[EmailMessage] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_letter: list[str] = field(default_factory=list)
    breaks_off: bool = False
    """Takes the letter, and ends the connection before it says so."""

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient.pop(0) if self.to_recipient else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.to_letter:
            return self.to_letter.pop(0)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        if self.breaks_off:
            self.breaks_off = False
            server.transport.abort()
        return "250 OK"

    def settings(self) -> dict[str, str]:
        """What a directory is told of this server."""
        return {
            "TOWPATH_SMTP_HOST": HOST,
            "TOWPATH_SMTP_PORT": str(self.port),
            "TOWPATH_SMTP_CA_FILE": str(self.ca_file),
            "TOWPATH_SMTP_USER": USER,
            "TOWPATH_SMTP_PASSWORD_FILE": str(self.ca_file.with_name("password")),
            "TOWPATH_SMTP_SECONDS": "5",
            "TOWPATH_MAIL_FROM": "directory@towpath.example",
        }


@contextmanager
def mail_server(folder: Path) -> Iterator[Mailbox]:
    """Run a server that wants TLS and a password."""
    certificate, key = _certificate(folder)
    (folder / "password").write_text(PASSWORD)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    box = Mailbox(free_port(), certificate)
    controller = Controller(
        box,
        hostname=HOST,
        port=box.port,
        tls_context=context,
        require_starttls=True,
        authenticator=_known,
        auth_required=True,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=isinstance(given, LoginPassword) and given == right)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "mail.pem", folder / "mail.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files
