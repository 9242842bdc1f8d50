"""Network addresses as the limits count them."""

from __future__ import annotations

import ipaddress

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_SITE_BITS = 64  # what one customer of a provider has at least (RFC 6177): fewer bits are free to choose


def parse_address(text: str) -> IpAddress | None:
    """Return an address, None for anything else; an IPv4 address inside IPv6 is returned as IPv4."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def client_network(text: str) -> str:
    """Return the name under which a client is counted: the IPv4 address, or the /64 of an IPv6 address."""
    address = parse_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _SITE_BITS), strict=False))
    return str(address or text)
