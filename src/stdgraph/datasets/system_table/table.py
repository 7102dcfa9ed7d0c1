"""What is recognised in a table of a standards system: its tree, its items, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.mapping import TableMapping
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.vocabulary import Degree, Level, Membership, Nature, Priority, Standing, Status, TitleBasis


@dataclass(frozen=True, slots=True)
class TableSubsystem:
    """A subsystem, after its parent. Where no code is printed it is counted (1, 1.2), and ``code_printed`` is false."""

    code: str
    title_zh: str | None
    title_en: str | None
    parent: str | None
    order: int
    """Its place among all subsystems of the table, from 1."""
    place: CellPlace
    code_printed: bool = True


@dataclass(frozen=True, slots=True)
class StatedAdoption:
    """A document that an item adopts, as printed in canonical form; ``degree`` is None where the table says none."""

    number: str
    degree: Degree | None = None


@dataclass(frozen=True, slots=True)
class TableItem:
    """A row of the list (明细表). What the table does not say, or says in words that are not understood, is None or empty."""

    place: CellPlace
    subsystem: str | None = None
    """The code of its subsystem."""
    sequence: str | None = None
    item_number: str | None = None
    """Its own code in the system (标准体系编号), where each row has one."""
    number: str | None = None
    """In canonical form; ``printed_number`` is what stands there."""
    printed_number: str | None = None
    further_numbers: tuple[str, ...] = ()
    """Other numbers in the same cell, which name other documents."""
    plan_number: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    level: Level | None = None
    nature: Nature | None = None
    status: Status | None = None
    standing: Standing | None = None
    stage: str | None = None
    """A stage code where the word says one."""
    published_on: PartialDate | None = None
    in_force_on: PartialDate | None = None
    withdrawn_on: PartialDate | None = None
    planned_on: PartialDate | None = None
    """By when it is to be made or revised."""
    adopts: tuple[StatedAdoption, ...] = ()
    replaces: tuple[str, ...] = ()
    replaces_in_part: tuple[str, ...] = ()
    """Those of ``replaces`` that are replaced in part only."""
    replaced_by: tuple[str, ...] = ()
    committee: str | None = None
    department: str | None = None
    drafting_bodies: str | None = None
    categories: str | None = None
    kind: str | None = None
    """What sort of standard it is (标准类别: 基础, 方法, 产品 …), in the table's words."""
    priority: Priority | None = None
    ics: str | None = None
    ccs: str | None = None
    remarks: str | None = None
    membership: Membership | None = None
    """Whether a source states that it belongs to its subsystem."""
    listing_note: str | None = None
    title_basis: TitleBasis | None = None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken, and why."""

    place: CellPlace
    value: str | None
    reason: Message


@dataclass(frozen=True, slots=True)
class TableNote:
    """Something that was understood, with a remark."""

    place: CellPlace
    value: str | None
    text: Message


@dataclass(frozen=True, slots=True)
class UnmappedText:
    """A heading or a word that was not understood; its field was left out. ``nearest`` are what may be meant, best first."""

    place: CellPlace
    text: str
    field: TableField | None
    """The field of a word; None for a heading."""
    nearest: tuple[str, ...] = ()
    count: int = 1
    """In how many cells it stands; ``place`` is the first."""


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A figure that the table states of its rows, and what was counted where it can be."""

    place: CellPlace
    label: str
    stated: int
    counted: int | None

    @property
    def contradicts(self) -> bool:
        """Whether the rows are not as many as it says."""
        return self.counted is not None and self.counted != self.stated


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no item, and what it is: a header, a note below the table, a heading."""

    place: CellPlace
    what: str


@dataclass(frozen=True, slots=True)
class SystemTable:
    """A table as it was recognised. Each row of a sheet of items is an item, rejected, a total, or skipped."""

    subsystems: tuple[TableSubsystem, ...]
    items: tuple[TableItem, ...]
    rejected: tuple[RejectedRow, ...]
    notes: tuple[TableNote, ...]
    unmapped: tuple[UnmappedText, ...]
    totals: tuple[StatedTotal, ...]
    skipped: tuple[SkippedRow, ...]
    mapping: TableMapping
    """The mapping in effect: saved and applied to the same file it yields the same result."""
    title: str | None = None
    """What stands above the header: most often the name of the system."""

    def without_mapping(self) -> SystemTable:
        """The same, to compare what two mappings yield."""
        return replace(self, mapping=TableMapping())
