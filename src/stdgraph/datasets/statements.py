"""What datasets state: one statement for each thing, with its properties and the relationships that lead from it.

A statement names other things as its dataset does; which nodes these are is found when it is loaded. The same statement has the
same digest.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b

from stdgraph.domain.dates import EXACT
from stdgraph.domain.numbers import number_key

LABELS: tuple[str, ...] = (
    "Source",
    "Committee",
    "ProductCategory",
    "StandardsSystem",
    "Target",
    "Subsystem",
    "Standard",
    "Demand",
    "Claim",
)
"""The labels of a seed in the order of writing. Each node of them has an ``id``."""

CODED: frozenset[str] = frozenset({"Committee", "ProductCategory", "StandardsSystem", "Subsystem"})
"""The labels whose things are known by a code that all datasets share."""

_SAYS = {"Source": ("url", "title"), "Target": ("statement",), "Demand": (), "Claim": ("field", "value")}

STAGE, STAGE_ON = "stage", "stageOn"
"""What a statement says of the stage of a standard, which is stored as moves."""

HELD = "@"
"""Stands before the id of a node of the catalogue, in place of a name of the dataset."""

STATED_ON = "statedOn"
"""The day as of which a dataset states a standard: what of it nobody dates had happened by then."""

TITLE_BASIS = "titleBasis"
"""Whether a standard bears its title: said of the title that the same dataset states."""

POSITION = "position"
"""The place of a subsystem in its file, among its siblings."""


_TITLED = ("titleZh", "titleEn", "confidence", "note")

FACTS: Mapping[str, tuple[str, ...]] = {
    "Source": ("title", "url", "note"),
    "Committee": (*_TITLED, "level", "secretariat", "members"),
    "ProductCategory": (*_TITLED, "kind", "aliases", "declaredProcesses", "declaredMaterials"),
    "StandardsSystem": (
        *(*_TITLED, "issuer", "documentNumber", "issuedOn", "announcedOn", "issuedIn", "announcedIn"),
        *("declared", "horizon", "related"),
    ),
    "Target": ("statement", "measure", "counts", "operator", "required", "by", "levels", "baseline"),
    "Subsystem": (*_TITLED, POSITION),
    "Standard": (
        *(*_TITLED, "number", "planNumber", "printedNumber", "level", "nature", "projectDueOn", "publishedOn"),
        *("inForceOn", "withdrawnOn", "ics", "ccs", TITLE_BASIS, "department", "draftingBodies"),
    ),
    "Demand": ("priority", "on", "onIn", "until", "untilIn", "confidence", "note"),
    "Claim": ("field", "value", "chosen", "on", "onIn", "confidence", "note"),
}
"""The properties that datasets state, by label: what none states is unknown."""


@dataclass(frozen=True, slots=True)
class StatedLink:
    """A relationship to another thing, by that one's label and its name in the dataset."""

    type: str
    label: str
    name: str
    properties: Mapping[str, object] = field(default_factory=dict)

    @property
    def held(self) -> str | None:
        """The id under which the catalogue held what it names; None where the dataset states that itself."""
        return self.name[1:] if self.name.startswith(HELD) else None


@dataclass(frozen=True)
class Statement:
    """What a dataset states of one thing; ``local`` is the thing's id or code there."""

    label: str
    local: str
    properties: Mapping[str, object]
    links: tuple[StatedLink, ...] = ()
    renamed_from: str | None = None
    """The id or code that it had in the dataset before."""

    @cached_property
    def identity(self) -> str | None:
        """What the thing is known by in all datasets; None for a standard without a number.

        Ids of two datasets mean one thing only where what they are ids of agrees, too.
        """
        if self.label in CODED:
            return self.local
        if self.label == "Standard":
            number = self.properties.get("number")
            return number_key(str(number)) if number else None
        said = [text_of(value) for name in _SAYS[self.label] if (value := self.properties.get(name))]
        ends = sorted(link.name for link in self.links if link.type in ("MET_IN", "DEMANDS_FOR", "ABOUT"))
        return "\n".join((self.local, *(said[:1] if self.label == "Source" else said), *ends))

    @property
    def bare(self) -> bool:
        """Whether it only relates a standard of the catalogue to something, and states nothing of it."""
        return self.label == "Standard" and not self.properties

    @property
    def plan(self) -> str | None:
        """The plan number of a standard."""
        plan = self.properties.get("planNumber")
        return str(plan) if plan else None

    @cached_property
    def content(self) -> str:
        """The statement as canonical JSON text."""
        links = [[link.type, link.label, link.name, known_values(link.properties)] for link in _in_order(self.links)]
        stated = {"properties": known_values(self.properties), "links": links}
        return json.dumps(stated, ensure_ascii=False, sort_keys=True)

    @cached_property
    def digest(self) -> str:
        """A short text that changes with the statement."""
        return blake2b(self.content.encode(), digest_size=12).hexdigest()


def _in_order(links: Sequence[StatedLink]) -> list[StatedLink]:
    """Relationships in the one order of canonical text: by type and end and, where these agree, by what is stated of them."""
    ends = Counter((link.type, link.label, link.name) for link in links)

    def place(link: StatedLink) -> tuple[str, str, str, str]:
        end = (link.type, link.label, link.name)
        return (*end, dump(link.properties) if ends[end] > 1 else "")

    return sorted(links, key=place)


def statement_id(dataset: str, label: str, local: str) -> str:
    """The id of a statement."""
    return f"{dataset}:{label}:{local}"


def parse_content(label: str, local: str, content: str) -> Statement:
    """The statement of which this is the content."""
    read = json.loads(content)
    links = tuple(StatedLink(kind, target, name, typed_values(values)) for kind, target, name, values in read["links"])
    found = Statement(label, local, typed_values(read["properties"]), links)
    vars(found)["content"] = content  # what it would be made into again
    return found


def dump(values: Mapping[str, object]) -> str:
    """Canonical JSON text of the known values."""
    return json.dumps(known_values(values), ensure_ascii=False, sort_keys=True)


def known_values(values: Mapping[str, object]) -> dict[str, object]:
    """The known values as JSON has them, days as text."""
    known = {name: value for name, value in values.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in known.items()}


DAYS = frozenset({"issuedOn", "announcedOn", "by", "baseline", "on", "from", "until", STAGE_ON})
"""The properties that hold a day, beside those that end so."""


def typed_values(values: Mapping[str, object]) -> dict[str, object]:
    """JSON values as the graph has them: days as days, a month or a year as text."""
    return {name: _typed(name, value) for name, value in values.items()}


def _typed(name: str, value: object) -> object:
    if isinstance(value, str) and (name in DAYS or name.endswith("On")):
        return date.fromisoformat(value) if len(value) == EXACT else value
    return value


def text_of(value: object) -> str:
    """A value as a claim or a report shows it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "|".join(map(str, value))
    return "(none)" if value is None else str(value)
