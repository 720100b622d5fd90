"""Where the directory may fetch a feed from."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest

from towpath_directory.imports.guard import resolve
from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedUnreachable


def looked_up(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Let every name be looked up to these numbers."""

    def known(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        families = [socket.AF_INET6 if ":" in number else socket.AF_INET for number in numbers]
        return [
            (family, socket.SOCK_STREAM, 6, "", (number, port))
            for family, number in zip(families, numbers, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", known)


async def test_the_connection_goes_to_the_number_that_was_checked_and_asks_for_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up(monkeypatch, "93.184.215.14")
    address = await resolve(httpx.URL("https://directory.example:8443/services?x=1"), allow_private=False)
    assert address.url == httpx.URL("https://93.184.215.14:8443/services?x=1")
    assert address.headers == {"Host": "directory.example:8443"}
    assert address.extensions == {"sni_hostname": "directory.example"}


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.8", "2002:7f00:1::"],
)  # fmt: skip
async def test_a_name_that_leads_behind_the_fence_is_refused_even_beside_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    looked_up(monkeypatch, "93.184.215.14", number)
    with pytest.raises(FeedAddressNotAllowed):
        await resolve(httpx.URL("http://directory.example/"), allow_private=False)
    allowed = await resolve(httpx.URL("http://directory.example/"), allow_private=True)
    assert allowed.headers == {"Host": "directory.example"}


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/hosts", "http://", "http://me@a.example/"])
async def test_only_the_web_is_fetched_from_and_nobody_signs_in(url: str) -> None:
    with pytest.raises(FeedAddressNotAllowed):
        await resolve(httpx.URL(url), allow_private=True)


async def test_a_name_that_nobody_knows_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FeedUnreachable):
        await resolve(httpx.URL("http://nowhere.example/"), allow_private=False)
