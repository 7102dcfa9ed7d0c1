"""Places on the web as browsers name them: origins, and the hosts by which a service is reached."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY = "*"
"""Stands for every host or origin in a list of them."""
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")


class Place(NamedTuple):
    """Where a page or a service is; the port is always named."""

    scheme: str
    host: str
    port: int


def place_of(origin: str) -> Place | None:
    """The place that an origin names; None for what is none, such as ``null``."""
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    bare = parts.scheme in _PORTS and not (parts.path or parts.query or parts.fragment or parts.username)
    return Place(parts.scheme, host, port or _PORTS[parts.scheme]) if bare and host else None


def origin_of(text: str) -> str:
    """An origin as browsers send it, ``*`` for any. Raises ValueError for what is none."""
    place = place_of(text.rstrip("/"))
    if text == ANY:
        return text
    if place is None:
        raise ValueError(
            f"expected origins such as https://desk.example.org with blanks between them, or *, got {text!r}"
        )
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{place.scheme}://{host}" + ("" if place.port == _PORTS[place.scheme] else f":{place.port}")


def host_pattern(text: str) -> str:
    """A host without a port, ``*.`` before a name for all below it, ``*`` for any. Raises ValueError for what is none."""
    pattern = text.lower().strip("[]")
    if pattern == ANY or _is_ip(pattern) or _NAME.fullmatch(pattern):
        return pattern.rstrip(".")
    raise ValueError(
        f"expected host names without ports and with blanks between them, such as standards.example.org, *.example.org, or *, got {text!r}"
    )


def fits(host: str, pattern: str) -> bool:
    """Whether a pattern, as ``host_pattern`` gives it, stands for a host in lower case."""
    return pattern in (ANY, host.rstrip(".")) or (pattern.startswith("*.") and host.rstrip(".").endswith(pattern[1:]))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on an address."""
    return host in LOOPBACK or (_is_ip(host) and ip_address(host).is_loopback)


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
