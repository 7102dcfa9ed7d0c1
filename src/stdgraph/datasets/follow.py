"""Which facts the catalogue follows where several datasets state the same thing.

Every dataset's statement counts: a single fact is that of the first precedence, a relationship is there when anybody states it.
Where statements differ, all of them are kept as claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stdgraph.datasets.identity import Precedence
from stdgraph.datasets.statements import POSITION, STAGE, STAGE_ON, STATED_ON, TITLE_BASIS, text_of
from stdgraph.domain.move_spans import ISSUED
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Status

SINGLE_LINKS = frozenset({"PART_OF", "KIND_OF", "SUBCOMMITTEE_OF", "MET_IN", "DEMANDS_FOR", "ABOUT"})
"""Relationships of which a thing has one: the first precedence's is followed."""

CITATIONS = frozenset({"SOURCED_FROM", "STATED_BY"})
"""Relationships of which there may be several to one source, for several places in it."""

ALONE = frozenset({"undated"})
"""Details whose absence says something: they are those of the statement that is followed."""

UNCLAIMED = frozenset({"confidence", "note", POSITION, STAGE_ON, STATED_ON, TITLE_BASIS})
"""What a row says of itself and not of the thing: it is followed and never in conflict."""


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """A relationship to a node."""

    type: str
    label: str
    key: str
    properties: Mapping[str, object] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it another relationship."""
        cited = self.properties.get("locator") if self.type in CITATIONS else None
        return (self.type, self.label, self.key, cited)


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What one dataset states of a node, with the nodes that its relationships lead to."""

    precedence: Precedence
    properties: Mapping[str, object]
    links: tuple[ResolvedLink, ...] = ()

    @property
    def dataset(self) -> str:
        """The dataset's name."""
        return self.precedence.dataset


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of which datasets, or people, say different things."""

    field: str
    stated: Mapping[str, str]
    """What each dataset says, as text, by its name."""
    followed: str | None
    """What the catalogue follows, as text."""


@dataclass(frozen=True, slots=True)
class FollowedFacts:
    """The facts of a node that the catalogue follows."""

    properties: Mapping[str, object]
    links: tuple[ResolvedLink, ...]
    conflicts: tuple[Conflict, ...]


def follow(
    statements: Sequence[DatasetFacts], entered: Mapping[str, object] | None = None, reached: str | None = None
) -> FollowedFacts:
    """The facts that follow from what datasets state and, before them, from what people entered; whatever the order of either.

    ``reached`` is the stage to which people moved a standard.
    """
    ranked = sorted(statements, key=lambda one: one.precedence)
    entered = entered or {}
    stage = next((one.properties[STAGE] for one in ranked if one.properties.get(STAGE) is not None), None)
    properties: dict[str, object] = {}
    conflicts: list[Conflict] = []
    for name in dict.fromkeys(name for one in ranked for name in one.properties):
        if name in (STAGE_ON, STATED_ON):
            continue
        stated = [(one, one.properties[name]) for one in ranked if one.properties.get(name) is not None]
        stated = [(one, value) for one, value in stated if value != []]
        admitted = [value for _, value in stated if stage is None or _admits(reached or str(stage), name)]
        followed = entered.get(name) if name in entered else next(iter(admitted), None)
        properties[name] = followed
        if name not in UNCLAIMED and (len(stated) > 1 or name in entered):
            conflicts += _differing(name, [(one.dataset, value) for one, value in stated], followed, name in entered)
    if stage is not None:
        at_stage = [one.properties for one in ranked if one.properties.get(STAGE) == stage]
        properties[STAGE_ON] = next((one[STAGE_ON] for one in at_stage if one.get(STAGE_ON) is not None), None)
        properties[STATED_ON] = at_stage[0].get(STATED_ON)
    if TITLE_BASIS in properties and TITLE_BASIS not in entered:
        titled = (one.properties for one in ranked if one.properties.get("titleZh") or one.properties.get("titleEn"))
        properties[TITLE_BASIS] = next(titled, {}).get(TITLE_BASIS)
    links, differing = _links(ranked)
    return FollowedFacts(properties, links, (*conflicts, *differing))


def _admits(stage: str, name: str) -> bool:
    """Whether a standard at a stage can have a day: an issued one those of publication and entry into force."""
    status = status_of(stage)
    if name in ("publishedOn", "inForceOn"):
        return status in ISSUED
    return status is Status.WITHDRAWN if name == "withdrawnOn" else True


def _differing(name: str, stated: Sequence[tuple[str, object]], followed: object, entered: bool) -> Iterator[Conflict]:
    texts = {dataset: text_of(value) for dataset, value in stated}
    values = set(texts.values()) | ({text_of(followed)} if entered else set())
    if len(values) > 1:
        yield Conflict(name, texts, None if followed is None else text_of(followed))


def _links(ranked: Sequence[DatasetFacts]) -> tuple[tuple[ResolvedLink, ...], list[Conflict]]:
    found: dict[tuple[object, ...], ResolvedLink] = {}
    conflicts: list[Conflict] = []
    for kind in dict.fromkeys(link.type for one in ranked for link in one.links):
        stated = [(one, [link for link in one.links if link.type == kind]) for one in ranked]
        stated = [(one, links) for one, links in stated if links]
        if kind in SINGLE_LINKS:
            found |= {link.identity: link for link in stated[0][1]}
            texts = [(one.dataset, "|".join(sorted(link.key for link in links))) for one, links in stated]
            conflicts += _differing(PARENT.get(kind, kind), texts, texts[0][1], entered=False)
            continue
        for _, links in stated:
            for link in links:
                held = found.get(link.identity)
                found[link.identity] = link if held is None else _with_details(held, link)
        conflicts += _differing_details(kind, stated)
    return tuple(found.values()), conflicts


def _with_details(followed: ResolvedLink, other: ResolvedLink) -> ResolvedLink:
    """The relationship with what the other statement adds to it; a day goes with how exactly it is known."""
    if followed.type in CITATIONS:
        return followed
    known = {name for name, value in followed.properties.items() if value is not None}
    known |= {later for pair in (("from", "fromIn"), ("until", "untilIn")) if known & {*pair} for later in pair}
    added = {
        name: value
        for name, value in other.properties.items()
        if value is not None and name not in known and name not in ALONE
    }
    return replace(followed, properties={**followed.properties, **added}) if added else followed


PARENT = {"PART_OF": "parent", "KIND_OF": "parent", "SUBCOMMITTEE_OF": "parent"}
"""What the API calls relationships upwards in a tree."""


def _differing_details(kind: str, stated: Sequence[tuple[DatasetFacts, Sequence[ResolvedLink]]]) -> Iterator[Conflict]:
    """Details of one relationship that datasets state differently, such as its item number."""
    if kind in CITATIONS:
        return
    by_end: dict[tuple[object, ...], list[tuple[str, ResolvedLink]]] = {}
    for one, links in stated:
        for link in links:
            by_end.setdefault(link.identity, []).append((one.dataset, link))
    for sames in by_end.values():
        first = sames[0][1]
        for _, link in sames[1:]:
            first = _with_details(first, link)
        for name in dict.fromkeys(name for _, link in sames for name in link.properties):
            if name in UNCLAIMED:
                continue
            values = [(dataset, link.properties[name]) for dataset, link in sames if link.properties.get(name)]
            yield from _differing(f"{kind} {first.key} {name}", values, first.properties.get(name), entered=False)
