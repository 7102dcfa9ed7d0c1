"""The rows of the seed, one model a file: field names are the columns, in order.

Plain data: codes and ids where the catalogue has relationships. docs/seed-format.md says what each column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from stdgraph.datasets.fields import (
    AnyDate,
    BasisWord,
    CategoryKindWord,
    Code,
    Codes,
    CommitteeLevelWord,
    ConfidenceWord,
    CountsWord,
    DatasetName,
    Day,
    Degrees,
    ExtentWord,
    Flag,
    LastDay,
    Levels,
    LevelWord,
    NatureWord,
    OperatorWord,
    OptionalCode,
    OptionalStage,
    PriorityWord,
    RoleWord,
    Sources,
    StageCode,
    StandardName,
    SubjectTypeWord,
    TitleBasisWord,
    Whole,
)
from stdgraph.datasets.places import ExternalReference


class Row(BaseModel):
    """A row of the seed; immutable, with no field that the format does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    optional: ClassVar[frozenset[str]] = frozenset({"renamed_from"})
    """Columns that a file may lack; all others must be there."""

    @classmethod
    def columns(cls) -> list[str]:
        """The columns of a file of such rows, in order."""
        names = sorted(cls.model_fields, key=lambda name: issubclass(cls, Fact) and name in Fact.model_fields)
        return [cls.model_fields[name].alias or name for name in names]


class Fact(Row):
    """A row that states a fact: where it comes from and how sure it is. These columns come last."""

    source: Sources
    confidence: ConfidenceWord
    note: str | None = None


class DatasetRow(Row):
    """What dataset.yaml says; without a name the folder's is taken."""

    name: DatasetName = None
    title_zh: str | None = None
    title_en: str | None = None
    stated_on: Day = None
    rank: Whole = None
    note: str | None = None


class SourceRow(Row):
    """Where facts come from: a document, a web page, or the admission that nothing was read."""

    id: Code
    title: str | None = None
    url: str | None = None
    note: str | None = None


class CommitteeRow(Fact):
    """A committee, or another body that owns or issues standards."""

    code: Code
    title_zh: str | None = None
    title_en: str | None = None
    parent: OptionalCode = None
    level: CommitteeLevelWord = None
    secretariat: str | None = None
    members: Whole = None
    renamed_from: OptionalCode = None


class CategoryRow(Fact):
    """A product category; its parents are what it is a kind of."""

    code: Code
    title_zh: str | None = None
    title_en: str | None = None
    kind: CategoryKindWord
    parent: Codes = ()
    aliases: Codes = ()
    declared_processes: Whole = None
    declared_materials: Whole = None
    renamed_from: OptionalCode = None

    optional: ClassVar[frozenset[str]] = frozenset({"declared_processes", "declared_materials", "renamed_from"})


class DependencyRow(Fact):
    """A dependency of a product: a part, process, material or input."""

    product: Code
    depends_on: Code
    role: RoleWord


class ClaimRow(Fact):
    """One source's value for one field of one subject."""

    id: Code
    subject_type: SubjectTypeWord
    subject: StandardName
    field: str
    value: str
    chosen: Flag = False
    on: AnyDate = None

    optional: ClassVar[frozenset[str]] = frozenset({"on"})


class ReferencedRow(Fact):
    """A document that is only named, as adopted or replaced, and is in no system; published where nothing is said of its stage."""

    optional: ClassVar[frozenset[str]] = frozenset(
        {"title_zh", "title_en", "stage", "published_on", "in_force_on", "withdrawn_on"}
    )

    id: Code
    number: str
    title_zh: str | None = None
    title_en: str | None = None
    level: LevelWord = None
    stage: OptionalStage = None
    published_on: AnyDate = None
    in_force_on: AnyDate = None
    withdrawn_on: AnyDate = None

    def as_standard(self) -> StandardRow:
        """The same as a row of standards.csv."""
        return StandardRow(**{"stage": "60.60", **self.model_dump(exclude_none=True)})


class TargetRow(Row):
    """A numeric target of a system; without ``required`` only the measure describes it (full coverage), without ``counts`` nothing is counted."""

    id: Code
    statement: str
    measure: str | None = None
    counts: CountsWord = None
    operator: OperatorWord = None
    required: Whole = None
    by: LastDay = None
    levels: Levels = ()
    baseline: LastDay = None


