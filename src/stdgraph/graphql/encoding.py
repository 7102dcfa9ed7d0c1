"""Bodies of responses in the encodings that clients accept: which one by RFC 9110, section 12.5.3, made once and kept with the body."""

from __future__ import annotations

import asyncio
import gzip
import re
from enum import StrEnum
from hashlib import blake2b

import brotli

from stdgraph.domain.remembered import remembered

COMPRESSED_FROM = 1024
"""Bytes from which on a body is compressed."""
LARGE = 32_768
"""Bytes from which on it is compressed in a thread, where it holds up nobody else."""
GZIP_LEVEL = 5
BROTLI_QUALITY = 4

_WEIGHT = re.compile(r"0(\.\d*)?|1(\.0*)?|\.\d+", re.ASCII)


class Coding(StrEnum):
    """A content coding, as headers name it; the smaller ones come first."""

    BROTLI = "br"
    GZIP = "gzip"
    IDENTITY = "identity"


def codings_accepted(header: str | None) -> tuple[Coding, ...]:
    """The codings that a client accepts, the one that it wants most first; of equals the smaller one.

    The body as it is comes last unless the client weighs it higher. A client that accepts nothing at all gets it all the same.
    """
    return (Coding.IDENTITY,) if header is None else _accepted(header)


@remembered(256)
def _accepted(header: str) -> tuple[Coding, ...]:
    weights = dict(_member(item) for item in header.lower().split(",") if item.strip())
    if "x-gzip" in weights:
        weights.setdefault(Coding.GZIP.value, weights["x-gzip"])
    rest = weights.get("*")
    found: list[tuple[float, int, Coding]] = []
    for place, coding in enumerate(Coding):
        weight = weights.get(coding.value, rest)
        if weight is None:
            weight = 0.0005 if coding is Coding.IDENTITY else 0.0  # less than the least weight that a header can state
        if weight > 0:
            found.append((-weight, place, coding))
    return tuple(coding for _, _, coding in sorted(found)) or (Coding.IDENTITY,)


def _member(item: str) -> tuple[str, float]:
    """A coding and its weight; 0 for one whose weight is malformed."""
    name, *parameters = (part.strip() for part in item.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            value = value.strip()
            return name, float(value) if _WEIGHT.fullmatch(value) else 0.0
    return name, 1.0


def chosen_coding(header: str | None, size: int) -> Coding:
    """How a body of a size is sent to a client with this ``Accept-Encoding``: a small one as it is, if that is accepted."""
    accepted = codings_accepted(header)
    return Coding.IDENTITY if size < COMPRESSED_FROM and Coding.IDENTITY in accepted else accepted[0]


class EncodedBody:
    """A body with its tag, and with the encodings in which it was asked for so far."""

    __slots__ = ("_coded", "body", "tag")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.tag = blake2b(body, digest_size=12).hexdigest()
        """Names the body: another one has another tag."""
        self._coded: dict[Coding, bytes] = {}

    @property
    def size(self) -> int:
        """Bytes of all that is kept of it."""
        return len(self.body) + sum(map(len, self._coded.values()))

    async def coded(self, coding: Coding) -> bytes:
        """The body in an encoding, compressed where it is asked for the first time."""
        if coding is Coding.IDENTITY:
            return self.body
        found = self._coded.get(coding)
        if found is None:
            found = (
                await asyncio.to_thread(compressed, self.body, coding)
                if len(self.body) >= LARGE
                else compressed(self.body, coding)
            )
            self._coded[coding] = found
        return found


def compressed(body: bytes, coding: Coding) -> bytes:
    """A body in an encoding; the same bytes each time."""
    match coding:
        case Coding.BROTLI:
            found: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
            return found
        case Coding.GZIP:
            return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
        case Coding.IDENTITY:
            return body
