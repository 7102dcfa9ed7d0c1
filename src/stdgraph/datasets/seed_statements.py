"""What the rows of a seed state: one function per label, as docs/graph-model.md defines them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from stdgraph.datasets.fields import SourceRef
from stdgraph.datasets.rows import (
    CategoryRow,
    ClaimRow,
    CommitteeRow,
    DemandRow,
    DependencyRow,
    Fact,
    Seed,
    SourceRow,
    StandardRow,
    SubsystemRow,
    SystemRow,
    SystemSeed,
    TargetRow,
)
from stdgraph.datasets.statements import POSITION, STAGE, STAGE_ON, StatedLink, Statement
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.domain.numbers import said_level, said_nature
from stdgraph.domain.series import undated_keys
from stdgraph.store.plan_cypher import past


def statements(seed: Seed) -> Iterator[Statement]:
    """What the seed states of every thing, label by label."""
    yield from map(source_statement, seed.sources)
    yield from map(committee_statement, seed.committees)
    needs: defaultdict[str, list[DependencyRow]] = defaultdict(list)
    for row in seed.dependencies:
        needs[row.product].append(row)
    for category in seed.categories:
        yield _category(category, needs[category.code])
    for part in seed.systems:
        if part.system is not None:
            yield system_statement(part.system)
            yield from map(_target, part.system.targets)
    for part in seed.systems:
        yield from subsystem_statements(part)
        for demand in part.demands:
            yield _demand(part.code, demand)
    yield from _standards(seed)
    yield from map(claim_statement, seed.claims)


def _link(kind: str, label: str, key: str, **properties: object) -> StatedLink:
    return StatedLink(kind, label, key, {name: value for name, value in properties.items() if value is not None})


def _sourced(refs: tuple[SourceRef, ...]) -> Iterator[StatedLink]:
    for ref in refs:
        yield _link("SOURCED_FROM", "Source", ref.id, locator=ref.locator)


def _titled(row: CommitteeRow | CategoryRow | SystemRow | SubsystemRow | StandardRow) -> dict[str, object]:
    return {"titleZh": row.title_zh, "titleEn": row.title_en, **_stated(row)}


def _stated(row: Fact) -> dict[str, object]:
    return {"confidence": row.confidence.value, "note": row.note}


def source_statement(row: SourceRow) -> Statement:
    """What a row states of a source."""
    return Statement("Source", row.id, {"title": row.title, "url": row.url, "note": row.note})


def committee_statement(row: CommitteeRow) -> Statement:
    """What a row states of a committee."""
    properties = {
        **_titled(row),
        "level": row.level and row.level.value,
        "secretariat": row.secretariat,
        "members": row.members,
    }
    above = [_link("SUBCOMMITTEE_OF", "Committee", row.parent)] if row.parent else []
    return Statement("Committee", row.code, properties, (*above, *_sourced(row.source)), row.renamed_from)


def _category(row: CategoryRow, needs: list[DependencyRow]) -> Statement:
    properties = {
        **_titled(row),
        "kind": row.kind.value,
        "aliases": list(row.aliases),
        "declaredProcesses": row.declared_processes,
        "declaredMaterials": row.declared_materials,
    }
    links = [_link("KIND_OF", "ProductCategory", code) for code in row.parent]
    links += [
        _link("DEPENDS_ON", "ProductCategory", need.depends_on, role=need.role.value, confidence=need.confidence.value)
        for need in needs
    ]
    return Statement("ProductCategory", row.code, properties, (*links, *_sourced(row.source)), row.renamed_from)


def system_statement(row: SystemRow) -> Statement:
    """What a row states of a standards system."""
    properties = {
        **_titled(row),
        "issuer": row.issuer,
        "documentNumber": row.document_number,
        **by_the_latest("issuedOn", row.issued_on),
        **by_the_latest("announcedOn", row.announced_on),
        "declared": row.declared,
        "horizon": row.horizon,
        "related": list(row.related) or None,
    }
    links = [_link("WATCHES", "ProductCategory", code) for code in row.watches]
    links += [_link("AIMS_AT", "Target", target.id) for target in row.targets]
    return Statement("StandardsSystem", row.code, properties, (*links, *_sourced(row.source)), row.renamed_from)


def _target(row: TargetRow) -> Statement:
    properties = {
        "statement": row.statement,
        "measure": row.measure,
        "counts": row.counts and row.counts.value,
        "operator": row.operator and row.operator.value,
        "required": row.required,
        "by": row.by,
        "levels": [level.value for level in row.levels],
        "baseline": row.baseline,
    }
    return Statement("Target", row.id, properties)


def subsystem_statements(part: SystemSeed) -> Iterator[Statement]:
    """Each with its place among its siblings, which is that of the file."""
    places: Counter[str | None] = Counter()
    for row in part.subsystems:
        parent = ("Subsystem", f"{part.code}/{row.parent}") if row.parent else ("StandardsSystem", part.code)
        properties = {**_titled(row), POSITION: places[row.parent]}
        places[row.parent] += 1
        links = (_link("PART_OF", *parent), *_sourced(row.source))
        system = part.system.renamed_from if part.system is not None else None
        before = f"{system or part.code}/{row.renamed_from or row.code}" if system or row.renamed_from else None
        yield Statement("Subsystem", f"{part.code}/{row.code}", properties, links, before)


def _demand(system: str, row: DemandRow) -> Statement:
    properties = {
        "priority": row.priority and row.priority.value,
        **by_the_latest("on", row.on),
        **by_the_latest("until", row.until),
        **_stated(row),
    }
    links = (
        _link("DEMANDS_FOR", "ProductCategory", row.category),
        _link("MET_IN", "Subsystem", f"{system}/{row.subsystem}"),
        *_sourced(row.source),
    )
    return Statement("Demand", row.id, properties, links)


def claim_statement(row: ClaimRow) -> Statement:
    """What a row claims of a field of another thing."""
    properties = {
        "field": row.field,
        "value": row.value,
        "chosen": row.chosen,
        **by_the_latest("on", row.on),
        **_stated(row),
    }
    stated = [_link("STATED_BY", "Source", ref.id, locator=ref.locator) for ref in row.source]
    return Statement("Claim", row.id, properties, (_link("ABOUT", row.subject_type.value, row.subject), *stated))


class _Relations:
    """By standard: its listings, replacements and references, which have files of their own."""

    def __init__(self, seed: Seed) -> None:
        self._rows: defaultdict[str, list[tuple[str, str, str, dict[str, object]]]] = defaultdict(list)
        for part in seed.systems:
            for row in part.listings:
                membership = row.membership and row.membership.value
                details: dict[str, object] = {"itemNumber": row.item_number, "membership": membership, "note": row.note}
                details |= by_the_latest("from", row.from_) | by_the_latest("until", row.until)
                kind = "LISTED_IN" if row.until is None else past("LISTED_IN")
                self._add(row.standard, kind, "Subsystem", f"{part.code}/{row.subsystem}", details)
            for by in part.replacements:
                replaced = {"extent": by.extent.value, **by_the_latest("from", by.since)}
                self._add(by.successor, "REPLACES", "Standard", by.predecessor, replaced)
            for to in part.references:
                referred = {"normative": to.normative, **_undated(to.refers_to)}
                self._add(to.standard, "REFERENCES", "Standard", to.refers_to, referred)

    def _add(self, standard: str, kind: str, label: str, name: str, details: Mapping[str, object]) -> None:
        known = {key: value for key, value in details.items() if value is not None}
        self._rows[standard].append((kind, label, name, known))

    def of(self, standard: str) -> tuple[StatedLink, ...]:
        """Those of a standard."""
        return tuple(StatedLink(*row) for row in self._rows.get(standard, ()))

    @property
    def standards(self) -> Iterable[str]:
        """The standards that have any."""
        return self._rows


def _standards(seed: Seed) -> Iterator[Statement]:
    """Every standard of the seed, and what the seed says of those of the catalogue: where they stand and what they replace."""
    relations = _Relations(seed)
    waiting = set(relations.standards)
    named = {row.id for row in seed.referenced}
    for standard in seed.standards():
        waiting.discard(standard.id)
        yield standard_statement(standard if standard.id in named else as_numbered(standard), relations.of(standard.id))
    for name in sorted(waiting):
        yield Statement("Standard", name, {}, relations.of(name))


def as_numbered(row: StandardRow) -> StandardRow:
    """The row with the level and the nature that its number says where it states none."""
    said = row.number or row.plan_number
    found = {"level": row.level or said_level(said), "nature": row.nature or said_nature(said)}
    return row.model_copy(update=found)


def standard_statement(row: StandardRow, relations: tuple[StatedLink, ...]) -> Statement:
    """What a row states of a standard, with these relations and those that its own columns name."""
    properties = {
        "number": row.number,
        "planNumber": row.plan_number,
        "printedNumber": row.printed_number,
        **_titled(row),
        "titleBasis": row.title_basis and row.title_basis.value,
        "department": row.department,
        "draftingBodies": list(row.drafting_bodies) or None,
        "level": row.level and row.level.value,
        "nature": row.nature and row.nature.value,
        "projectDueOn": row.due_on,
        "publishedOn": _date(row.published_on),
        "inForceOn": _date(row.in_force_on),
        "withdrawnOn": _date(row.withdrawn_on),
        "ics": list(row.ics),
        "ccs": list(row.ccs),
        STAGE: row.stage,
        STAGE_ON: _date(row.stage_on),
    }
    return Statement("Standard", row.id, properties, (*relations, *_standard_links(row)), row.renamed_from)


def _date(stated: PartialDate | None) -> date | str | None:
    """A date as statements have it: a day, or the text of a month or a year."""
    return None if stated is None else stated.day or stated.text


def _undated(name: str) -> dict[str, object]:
    """That a number without its year names what is adopted or referred to: the edition in force, whichever that is."""
    return {"undated": True} if undated_keys(name) else {}


def _standard_links(row: StandardRow) -> Iterator[StatedLink]:
    for code in row.product_categories:
        yield _link("APPLIES_TO", "ProductCategory", code)
    basis = row.owner_basis and row.owner_basis.value
    for code in row.committees:
        # a subcommittee listed beside its committee performs the work; every other one listed owns jointly
        performs = any(code.startswith(f"{other}/") for other in row.committees)
        yield _link("OWNED_BY", "Committee", code, role="PERFORMING" if performs else "OWNER", basis=basis)
    degrees = row.adoption_degree or (None,) * len(row.adopts)
    for adopted, degree in zip(row.adopts, degrees, strict=True):
        yield _link("ADOPTS", "Standard", adopted, degree=degree and degree.value, **_undated(adopted))
    for amended in row.amends:
        yield _link("AMENDS", "Standard", amended)
    yield from _sourced(row.source)
