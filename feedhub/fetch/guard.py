"""EDGE: the gate through which every connection goes; it looks at the very address that is about to be connected.

A name can point inside, a redirect can lead inside, and a name can point elsewhere the second time it is asked
(DNS rebinding). So names are resolved here, once for each connection, and the connection goes to the address that
was checked. TLS still verifies the name.
"""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore

from feedhub.model import Network

Address = IPv4Address | IPv6Address

# Special-purpose blocks that Python's is_global lets pass, or that it only learnt of in some release
# (IANA special-purpose address registries, RFC 6890 and its updates).
_SPECIAL: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
_NAT64 = ip_network("64:ff9b::/96")
_GLOBAL = ip_network("2000::/3")  # the only IPv6 block from which public unicast addresses are given (RFC 4291, 2.4)


class ForbiddenAddressError(httpcore.ConnectError):
    """The name leads to an address that must not be reached."""


def embedded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address carries (mapped, NAT64, 6to4, Teredo), else `address`."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def permitted(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether `address` may be connected: it is public, or lies in one of the `allowed` networks.

    An address that wraps another (IPv4-mapped and the like) is judged by the one inside.
    """
    inner = embedded(address)
    if any(inner in network or address in network for network in allowed):
        return True
    if inner.is_multicast or not inner.is_global:
        return False
    if isinstance(inner, IPv6Address) and inner not in _GLOBAL:
        return False
    return not any(inner in block for block in _SPECIAL)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's network backend behind the gate, for one set of allowed networks."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a stream to `host`, at an address that was checked.

        Raises ForbiddenAddressError if any of its addresses is not permitted, httpcore.ConnectError otherwise.
        """
        if not 0 < port < 65536:
            raise httpcore.ConnectError(f"{port} is no port")
        addresses = await self._resolve(host, port)
        for address in addresses:
            if not permitted(address, self._allowed):
                raise ForbiddenAddressError(
                    f"{host} leads to {address}, which is not public; allow_networks can permit it"
                )
        options = list(socket_options or ())
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no publisher lives in a Unix socket."""
        raise ForbiddenAddressError(f"{path}: Unix sockets are not reached")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's own retries."""
        await self._inner.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not known: {error}") from None
        return list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
