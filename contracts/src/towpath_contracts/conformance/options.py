"""The options that the commands share, and what is made of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from towpath_contracts.conformance.refusal import refuse
from towpath_contracts.conformance.target import Security
from towpath_contracts.roles import Role

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")

RoleName = Annotated[
    str | None, typer.Option("--role", metavar="ROLE", help=", ".join(role.value for role in Role), show_default=False)
]
Kafka = Annotated[str, typer.Option("--kafka", metavar="HOST:PORT", help="bootstrap servers, more of them with commas")]
Prefix = Annotated[str, typer.Option("--prefix", metavar="TEXT", help="what the names of the topics begin with")]
Organisation = Annotated[
    str | None, typer.Option("--organisation", metavar="ID", help="the partner's organisation (role partner)")
]
Report = Annotated[Path | None, typer.Option("--report", metavar="FOLDER", help="write the report there")]
Protocol = Annotated[str, typer.Option("--security", metavar="PROTOCOL", help=", ".join(PROTOCOLS))]
Mechanism = Annotated[str | None, typer.Option("--mechanism", metavar="NAME", help=f"of SASL: {', '.join(MECHANISMS)}")]
Username = Annotated[str | None, typer.Option("--username", metavar="NAME", help="of SASL")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="of SASL: with nothing else in it")
]
Authorities = Annotated[Path | None, typer.Option("--ca", metavar="FILE", help="of TLS: the authorities to trust, PEM")]
Certificate = Annotated[
    Path | None, typer.Option("--certificate", metavar="FILE", help="of TLS: the kit's own certificate, PEM")
]
PrivateKey = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="of TLS: the key of the certificate, PEM")
]


def role_of(name: str | None, organisation: str | None) -> Role:
    """Return the role of that name; refuse where there is none, or a partner without its organisation."""
    choices = ", ".join(role.value for role in Role)
    if name is None:
        refuse(f"say which role with --role: {choices}")
    if name not in {role.value for role in Role}:
        refuse(f"there is no role {name}: say --role with one of {choices}")
    if name == Role.PARTNER and organisation is None:
        refuse("a partner has topics of its own: say whose with --organisation")
    return Role(name)


def servers_of(kafka: str) -> tuple[str, ...]:
    """Return the bootstrap servers; refuse what is no list of ``host:port``."""
    servers = tuple(part.strip() for part in kafka.split(","))
    for server in servers:
        host, _, port = server.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            refuse(f"--kafka {kafka}: say HOST:PORT, more of them with commas")
    return servers


def security_of(
    security: Protocol = "PLAINTEXT",
    mechanism: Mechanism = None,
    username: Username = None,
    password_file: PasswordFile = None,
    ca: Authorities = None,
    certificate: Certificate = None,
    key: PrivateKey = None,
) -> Security:
    """Return how to sign in; refuse what Kafka does not have."""
    if security not in PROTOCOLS:
        refuse(f"--security {security}: say one of {', '.join(PROTOCOLS)}")
    if mechanism is not None and mechanism not in MECHANISMS:
        refuse(f"--mechanism {mechanism}: say one of {', '.join(MECHANISMS)}")
    if security.startswith("SASL") and (mechanism is None or username is None or password_file is None):
        refuse(f"--security {security} needs --mechanism, --username and --password-file")
    return Security(security, mechanism, username, password_file, ca, certificate, key)


def signing_in(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `security_of`; what they say comes to it as ``signs_in``.

    Typer reads options off a signature and knows no other way to share some, so it is shown one that has them.
    """
    own = inspect.signature(command, eval_str=True)
    shared = inspect.signature(security_of, eval_str=True).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        signs_in = security_of(**{name: given.pop(name) for name in shared})
        command(**given, signs_in=signs_in)

    taken = [parameter for name, parameter in own.parameters.items() if name != "signs_in"]
    vars(run)["__signature__"] = own.replace(parameters=[*taken, *shared.values()])
    return run
