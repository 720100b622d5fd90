"""Where a feed may be fetched from: the open web, and nothing behind it (OWASP, server-side request forgery)."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

import httpx

from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedUnreachable

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was looked up and found fit: its URL with the number in place of the name.

    ``headers`` name the host that is meant, and ``extensions`` make TLS ask for the name and check it.
    """

    url: httpx.URL
    headers: dict[str, str]
    extensions: dict[str, object]


async def resolve(url: httpx.URL, *, allow_private: bool) -> Address:
    """Look a URL up and return the address to connect to.

    The connection goes to the number that was checked: a name that is looked up a second time can have moved inside.
    Every number of a name has to be fit. Raises FeedAddressNotAllowed or FeedUnreachable.
    """
    if url.scheme not in PORTS or not url.host or url.userinfo:
        raise FeedAddressNotAllowed("give an http or https address without a user name", field="url")
    port = url.port or PORTS[url.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FeedUnreachable("the host of the address is not known", field="url") from None
    numbers = [ipaddress.ip_address(str(where[0]).split("%", 1)[0]) for *_, where in found]
    if not numbers:
        raise FeedUnreachable("the host of the address is not known", field="url")
    if not allow_private and not all(map(_open, numbers)):
        raise FeedAddressNotAllowed(
            "the host is private or on this machine; TOWPATH_ALLOW_PRIVATE_FEEDS=true allows that", field="url"
        )
    named = {"Host": url.netloc.decode("ascii")}
    return Address(url.copy_with(host=str(numbers[0])), named, {"sni_hostname": url.host})


def _open(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None) or number
    return bool(inner.is_global) and not inner.is_multicast