class SystemRow(Fact):
    """A standards system: what system.yaml says."""

    code: Code
    title_zh: str | None = None
    title_en: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued_on: AnyDate = None
    announced_on: AnyDate = None
    declared: Whole = None
    horizon: str | None = None
    related: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    renamed_from: OptionalCode = None


class SubsystemRow(Fact):
    """A node of a system's tree; without a parent it is at the top."""

    code: Code
    parent: OptionalCode = None
    title_zh: str | None = None
    title_en: str | None = None
    renamed_from: OptionalCode = None


class StandardRow(Fact):
    """A standard, project or planned item; ``stage`` is its current stage."""

    optional: ClassVar[frozenset[str]] = frozenset(
        {"title_basis", "amends", "department", "drafting_bodies", "renamed_from"}
    )

    id: Code
    number: str | None = None
    printed_number: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    title_basis: TitleBasisWord = None
    level: LevelWord = None
    nature: NatureWord = None
    stage: StageCode
    stage_on: AnyDate = None
    due_on: LastDay = None
    published_on: AnyDate = None
    in_force_on: AnyDate = None
    withdrawn_on: AnyDate = None
    plan_number: OptionalCode = None
    committees: Codes = ()
    owner_basis: BasisWord = None
    department: str | None = None
    drafting_bodies: Codes = ()
    ics: Codes = ()
    ccs: Codes = ()
    adopts: Codes = ()
    adoption_degree: Degrees = ()
    amends: Codes = ()
    product_categories: Codes = ()
    renamed_from: OptionalCode = None


class ListingRow(Row):
    """A listing of a standard in a subsystem."""

    standard: StandardName
    subsystem: Code
    item_number: str | None = None
    membership: BasisWord = None
    note: str | None = None
    from_: AnyDate = Field(None, alias="from")
    until: AnyDate = None

    optional: ClassVar[frozenset[str]] = frozenset({"from", "until"})


class ReplacementRow(Fact):
    """A replacement of one standard by another, in whole or in part."""

    successor: StandardName
    predecessor: StandardName
    extent: ExtentWord
    since: AnyDate = None


class ReferenceRow(Fact):
    """A reference from one standard to another, normative or informative."""

    standard: StandardName
    refers_to: StandardName
    normative: Flag = False


class DemandRow(Fact):
    """A documented demand of a product category for a standard of a subsystem."""

    id: Code
    subsystem: Code
    category: Code
    priority: PriorityWord = None
    on: AnyDate = None
    until: AnyDate = None

    optional: ClassVar[frozenset[str]] = frozenset({"until"})


RowT = TypeVar("RowT", bound=Row, covariant=True)


class Rows(Protocol[RowT]):
    """Rows that can be counted and gone through as often as one likes: a tuple, or a file that is read anew each time."""

    def __iter__(self) -> Iterator[RowT]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class DatasetDefinition:
    """The dataset that a seed states: where datasets differ, the one of the smaller rank is followed."""

    name: str
    title_zh: str | None = None
    title_en: str | None = None
    stated_on: date | None = None
    rank: int = 100
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SystemSeed:
    """One folder of the seed. Without ``system`` the standards system is one that the catalogue holds."""

    code: str
    system: SystemRow | None = None
    subsystems: tuple[SubsystemRow, ...] = ()
    standards: Rows[StandardRow] = ()
    listings: Rows[ListingRow] = ()
    replacements: Rows[ReplacementRow] = ()
    references: Rows[ReferenceRow] = ()
    demands: tuple[DemandRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """A whole seed as plain rows, with what it names and the catalogue must hold.

    The rows of what may be large (standards, what relates them, claims) are read from their files at every pass.
    """

    sources: tuple[SourceRow, ...] = ()
    committees: tuple[CommitteeRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    dependencies: tuple[DependencyRow, ...] = ()
    claims: Rows[ClaimRow] = ()
    referenced: Rows[ReferencedRow] = ()
    systems: tuple[SystemSeed, ...] = ()
    dataset: DatasetDefinition = DatasetDefinition("seed")
    external: tuple[ExternalReference, ...] = ()

    def standards(self) -> Iterator[StandardRow]:
        """Every standard of every system, and the documents that stand in none."""
        for part in self.systems:
            yield from part.standards
        for row in self.referenced:
            yield row.as_standard()
