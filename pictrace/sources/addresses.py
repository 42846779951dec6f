"""What may be connected to: public addresses, and the hosts that the owner allows by name.

A fetched URL comes from a stranger's table or page, but the request leaves from the owner's machine, behind the
owner's firewall. So everything that is not plainly public is refused (server-side request forgery, CWE-918).
The ranges are those of IANA's special-purpose registries (RFC 6890); they stand here because what
`ipaddress` calls private or global has changed between patch versions of Python.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

from pictrace.sources.web_address import ascii_name

_IPV4 = tuple(
    (IPv4Network(network), words)
    for network, words in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address shared inside a provider's network"),
        ("127.0.0.0/8", "this machine itself"),
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("169.254.0.0/16", "a link-local address, where clouds keep their metadata"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "a reserved address"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "a reserved address"),
        ("198.51.100.0/24", "a reserved address"),
        ("203.0.113.0/24", "a reserved address"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
_IPV6 = tuple(
    (IPv6Network(network), words)
    for network, words in (
        ("::/128", "an unspecified address"),
        ("::1/128", "this machine itself"),
        ("2001::/32", "a tunnel (Teredo)"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "a reserved address"),
        ("2002::/16", "a tunnel (6to4)"),
        ("3fff::/20", "a reserved address"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("ff00::/8", "a multicast address"),
    )
)
# All of IPv6 that is given out to the public lies in here.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Networks without IPv4 reach IPv4 hosts under this prefix (RFC 6052), so the address inside decides.
_NAT64 = IPv6Network("64:ff9b::/96")
# A last label of this form makes systems read the whole host as IPv4: 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1.
_NUMERIC_END = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$", re.IGNORECASE)


def why_refused(address: str) -> str | None:
    """What is wrong with connecting to this IP address, in words that follow "is"; None when it is public."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an IP address"
    if isinstance(parsed, IPv4Address):
        return _why_refused_ipv4(parsed)
    if parsed.scope_id is not None:
        return "a link-local address"
    if parsed.ipv4_mapped is not None:
        return _why_refused_ipv4(parsed.ipv4_mapped)
    if parsed in _NAT64:
        return _why_refused_ipv4(IPv4Address(int(parsed) & 0xFFFFFFFF))
    for network, words in _IPV6:
        if parsed in network:
            return words
    return None if parsed in _GLOBAL_UNICAST else "a reserved address"


def _why_refused_ipv4(address: IPv4Address) -> str | None:
    return next((words for network, words in _IPV4 if address in network), None)


def why_host_refused(host: str) -> str | None:
    """The same for a host as it stands in a URL, before any lookup; None for a public address and for any name."""
    if ":" in host:
        return why_refused(host)
    if _NUMERIC_END.search(host):
        try:
            IPv4Address(host)
        except ValueError:
            return "a number in place of a name, which hides the address"
        return why_refused(host)
    return None


def is_allowed(host: str, port: int, allowed_hosts: Sequence[str]) -> bool:
    """Whether the owner allows this host by name, as "host" or "host:port" (IPv6: "::1" or "[::1]:80")."""
    name = host.rstrip(".").lower()
    bracketed = f"[{name}]" if ":" in name else name
    return not {name, bracketed, f"{bracketed}:{port}"}.isdisjoint(map(_as_compared, allowed_hosts))


def _as_compared(entry: str) -> str:
    """An allowed host as hosts are asked for: "Exämple.com:80" is "xn--exmple-cua.com:80"."""
    name, colon, port = entry.strip().partition(":")
    return entry.strip().lower() if entry.isascii() else f"{ascii_name(name)}{colon}{port}"
