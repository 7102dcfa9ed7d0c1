"""Content negotiation by RFC 9110, section 12.5.1: which media type answers a request with this ``Accept`` header."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"

_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')
_RANGE = re.compile(r"(\*|[\w!#$&^.+-]+)/(\*|[\w!#$&^.+-]+)", re.ASCII)
_WEIGHT = re.compile(r"0(\.\d*)?|1(\.0*)?|\.\d+", re.ASCII)
_OFFERED = {"charset": "utf-8"}
"""The parameters of every media type that is offered: a range with others matches none of them."""


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One member of an ``Accept`` header; type and subtype in lower case, ``*`` for any."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...] = ()
    weight: float = 1.0

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        """What decides between ranges that match the same media type: the greatest one is followed."""
        return self.type != "*", self.subtype != "*", len(self.parameters)

    def matches(self, media_type: str) -> bool:
        """Whether the range includes a media type that is served as UTF-8."""
        kind, _, subtype = media_type.partition("/")
        return (
            self.type in {"*", kind}
            and self.subtype in {"*", subtype}
            and all(_OFFERED.get(name) == value for name, value in self.parameters)
        )


@dataclass(frozen=True, slots=True)
class Accept:
    """An ``Accept`` header. Malformed members are ignored; a header without a valid member accepts everything, as an absent one does."""

    ranges: tuple[MediaRange, ...]

    @classmethod
    def parse(cls, *headers: str) -> Accept:
        """The ranges of all ``Accept`` lines of a request, in order."""
        found = [_parse(item) for header in headers for item in _ITEM.findall(header)]
        return cls(tuple(one for one in found if one is not None) or (MediaRange("*", "*"),))

    def weight(self, media_type: str) -> float:
        """How much a media type is wanted, 0.0 to 1.0; 0.0 for one that is not acceptable."""
        matching = [one for one in self.ranges if one.matches(media_type)]
        if not matching:
            return 0.0
        best = max(one.specificity for one in matching)
        return max(one.weight for one in matching if one.specificity == best)

    def names(self, media_type: str) -> bool:
        """Whether a media type is acceptable by a range that names its type, not by ``*/*`` alone."""
        kind = media_type.partition("/")[0]
        return self.weight(media_type) > 0 and any(one.type == kind and one.matches(media_type) for one in self.ranges)

    def preferred(self) -> str | None:
        """The media type of a single result; None where none that is served is acceptable.

        JSON in either form comes before an event stream, whatever their weights: clients that list every type they can read mean no
        preference by it. The newer form of JSON is served where it weighs more, or as much and is listed by name.
        """
        newer, older = self.weight(RESPONSE), self.weight(JSON)
        if newer > older or (newer == older > 0 and self._lists(RESPONSE)):
            return RESPONSE
        if older > 0:
            return JSON
        return EVENT_STREAM if self.names(EVENT_STREAM) else None

    def _lists(self, media_type: str) -> bool:
        return any(f"{one.type}/{one.subtype}" == media_type for one in self.ranges)


def _parse(item: str) -> MediaRange | None:
    name, *rest = (part.strip() for part in _PARAMETER.findall(item) or [""])
    form = _RANGE.fullmatch(name.lower())
    if form is None or (form[1] == "*" and form[2] != "*"):
        return None
    parameters: list[tuple[str, str]] = []
    for key, value in _pairs(rest):
        if key == "q":  # what follows the weight extends Accept and says nothing of the media type
            return MediaRange(form[1], form[2], tuple(parameters), float(value)) if _WEIGHT.fullmatch(value) else None
        parameters.append((key, value))
    return MediaRange(form[1], form[2], tuple(parameters))


def _pairs(parameters: Iterable[str]) -> Iterable[tuple[str, str]]:
    for parameter in parameters:
        key, _, value = parameter.lower().partition("=")
        if parameter:
            yield key.strip(), value.strip().strip('"')
