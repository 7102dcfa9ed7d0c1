"""Conditional requests by RFC 9110, section 13: what a client has already is not sent again."""

from __future__ import annotations

import re
from typing import NamedTuple

from stdgraph.graphql.encoding import Coding

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def is_match(if_none_match: str | None, tag: str) -> bool:
    """Whether a client that sends this header has what the tag, without its quotes, names; weak tags compare as strong ones do."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)


class TaggedBody(NamedTuple):
    """What is sent of a body: its status, its bytes, and the headers that name and describe them."""

    status: int
    body: bytes
    headers: dict[str, str]


def tagged(body: bytes, coding: Coding, tag: str | None, if_none_match: str | None) -> TaggedBody:
    """A body in an encoding: 200, or 304 and nothing where the client has it already.

    ``tag`` names the body as it is, before it was encoded, and its media type; None for one that is not to be named.
    """
    headers: dict[str, str] = {}
    if tag is not None:
        named = tag if coding is Coding.IDENTITY else f"{tag}-{coding.value}"
        headers["etag"] = f'"{named}"'
        if is_match(if_none_match, named):
            return TaggedBody(304, b"", headers)
    if coding is not Coding.IDENTITY:
        headers["content-encoding"] = coding.value
    return TaggedBody(200, body, headers)
