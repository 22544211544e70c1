"""Which addresses may be connected: a table of those that must not, however they are spelt, and of those that may."""

import asyncio
from ipaddress import ip_address, ip_network

import httpcore
import pytest

from feedhub.fetch.guard import ForbiddenAddressError, GuardedBackend, embedded, permitted
from feedhub.model import Network

FORBIDDEN = """
    0.0.0.0 0.0.0.1 0.255.255.255
    10.0.0.0 10.1.2.3 10.255.255.255
    100.64.0.0 100.100.100.200 100.127.255.255
    127.0.0.0 127.0.0.1 127.1.2.3 127.255.255.255
    169.254.0.1 169.254.169.254 169.254.170.2
    172.16.0.0 172.16.0.1 172.31.255.255
    192.0.0.1 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1
    192.168.0.0 192.168.1.1 192.168.255.255
    198.18.0.0 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7
    224.0.0.1 224.0.0.251 239.255.255.250 233.252.0.1
    240.0.0.0 240.0.0.1 255.255.255.254 255.255.255.255

    :: ::1 ::2
    fc00:: fc00::1 fd00::1 fd00:ec2::254 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    fe80:: fe80::1 fe80::a9fe:a9fe febf::1 fec0::1 feff::1
    ff00:: ff02::1 ff02::fb ff05::2 ff0e::1
    100::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 3fff::1 5f00::1 64:ff9b:1::7f00:1 64:ff9b:1::1

    ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:127.0.0.1 ::ffff:0.0.0.0 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    ::ffff:192.168.0.1 ::ffff:172.16.0.1 ::ffff:100.64.0.1 ::ffff:224.0.0.1 ::ffff:255.255.255.255 ::ffff:192.88.99.1
    ::127.0.0.1 ::7f00:1 ::10.0.0.1 ::a9fe:a9fe
    64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::192.168.0.1 64:ff9b::0.0.0.0
    2002:7f00:1:: 2002:7f00:1::1 2002:a00:1:: 2002:a9fe:a9fe:: 2002:c0a8:101::1 2002:ac10:1::1 2002:6440:1::
    2001:0:4136:e378:8000:63bf:80ff:fffe 2001:0:808:808::f5ff:fffe 2001::5601:5601
    ::ffff:0:127.0.0.1 ::ffff:0:a9fe:a9fe
""".split()
"""Teredo (RFC 4380, 4) keeps the client's address inverted: 80ff:fffe is 127.0.0.1, 5601:5601 is 169.254.169.254.
The last two are IPv4-translated (RFC 2765, 2.1)."""

PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.215.14 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 192.88.98.1 192.88.100.1
    198.17.255.255 198.20.0.0 223.255.255.254
    2001:4860:4860::8888 2400:cb00::1 2606:4700:4700::1111 2a00:1450:4001:80e::200e 240e::1
    ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1
""".split()

LOOPBACK = ("127.0.0.0/8",)

ALLOWED = [
    ("127.0.0.1", LOOPBACK),
    ("127.255.0.9", LOOPBACK),
    ("::ffff:127.0.0.1", LOOPBACK),
    ("::127.0.0.1", LOOPBACK),
    ("64:ff9b::7f00:1", LOOPBACK),
    ("2002:7f00:1::", LOOPBACK),
    ("2001:0:4136:e378:8000:63bf:80ff:fffe", LOOPBACK),
    ("10.1.2.3", ("192.168.0.0/16", "10.0.0.0/8")),
    ("10.1.2.3", ("10.1.2.3/32",)),
    ("169.254.169.254", ("169.254.169.254/32",)),
    ("198.18.0.1", ("198.18.0.0/15",)),
    ("::1", ("::1/128",)),
    ("fd00:ec2::254", ("fc00::/7",)),
    ("fe80::1", ("fe80::/10",)),
    ("::ffff:10.0.0.1", ("::ffff:10.0.0.0/104",)),
    ("8.8.8.8", ("10.0.0.0/8",)),
]

NOT_ALLOWED = [
    ("126.0.0.0/8", "127.0.0.1"),
    ("127.0.0.0/8", "::1"),
    ("127.0.0.0/8", "0.0.0.0"),
    ("127.0.0.0/8", "10.0.0.1"),
    ("127.0.0.0/8", "::ffff:10.0.0.1"),
    ("127.0.0.0/8", "2002:a00:1::"),
    ("10.0.0.0/8", "127.0.0.1"),
    ("10.1.2.3/32", "10.1.2.4"),
    ("::1/128", "127.0.0.1"),
    ("::1/128", "::2"),
    ("fd00::/16", "fd01::1"),
    ("0.0.0.0/8", "::1"),
]


def networks(*blocks: str) -> tuple[Network, ...]:
    """Return the networks that are written so."""
    return tuple(ip_network(block) for block in blocks)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not permitted(ip_address(address), ())


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_permitted(address: str) -> None:
    assert permitted(ip_address(address), ())


@pytest.mark.parametrize(("address", "blocks"), ALLOWED)
def test_an_address_in_an_allowed_network_is_permitted_also_where_it_is_wrapped(
    address: str, blocks: tuple[str, ...]
) -> None:
    assert permitted(ip_address(address), networks(*blocks))


@pytest.mark.parametrize(("block", "address"), NOT_ALLOWED)
def test_an_allowed_network_permits_no_other(block: str, address: str) -> None:
    assert not permitted(ip_address(address), networks(block))


def test_a_scope_does_not_make_an_address_public() -> None:
    assert not permitted(ip_address("fe80::1%1"), ())
    assert not permitted(ip_address("::1%lo"), ())
    assert not permitted(ip_address("::ffff:127.0.0.1%lo"), ())


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::192.0.2.1", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "192.0.2.1"),
        ("2002:c000:201::1", "192.0.2.1"),
        ("2001:0:808:808::3fff:fdfe", "192.0.2.1"),
        ("::", "::"),
        ("::1", "::1"),
        ("2606:4700:4700::1111", "2606:4700:4700::1111"),
    ],
)
def test_the_address_inside_is_found(address: str, inner: str) -> None:
    assert embedded(ip_address(address)) == ip_address(inner)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "::1", "::ffff:127.0.0.1", "localhost"]
)
def test_no_spelling_of_the_loopback_is_connected(host: str) -> None:
    backend = GuardedBackend(())

    with pytest.raises(ForbiddenAddressError, match="not public"):
        asyncio.run(backend.connect_tcp(host, 9))


def test_a_unix_socket_is_not_connected() -> None:
    backend = GuardedBackend(networks("0.0.0.0/0", "::/0"))

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(backend.connect_unix_socket("/run/docker.sock"))


def test_a_name_that_cannot_be_one_is_a_failed_connection() -> None:
    backend = GuardedBackend(())

    with pytest.raises(httpcore.ConnectError, match="is not known"):
        asyncio.run(backend.connect_tcp("a" * 64 + ".test", 80))
