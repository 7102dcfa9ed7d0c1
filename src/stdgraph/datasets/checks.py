"""Rules between the rows of a seed: unique keys, existing codes, trees without cycles, dates in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stdgraph.datasets.fields import SubjectType
from stdgraph.datasets.rows import (
    CategoryRow,
    ClaimRow,
    CommitteeRow,
    DemandRow,
    DependencyRow,
    Fact,
    ListingRow,
    ReferencedRow,
    ReferenceRow,
    ReplacementRow,
    SourceRow,
    StandardRow,
    SubsystemRow,
    SystemRow,
)
from stdgraph.datasets.tables import Place, Problems, R, Table
from stdgraph.domain.network import shortest_paths
from stdgraph.domain.numbers import Number, number_key, read_number
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Status


@dataclass(frozen=True, slots=True)
class SystemTables:
    """The files of one system."""

    place: Place
    system: SystemRow
    subsystems: Table[SubsystemRow]
    standards: Table[StandardRow]
    listings: Table[ListingRow]
    replacements: Table[ReplacementRow]
    references: Table[ReferenceRow]
    demands: Table[DemandRow]


@dataclass(frozen=True, slots=True)
class Tables:
    """All files of a seed."""

    sources: Table[SourceRow]
    committees: Table[CommitteeRow]
    categories: Table[CategoryRow]
    dependencies: Table[DependencyRow]
    claims: Table[ClaimRow]
    referenced: Table[ReferencedRow]
    systems: tuple[SystemTables, ...]


def check(tables: Tables, problems: Problems) -> None:
    """Add every violation to the problems."""
    known = _Known.of(tables)
    _check_keys(tables, problems)
    _check_sources(tables, known.sources, problems)
    _check_trees(tables, known, problems)
    _check_lineage(tables, problems)
    for row_of in tables.systems:
        _check_system(row_of, known, problems)
    for place, dependency in tables.dependencies.placed():
        for column, code in (("product", dependency.product), ("depends_on", dependency.depends_on)):
            _expect(code, known.categories, "product category", place, column, problems)
    for place, claim in tables.claims.placed():
        _expect(claim.subject, known.subjects[claim.subject_type], claim.subject_type.value, place, "subject", problems)
        if len(claim.source) > 1:
            problems.add(place, "source", "too many sources for a claim (expected one id)")


@dataclass(frozen=True, slots=True)
class _Known:
    """The codes and ids that exist."""

    sources: frozenset[str]
    committees: frozenset[str]
    categories: frozenset[str]
    standards: frozenset[str]
    subjects: Mapping[SubjectType, frozenset[str]]

    @classmethod
    def of(cls, tables: Tables) -> _Known:
        sources = frozenset(row.id for row in tables.sources.rows)
        committees = frozenset(row.code for row in tables.committees.rows)
        categories = frozenset(row.code for row in tables.categories.rows)
        standards = frozenset(row.id for part in tables.systems for row in part.standards.rows)
        standards |= {row.id for row in tables.referenced.rows}
        subjects = {
            SubjectType.SOURCE: sources,
            SubjectType.COMMITTEE: committees,
            SubjectType.PRODUCT_CATEGORY: categories,
            SubjectType.STANDARD: standards,
            SubjectType.STANDARDS_SYSTEM: frozenset(part.system.code for part in tables.systems),
            SubjectType.SUBSYSTEM: frozenset(
                f"{part.system.code}/{row.code}" for part in tables.systems for row in part.subsystems.rows
            ),
            SubjectType.TARGET: frozenset(target.id for part in tables.systems for target in part.system.targets),
        }
        return cls(sources, committees, categories, standards, subjects)


def _check_keys(tables: Tables, problems: Problems) -> None:
    unique = _Unique(problems)
    unique.over([tables.sources], "source", "id", lambda row: row.id)
    unique.over([tables.committees], "committee", "code", lambda row: row.code)
    unique.over([tables.categories], "product category", "code", lambda row: row.code)
    unique.over([tables.claims], "claim", "id", lambda row: row.id)
    unique.over([tables.dependencies], "dependency", "depends_on", lambda row: (row.product, row.depends_on))
    standards: list[Table[StandardRow] | Table[ReferencedRow]]
    standards = [*(part.standards for part in tables.systems), tables.referenced]
    for table in standards:
        for place, row in table.placed():
            number = read_number(row.number) if row.number else None
            if isinstance(number, Number) and number.text != row.number:
                problems.add(place, "number", f"{row.number!r} is not in canonical form (expected {number.text!r})")
    ids = [(place, row.id) for table in standards for place, row in table.placed()]
    numbers = [(place, row.number and number_key(row.number)) for table in standards for place, row in table.placed()]
    unique.among(ids, "standard", "id")
    unique.among(numbers, "standard", "number")
    unique.over([part.standards for part in tables.systems], "standard", "plan_number", lambda row: row.plan_number)
    unique.over([part.demands for part in tables.systems], "demand", "id", lambda row: row.id)
    replacements = [part.replacements for part in tables.systems]
    unique.over(replacements, "replacement", "predecessor", lambda row: (row.successor, row.predecessor))
    references = [part.references for part in tables.systems]
    unique.over(references, "reference", "refers_to", lambda row: (row.standard, row.refers_to))
    for part in tables.systems:
        unique.over([part.subsystems], "subsystem", "code", lambda row: row.code)
        unique.over([part.listings], "listing", "subsystem", lambda row: (row.standard, row.subsystem))
    targets = [(part.place, target.id) for part in tables.systems for target in part.system.targets]
    unique.among(targets, "target", "targets")


class _Unique:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def over(self, tables: Iterable[Table[R]], what: str, column: str, key: Callable[[R], Hashable | None]) -> None:
        self.among(((place, key(row)) for table in tables for place, row in table.placed()), what, column)

    def among(self, keys: Iterable[tuple[Place, Hashable | None]], what: str, column: str) -> None:
        first: dict[Hashable, Place] = {}
        for place, key in keys:
            if key is None:
                continue
            if key in first:
                text = " / ".join(key) if isinstance(key, tuple) else key
                message = f"duplicate {what} {text!r}, first in {first[key]} (expected a unique one)"
                self._problems.add(place, column, message)
            first.setdefault(key, place)


def _check_sources(tables: Tables, sources: Collection[str], problems: Problems) -> None:
    placed: list[tuple[Place, Fact]] = [
        *tables.committees.placed(),
        *tables.categories.placed(),
        *tables.dependencies.placed(),
        *tables.claims.placed(),
        *tables.referenced.placed(),
    ]
    for part in tables.systems:
        placed.append((part.place, part.system))
        placed += part.subsystems.placed()
        placed += part.standards.placed()
        placed += part.replacements.placed()
        placed += part.references.placed()
        placed += part.demands.placed()
    for place, row in placed:
        for ref in row.source:
            _expect(ref.id, sources, "source", place, "source", problems)


def _check_trees(tables: Tables, known: _Known, problems: Problems) -> None:
    committees = [(place, row.code, row.parent) for place, row in tables.committees.placed()]
    categories = [(place, row.code, row.parent) for place, row in tables.categories.placed()]
    _check_tree(committees, "committee", problems)
    _check_tree(categories, "product category", problems)
    for part in tables.systems:
        subsystems = [(place, row.code, row.parent) for place, row in part.subsystems.placed()]
        _check_tree(subsystems, f"subsystem of {part.system.code}", problems)


def _check_tree(nodes: list[tuple[Place, str, str | None]], what: str, problems: Problems) -> None:
    parents = {code: parent for _, code, parent in nodes}
    reported: set[str] = set()
    for place, code, parent in nodes:
        if parent is not None:
            _expect(parent, parents, what, place, "parent", problems)
        path = [code]
        while (above := parents.get(path[-1])) is not None and above not in path:
            path.append(above)
        if above == code and reported.isdisjoint(path):
            reported.update(path)
            problems.add(place, "parent", f"cycle {' > '.join([*path, code])} (expected a tree)")


def _check_lineage(tables: Tables, problems: Problems) -> None:
    """Nothing replaces what replaces it, directly or through others; of each cycle its last row is reported."""
    replaced: dict[str, list[str]] = {}
    for part in tables.systems:
        for place, row in part.replacements.placed():
            if row.successor == row.predecessor:
                continue  # reported by _check_system
            paths = shortest_paths(row.predecessor, replaced)
            if row.successor in paths:
                cycle = " > ".join((row.successor, *paths[row.successor]))
                problems.add(place, "predecessor", f"cycle {cycle} (expected a standard that does not replace it)")
            else:
                replaced.setdefault(row.successor, []).append(row.predecessor)


def _check_system(part: SystemTables, known: _Known, problems: Problems) -> None:
    subsystems = {row.code for row in part.subsystems.rows}
    in_tree = f"subsystem of {part.system.code}"
    folder = part.place.file.split("/")[0]
    if part.system.code != folder:
        problems.add(part.place, "code", f"{part.system.code!r} does not match its folder (expected {folder!r})")
    for index, code in enumerate(part.system.watches):
        _expect(code, known.categories, "product category", part.place, f"watches[{index}]", problems)
    for place, row in part.standards.placed():
        _check_standard(place, row, known, problems)
    for place, listing in part.listings.placed():
        _expect(listing.standard, known.standards, "standard", place, "standard", problems)
        _expect(listing.subsystem, subsystems, in_tree, place, "subsystem", problems)
    for place, replacement in part.replacements.placed():
        _expect(replacement.successor, known.standards, "standard", place, "successor", problems)
        _expect(replacement.predecessor, known.standards, "standard", place, "predecessor", problems)
        if replacement.successor == replacement.predecessor:
            problems.add(place, "predecessor", f"{replacement.successor} replaces itself (expected another standard)")
    for place, reference in part.references.placed():
        _expect(reference.standard, known.standards, "standard", place, "standard", problems)
        _expect(reference.refers_to, known.standards, "standard", place, "refers_to", problems)
        if reference.standard == reference.refers_to:
            problems.add(place, "refers_to", f"{reference.standard} refers to itself (expected another standard)")
    for place, demand in part.demands.placed():
        _expect(demand.subsystem, subsystems, in_tree, place, "subsystem", problems)
        _expect(demand.category, known.categories, "product category", place, "category", problems)


def _check_standard(place: Place, row: StandardRow, known: _Known, problems: Problems) -> None:
    for code in row.committees:
        _expect(code, known.committees, "committee", place, "committees", problems)
    for code in row.product_categories:
        _expect(code, known.categories, "product category", place, "product_categories", problems)
    for code in row.adopts:
        _expect(code, known.standards, "standard", place, "adopts", problems)
    if row.adoption_degree and len(row.adoption_degree) != len(row.adopts):
        message = (
            f"{len(row.adoption_degree)} degrees for {len(row.adopts)} adopted standards (expected one each, or none)"
        )
        problems.add(place, "adoption_degree", message)
    _check_order(place, "in_force_on", "published_on", row.published_on, row.in_force_on, problems)
    _check_order(place, "withdrawn_on", "published_on", row.published_on, row.withdrawn_on, problems)
    status = status_of(row.stage)
    issued = status in (Status.PUBLISHED, Status.WITHDRAWN)
    for column, day in (("published_on", row.published_on), ("in_force_on", row.in_force_on)):
        if day and not issued:
            problems.add(place, column, f"{day} at stage {row.stage} (expected an empty field before stage 60)")
    if row.withdrawn_on and status is not Status.WITHDRAWN:
        problems.add(
            place, "withdrawn_on", f"{row.withdrawn_on} at stage {row.stage} (expected an empty field before stage 95)"
        )
    if row.stage_on and row.stage[:2] in ("60", "95"):
        column = "published_on" if row.stage[:2] == "60" else "withdrawn_on"
        problems.add(
            place,
            "stage_on",
            f"{row.stage_on} at stage {row.stage} (expected an empty field: {column} holds that date)",
        )


def _check_order(place: Place, column: str, first: str, a: date | None, b: date | None, problems: Problems) -> None:
    if a and b and a > b:
        problems.add(place, column, f"{b} is before {first} {a} (expected that date or a later one)")


def _expect(code: str, known: Collection[str], what: str, place: Place, column: str, problems: Problems) -> None:
    if code not in known:
        problems.add(place, column, f"unknown reference {code!r} (expected a {what})")
