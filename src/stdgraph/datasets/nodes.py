"""The nodes of a seed's rows: one function per label, as docs/graph-model.md defines them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from stdgraph.commands.stored_state import findable, opening_moves, search_text
from stdgraph.datasets.fields import SourceRef
from stdgraph.datasets.plan import PlannedLink, PlannedNode
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
from stdgraph.domain.timeline import Move


def nodes(seed: Seed) -> Iterator[PlannedNode]:
    """Every node of the seed."""
    yield from map(_source, seed.sources)
    yield from map(_committee, seed.committees)
    needs: defaultdict[str, list[DependencyRow]] = defaultdict(list)
    for row in seed.dependencies:
        needs[row.product].append(row)
    for category in seed.categories:
        yield _category(category, needs[category.code])
    for part in seed.systems:
        if part.system:
            yield _system(part.system)
            yield from map(_target, part.system.targets)
        yield from _subsystems(part)
        for demand in part.demands:
            yield _demand(part.code, demand)
    relations = _relations(seed)
    for standard in seed.standards():
        yield _standard(standard, relations[standard.id])
    yield from map(_claim, seed.claims)


def moves_of(row: StandardRow) -> tuple[Move, ...]:
    """The moves that a row of standards.csv states."""
    return opening_moves(row.stage, stage_on=row.stage_on, published_on=row.published_on, withdrawn_on=row.withdrawn_on)


def _link(kind: str, label: str, key: str, **properties: object) -> PlannedLink:
    return PlannedLink(kind, label, key, properties)


def _sourced(refs: tuple[SourceRef, ...]) -> Iterator[PlannedLink]:
    for ref in refs:
        yield _link("SOURCED_FROM", "Source", ref.id, locator=ref.locator)


def _titled(row: CommitteeRow | CategoryRow | SystemRow | SubsystemRow | StandardRow) -> dict[str, object]:
    return {"titleZh": row.title_zh, "titleEn": row.title_en, **_stated(row)}


def _stated(row: Fact) -> dict[str, object]:
    return {"confidence": row.confidence.value, "note": row.note}


def _searched(*names: str | None) -> dict[str, str]:
    return {"searchText": search_text(names)}


def _source(row: SourceRow) -> PlannedNode:
    return PlannedNode("Source", row.id, {"id": row.id, "title": row.title, "url": row.url, "note": row.note})


def _committee(row: CommitteeRow) -> PlannedNode:
    properties = {
        "id": row.code,
        "code": row.code,
        **_titled(row),
        "level": row.level and row.level.value,
        "secretariat": row.secretariat,
        "members": row.members,
    }
    above = [_link("SUBCOMMITTEE_OF", "Committee", row.parent)] if row.parent else []
    derived = _searched(row.code, row.title_zh, row.title_en)
    return PlannedNode("Committee", row.code, properties, (*above, *_sourced(row.source)), derived)


def _category(row: CategoryRow, needs: list[DependencyRow]) -> PlannedNode:
    properties = {
        "id": row.code,
        "code": row.code,
        **_titled(row),
        "kind": row.kind.value,
        "aliases": list(row.aliases),
    }
    links = [_link("KIND_OF", "ProductCategory", row.parent)] if row.parent else []
    links += [
        _link("DEPENDS_ON", "ProductCategory", need.depends_on, role=need.role.value, confidence=need.confidence.value)
        for need in needs
    ]
    derived = _searched(row.code, row.title_zh, row.title_en, *row.aliases)
    return PlannedNode("ProductCategory", row.code, properties, (*links, *_sourced(row.source)), derived)


def _system(row: SystemRow) -> PlannedNode:
    properties = {
        "id": row.code,
        "code": row.code,
        **_titled(row),
        "issuer": row.issuer,
        "documentNumber": row.document_number,
        "issuedOn": row.issued_on,
        "announcedOn": row.announced_on,
        "declared": row.declared,
        "horizon": row.horizon,
    }
    links = [_link("WATCHES", "ProductCategory", code) for code in row.watches]
    links += [_link("AIMS_AT", "Target", target.id) for target in row.targets]
    derived = _searched(row.code, row.document_number, row.title_zh, row.title_en)
    return PlannedNode("StandardsSystem", row.code, properties, (*links, *_sourced(row.source)), derived)


def _target(row: TargetRow) -> PlannedNode:
    properties = {
        "id": row.id,
        "statement": row.statement,
        "measure": row.measure,
        "counts": row.counts and row.counts.value,
        "operator": row.operator and row.operator.value,
        "required": row.required,
        "by": row.by,
        "levels": [level.value for level in row.levels],
        "baseline": row.baseline,
    }
    return PlannedNode("Target", row.id, properties)


def _subsystems(part: SystemSeed) -> Iterator[PlannedNode]:
    """The tree in preorder: siblings in the order of the file, each followed by its subtree."""
    below: defaultdict[str | None, list[SubsystemRow]] = defaultdict(list)
    for row in part.subsystems:
        below[row.parent].append(row)
    waiting = [(row, 1) for row in reversed(below[None])]
    order = 0
    while waiting:
        row, depth = waiting.pop()
        yield _subsystem(part.code, row, depth, order)
        order += 1
        waiting += [(child, depth + 1) for child in reversed(below[row.code])]


def _subsystem(system: str, row: SubsystemRow, depth: int, order: int) -> PlannedNode:
    key = f"{system}/{row.code}"
    properties = {
        "id": key,
        "system": system,
        "code": row.code,
        **_titled(row),
        "depth": depth,
        "order": order,
    }
    parent = ("Subsystem", f"{system}/{row.parent}") if row.parent else ("StandardsSystem", system)
    derived = _searched(row.code, row.title_zh, row.title_en)
    return PlannedNode("Subsystem", key, properties, (_link("PART_OF", *parent), *_sourced(row.source)), derived)


def _demand(system: str, row: DemandRow) -> PlannedNode:
    properties = {"id": row.id, "priority": row.priority and row.priority.value, "on": row.on, **_stated(row)}
    links = (
        _link("DEMANDS_FOR", "ProductCategory", row.category),
        _link("MET_IN", "Subsystem", f"{system}/{row.subsystem}"),
        *_sourced(row.source),
    )
    return PlannedNode("Demand", row.id, properties, links)


def _claim(row: ClaimRow) -> PlannedNode:
    properties = {"id": row.id, "field": row.field, "value": row.value, "chosen": row.chosen, **_stated(row)}
    stated = [_link("STATED_BY", "Source", ref.id, locator=ref.locator) for ref in row.source]
    return PlannedNode("Claim", row.id, properties, (_link("ABOUT", row.subject_type.value, row.subject), *stated))


def _relations(seed: Seed) -> defaultdict[str, list[PlannedLink]]:
    """By standard: its listings, replacements and references, which have files of their own."""
    found: defaultdict[str, list[PlannedLink]] = defaultdict(list)
    for part in seed.systems:
        for row in part.listings:
            membership = row.membership and row.membership.value
            place = f"{part.code}/{row.subsystem}"
            listed = {"itemNumber": row.item_number, "membership": membership, "note": row.note}
            found[row.standard].append(PlannedLink("LISTED_IN", "Subsystem", place, listed))
        for by in part.replacements:
            replaced = {"extent": by.extent.value, "from": by.since}
            found[by.successor].append(PlannedLink("REPLACES", "Standard", by.predecessor, replaced))
        for to in part.references:
            found[to.standard].append(PlannedLink("REFERENCES", "Standard", to.refers_to, {"normative": to.normative}))
    return found


def _standard(row: StandardRow, relations: list[PlannedLink]) -> PlannedNode:
    properties = {
        "id": row.id,
        "number": row.number,
        "planNumber": row.plan_number,
        "printedNumber": row.printed_number,
        **_titled(row),
        "level": row.level and row.level.value,
        "nature": row.nature and row.nature.value,
        "projectDueOn": row.due_on,
        "publishedOn": row.published_on,
        "inForceOn": row.in_force_on,
        "withdrawnOn": row.withdrawn_on,
        "ics": list(row.ics),
        "ccs": list(row.ccs),
    }
    links = (*relations, *_standard_links(row))
    return PlannedNode("Standard", row.id, properties, links, findable(properties), moves_of(row))


def _standard_links(row: StandardRow) -> Iterator[PlannedLink]:
    for code in row.product_categories:
        yield _link("APPLIES_TO", "ProductCategory", code)
    basis = row.owner_basis and row.owner_basis.value
    for code in row.committees:
        # a subcommittee listed beside its committee performs the work; every other one listed owns jointly
        performs = any(code.startswith(f"{other}/") for other in row.committees)
        yield _link("OWNED_BY", "Committee", code, role="PERFORMING" if performs else "OWNER", basis=basis)
    degrees = row.adoption_degree or (None,) * len(row.adopts)
    for adopted, degree in zip(row.adopts, degrees, strict=True):
        yield _link("ADOPTS", "Standard", adopted, degree=degree and degree.value)
    yield from _sourced(row.source)
