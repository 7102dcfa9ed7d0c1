"""Rules between the rows of a seed: unique keys, known names, trees without cycles. Rows pass one by one; only keys are kept."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from stdgraph.datasets.cycles import closing_edges, parent_cycles
from stdgraph.datasets.names import Names
from stdgraph.datasets.places import ExternalReference, Place
from stdgraph.datasets.problems import Problems
from stdgraph.datasets.rows import (
    CategoryRow,
    ClaimRow,
    CommitteeRow,
    DemandRow,
    DependencyRow,
    Fact,
    ReferencedRow,
    SourceRow,
    StandardRow,
    SystemRow,
)
from stdgraph.datasets.standard_checks import check_standard
from stdgraph.domain.numbers import Number, Unparsed, parse_number, plan_number_text, read_number
from stdgraph.domain.vocabulary import SubjectType

COMMITTEE, CATEGORY = SubjectType.COMMITTEE, SubjectType.PRODUCT_CATEGORY
STANDARD, SYSTEM = SubjectType.STANDARD, SubjectType.STANDARDS_SYSTEM


class SeedChecks:
    """The rules for the files that all systems share, for standards, and for the seed as a whole.

    Each method takes a row of one file with its place. Sources, committees and categories come first, for a name that is
    defined before it is mentioned costs nothing.
    """

    def __init__(self, names: Names, problems: Problems) -> None:
        self.names = names
        self.problems = problems
        self._unique: dict[tuple[str, str], UniqueKeys] = {}
        self._trees: dict[str, dict[str, tuple[Place, Sequence[str]]]] = {}

    def unique(self, kind: str, column: str, key: Hashable | None, place: Place, what: str | None = None) -> None:
        """Nothing else of its kind has the key; ``what`` is what messages call the kind."""
        keys = self._unique.get((kind, column))
        if keys is None:
            keys = self._unique[kind, column] = UniqueKeys(what or kind, column, self.problems)
        keys.add(key, place)

    def branch(self, tree: str, code: str, parents: Sequence[str], place: Place) -> None:
        """Something stands in a tree below its parent, or below several."""
        self._trees.setdefault(tree, {}).setdefault(code, (place, parents))

    def fact(self, place: Place, row: Fact) -> None:
        """The sources of a row."""
        for ref in row.source:
            self.names.mention(SubjectType.SOURCE, ref.id, place, "source")

    def source(self, place: Place, row: SourceRow) -> None:
        """A row of sources.csv."""
        self.unique("source", "id", row.id, place)
        self.names.define(SubjectType.SOURCE, row.id)

    def committee(self, place: Place, row: CommitteeRow) -> None:
        """A row of committees.csv."""
        self._in_tree(COMMITTEE, "committee", place, row, [row.parent] if row.parent else [])

    def category(self, place: Place, row: CategoryRow) -> None:
        """A row of product-categories.csv."""
        self._in_tree(CATEGORY, "product category", place, row, row.parent)

    def _in_tree(
        self, label: SubjectType, what: str, place: Place, row: CommitteeRow | CategoryRow, parents: Sequence[str]
    ) -> None:
        self.unique(what, "code", row.code, place)
        self.names.define(label, row.code)
        self.branch(what, row.code, parents, place)
        self.names.mention_all(label, parents, place, "parent")
        if row.renamed_from:
            self.names.rename(label, row.renamed_from, row.code, place)
        self.fact(place, row)

    def dependency(self, place: Place, row: DependencyRow) -> None:
        """A row of dependencies.csv."""
        self.unique("dependency", "depends_on", (row.product, row.depends_on), place)
        self.names.mention(CATEGORY, row.product, place, "product")
        self.names.mention(CATEGORY, row.depends_on, place, "depends_on")
        self.fact(place, row)

    def claim(self, place: Place, row: ClaimRow) -> None:
        """A row of claims.csv."""
        self.unique("claim", "id", row.id, place)
        self.names.mention(row.subject_type, row.subject, place, "subject", f"a {row.subject_type.value}")
        if len(row.source) > 1:
            self.problems.add(place, "source", "too many sources for a claim (expected one id)")
        self.fact(place, row)

    def referenced(self, place: Place, row: ReferencedRow) -> None:
        """A row of referenced.csv."""
        self._numbered(place, row)
        check_standard(place, row.as_standard(), self.problems)
        self.fact(place, row)

    def system(self, place: Place, row: SystemRow) -> None:
        """A system.yaml."""
        folder = place.file.split("/")[0]
        if row.code != folder:
            self.problems.add(place, "code", f"{row.code!r} does not match its folder (expected {folder!r})")
        self.names.define(SYSTEM, row.code)
        if row.renamed_from:
            self.names.rename(SYSTEM, row.renamed_from, row.code, place)
        for target in row.targets:
            self.unique("target", "targets", target.id, place)
            self.names.define(SubjectType.TARGET, target.id)
        for index, code in enumerate(row.watches):
            self.names.mention(CATEGORY, code, place, f"watches[{index}]")
        self.fact(place, row)

    def standard(self, place: Place, row: StandardRow) -> None:
        """A row of a standards.csv."""
        self._numbered(place, row)
        self.unique("standard", "plan_number", row.plan_number, place)
        if row.plan_number:
            canonical = plan_number_text(row.plan_number)
            if canonical != row.plan_number:
                message = f"{row.plan_number!r} is not in canonical form (expected {canonical!r})"
                self.problems.add(place, "plan_number", message)
            self.names.number(row.plan_number, row.id)
        if row.renamed_from:
            self.names.rename(STANDARD, row.renamed_from, row.id, place)
        self.names.mention_all(COMMITTEE, row.committees, place, "committees")
        self.names.mention_all(CATEGORY, row.product_categories, place, "product_categories")
        self.names.mention_all(STANDARD, row.adopts, place, "adopts")
        self.names.mention_all(STANDARD, row.amends, place, "amends")
        check_standard(place, row, self.problems)
        self.fact(place, row)

    def _numbered(self, place: Place, row: StandardRow | ReferencedRow) -> None:
        self.unique("standard", "id", row.id, place)
        self.names.define(STANDARD, row.id)
        if not row.number:
            return
        number = read_number(row.number)
        if isinstance(number, Number) and number.text != row.number:
            message = f"{row.number!r} is not in canonical form (expected {number.text!r})"
            self.problems.add(place, "number", message)
        if isinstance(number, Unparsed):
            self._unread(place, row.number)
        key = number.key
        self.unique("standard", "number", key, place)
        self.names.number(key, row.id)

    def _unread(self, place: Place, text: str) -> None:
        try:
            parse_number(text)
        except ValueError as error:
            self.problems.add(place, "number", str(error).replace(": expected ", " (expected ") + ")")

    def demand(self, place: Place, row: DemandRow) -> None:
        """What a row of a demands.csv has to do with other systems."""
        self.unique("demand", "id", row.id, place)
        self.names.define(SubjectType.DEMAND, row.id)
        if row.on is not None and row.until is not None and row.until.latest <= row.on.earliest:
            message = f"{row.until} does not follow on, {row.on} (expected a later day)"
            self.problems.add(place, "until", message)
        self.names.mention(CATEGORY, row.category, place, "category")
        self.fact(place, row)

    def external(self) -> tuple[ExternalReference, ...]:
        """What must hold of the seed as a whole, once all rows have passed; what it needs of the catalogue."""
        for what, tree in self._trees.items():
            expected = "parents that do not lead back" if what == "product category" else "a tree"
            for code, cycle in parent_cycles({code: parents for code, (_, parents) in tree.items()}):
                self.problems.add(tree[code][0], "parent", f"cycle {cycle} (expected {expected})")
        return self.names.external()


class Lineage:
    """Nothing replaces what replaces it, directly or through others; of each cycle its last row is reported."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._places: list[Place] = []
        self._edges: list[tuple[str, str]] = []

    def add(self, successor: str, predecessor: str, place: Place) -> None:
        """A replacement."""
        self._places.append(place)
        self._edges.append((successor, predecessor))

    def check(self) -> None:
        """Report what goes in a circle, once all replacements were added."""
        for index, cycle in closing_edges(self._edges):
            message = f"cycle {cycle} (expected a standard that does not replace it)"
            self._problems.add(self._places[index], "predecessor", message)


class UniqueKeys:
    """The keys of one kind, each with the first place that has it."""

    def __init__(self, what: str, column: str, problems: Problems) -> None:
        self._what = what
        self._column = column
        self._problems = problems
        self._first: dict[Hashable, Place] = {}

    def add(self, key: Hashable | None, place: Place) -> None:
        """Nothing else has the key; an unknown one is no key."""
        if key is None:
            return
        if key in self._first:
            text = " / ".join(key) if isinstance(key, tuple) else key
            message = f"duplicate {self._what} {text!r}, first in {self._first[key]} (expected a unique one)"
            self._problems.add(place, self._column, message)
        else:
            self._first[key] = place
