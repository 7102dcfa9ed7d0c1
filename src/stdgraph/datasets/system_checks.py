"""Rules for the files of one system's folder, but for standards.csv, whose rows are everybody's."""

from __future__ import annotations

from sys import intern

from stdgraph.datasets.checks import Lineage, SeedChecks, UniqueKeys
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import DemandRow, ListingRow, ReferenceRow, ReplacementRow, SubsystemRow
from stdgraph.domain.vocabulary import SubjectType


class SystemChecks:
    """Each method takes a row of one file with its place; the seed's standards and the system's subsystems come first.

    Names that are kept in pairs are interned: many equal texts would fill the memory.
    """

    def __init__(self, code: str, checks: SeedChecks, lineage: Lineage) -> None:
        self._code = code
        self._checks = checks
        self._names = checks.names
        self._lineage = lineage
        self._listings = UniqueKeys("listing", "subsystem", checks.problems)

    def subsystem(self, place: Place, row: SubsystemRow) -> None:
        """A row of subsystems.csv."""
        tree = f"subsystem of {self._code}"
        self._checks.unique(tree, "code", row.code, place, "subsystem")
        self._names.define(SubjectType.SUBSYSTEM, self._key(row.code))
        self._checks.branch(tree, row.code, [row.parent] if row.parent else [], place)
        if row.parent:
            self._mention_subsystem(row.parent, place, "parent")
        if row.renamed_from:
            self._names.rename(SubjectType.SUBSYSTEM, self._key(row.renamed_from), self._key(row.code), place)
        self._checks.fact(place, row)

    def listing(self, place: Place, row: ListingRow) -> None:
        """A row of listings.csv."""
        standard, subsystem = intern(row.standard), intern(row.subsystem)
        self._mention_standard(standard, place, "standard")
        self._mention_subsystem(subsystem, place, "subsystem")
        self._listings.add((standard, subsystem), place)
        if row.from_ is not None and row.until is not None and row.until.latest <= row.from_.earliest:
            message = f"{row.until} does not follow from, {row.from_} (expected a later day)"
            self._checks.problems.add(place, "until", message)

    def replacement(self, place: Place, row: ReplacementRow) -> None:
        """A row of replacements.csv."""
        successor, predecessor = intern(row.successor), intern(row.predecessor)
        self._checks.unique("replacement", "predecessor", (successor, predecessor), place)
        self._mention_standard(successor, place, "successor")
        self._mention_standard(predecessor, place, "predecessor")
        if successor == predecessor:
            message = f"{successor} replaces itself (expected another standard)"
            self._checks.problems.add(place, "predecessor", message)
        else:
            self._lineage.add(successor, predecessor, place)
        self._checks.fact(place, row)

    def reference(self, place: Place, row: ReferenceRow) -> None:
        """A row of references.csv."""
        standard, refers_to = intern(row.standard), intern(row.refers_to)
        self._checks.unique("reference", "refers_to", (standard, refers_to), place)
        self._mention_standard(standard, place, "standard")
        self._mention_standard(refers_to, place, "refers_to")
        if standard == refers_to:
            message = f"{standard} refers to itself (expected another standard)"
            self._checks.problems.add(place, "refers_to", message)
        self._checks.fact(place, row)

    def demand(self, place: Place, row: DemandRow) -> None:
        """A row of demands.csv."""
        self._mention_subsystem(row.subsystem, place, "subsystem")
        self._checks.demand(place, row)

    def _key(self, code: str) -> str:
        return f"{self._code}/{code}"

    def _mention_standard(self, name: str, place: Place, column: str) -> None:
        self._names.mention(SubjectType.STANDARD, name, place, column)

    def _mention_subsystem(self, code: str, place: Place, column: str) -> None:
        expected = f"a subsystem of {self._code}"
        self._names.mention(SubjectType.SUBSYSTEM, self._key(code), place, column, expected, code)
