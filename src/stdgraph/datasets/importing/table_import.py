"""A system's table as what its dataset states: the system, its subsystems, their items and where these stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.committees import parent_of
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.importing.table_context import TableContext, folded
from stdgraph.datasets.importing.table_findings import log_table
from stdgraph.datasets.importing.table_items import TableItems
from stdgraph.datasets.importing.table_relations import TableRelations
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import CommitteeRow, StandardRow, SubsystemRow, SystemRow, SystemSeed
from stdgraph.datasets.seed_statements import (
    as_numbered,
    committee_statement,
    standard_statement,
    subsystem_statements,
    system_statement,
)
from stdgraph.datasets.statements import POSITION, STAGE, STAGE_ON, StatedLink
from stdgraph.datasets.system_table.table import SystemTable, TableItem, TableSubsystem
from stdgraph.domain.vocabulary import CommitteeLevel, Confidence, Language, Membership

_LIST = re.compile(r"(?:(?:^|(?<=体系)|(?<=[\s）)]))标准)?(?:明细表|一览表|项目表)$")
"""What says of a title that it is the list's."""
UNCLASSIFIED = Message("未分类", "Unclassified")
UNCLASSIFIED_CODE = "0"
"""The subsystem of items that stand below no heading."""


_FIELDS = {"committees": "committee", "product_categories": "categories", "due_on": "planned_on"}
"""What tables call fields that rows of standards name otherwise."""


@dataclass(frozen=True, slots=True)
class TableTarget:
    """Where a table goes."""

    file: str
    system: str
    title: str
    """What the system is called where the table brings it."""
    language: Language
    creates_committees: bool = True
    """Whether committees may be stated that the catalogue does not have."""


def state_table(
    table: SystemTable, target: TableTarget, context: TableContext, rows: ImportRows
) -> dict[tuple[str, str], str]:
    """State what the table says; the nodes of the catalogue that it names, by label and name, are returned."""
    return _TableImport(table, target, context, rows).run()


class _TableImport:
    def __init__(self, table: SystemTable, target: TableTarget, context: TableContext, rows: ImportRows) -> None:
        self._table = table
        self._target = target
        self._context = context
        self._rows = rows
        self._system = context.system or target.system
        self._items = TableItems(rows, context, target.language)
        self._relations = TableRelations(rows, context)
        self._codes = self._subsystem_codes()
        self._listed: dict[str, list[TableItem]] = {}
        """The rows of each document: one that is listed twice has two."""

    def run(self) -> dict[tuple[str, str], str]:
        self._rows.column_of = self._column
        log_table(self._table, self._target.file, self._rows, self._target.language)
        self._rows.read += len(self._table.items) + len(self._table.rejected)
        if self._context.system is None or self._context.own_system:
            self._state_system()
        kept = list(self._accepted())
        self._state_committees()
        self._state_subsystems()
        for item, row in kept:
            self._relations.add(self._place(item), item, row.id)
        self._relations.finish()
        for item, row in kept:
            self._keep(item, row)
        for statement in self._relations.further():
            self._rows.state_once(statement)
        return self._externals(kept)

    def _column(self, place: Place, name: str | None) -> str | None:
        """The letters of the column that has a field; its name where none has it alone."""
        sheet = self._table.mapping.sheets.get(place.sheet or "")
        columns = (sheet.columns or {}) if sheet else {}
        return next(
            (letters for letters, column in columns.items() if column.field == _FIELDS.get(name or "", name)), name
        )

    def _place(self, item: TableItem) -> Place:
        return Place(self._target.file, item.place.row, item.place.sheet)

    def _shared(self) -> dict[str, object]:
        return {"source": self._rows.refs, "confidence": Confidence.VERIFIED}

    def _state_system(self) -> None:
        title = system_title(self._table.title) or self._target.title
        row = SystemRow.model_validate({"code": self._system, "title_zh": title, **self._shared()})
        self._rows.state_once(system_statement(row))

    def _accepted(self) -> Iterator[tuple[TableItem, StandardRow]]:
        """The items whose rows are right; what one says of another is known once all are."""
        for item in self._table.items:
            place = self._place(item)
            local = self._items.local(item)
            if local in self._listed:
                self._listed[local].append(item)
                continue
            row = self._rows.standard(place, self._items.fields(place, item, local))
            if row is not None:
                self._relations.know(item, row.id)
                self._listed[row.id] = [item]
                yield item, row

    def _state_committees(self) -> None:
        for code, title in self._items.new_committees.items():
            if not self._target.creates_committees:
                continue
            above = parent_of(code)
            known, new = self._context.committees.codes, self._items.new_committees
            level = CommitteeLevel.NATIONAL if code.startswith("SAC/") else CommitteeLevel.INTERNATIONAL
            row = CommitteeRow.model_validate(
                {
                    "code": code,
                    "title_zh": title,
                    "parent": above if above in known or above in new else None,
                    "level": level,
                    **self._shared(),
                }
            )
            self._rows.state_once(committee_statement(row))

    def _subsystem_codes(self) -> dict[str, str]:
        """The codes of the table's subsystems in the catalogue: those of the same title where the table prints none."""
        found: dict[str, str] = {}
        taken = set(self._context.subsystems)
        for one in sorted(self._table.subsystems, key=lambda one: one.order):
            code = one.code
            if not one.code_printed:
                parent = found.get(one.parent) if one.parent else None
                code = self._held_as(one, parent) or _free(one.code, taken)
            found[one.code] = code
            taken.add(code)
        return found

    def _held_as(self, one: TableSubsystem, parent: str | None) -> str | None:
        """The subsystem that the catalogue has under this title at the same place."""
        titles = {folded(title) for title in (one.title_zh, one.title_en) if title}
        for code, held in self._context.subsystems.items():
            known = {folded(title) for title in (held["titleZh"], held["titleEn"]) if title}
            if held["parent"] == parent and titles & known:
                return code
        return None

    def _state_subsystems(self) -> None:
        rows = []
        for one in sorted(self._table.subsystems, key=lambda one: one.order):
            title = one.title_zh or (None if one.title_en else one.code)
            rows.append(
                self._subsystem(self._codes[one.code], one.parent and self._codes[one.parent], title, one.title_en)
            )
        if any(item.subsystem is None for items in self._listed.values() for item in items):
            rows.append(self._subsystem(UNCLASSIFIED_CODE, None, UNCLASSIFIED.zh, UNCLASSIFIED.en))
        for statement in subsystem_statements(SystemSeed(self._system, None, tuple(rows))):
            if statement.local.partition("/")[2] in self._context.others:  # its place is theirs to say
                statement = replace(statement, properties={**statement.properties, POSITION: None})
            self._rows.state_once(statement)

    def _subsystem(self, code: str, parent: str | None, title_zh: str | None, title_en: str | None) -> SubsystemRow:
        data = {"code": code, "parent": parent, "title_zh": title_zh, "title_en": title_en, **self._shared()}
        return SubsystemRow.model_validate(data)

    def _keep(self, item: TableItem, row: StandardRow) -> None:
        rows = self._listed[row.id]
        links = (*map(self._listing, rows), *self._relations.links.get(row.id, ()))
        statement = standard_statement(as_numbered(row), links)
        if not self._items.states_stage(item):
            statement = replace(statement, properties={**statement.properties, STAGE: None, STAGE_ON: None})
        self._rows.spool.add(statement, self._place(item))
        self._rows.accepted += len(rows)

    def _listing(self, item: TableItem) -> StatedLink:
        code = self._codes[item.subsystem] if item.subsystem is not None else UNCLASSIFIED_CODE
        membership = item.membership or Membership.STATED
        details = {"membership": membership.value, "itemNumber": item.item_number, "note": item.listing_note}
        known = {name: value for name, value in details.items() if value}
        return StatedLink("LISTED_IN", "Subsystem", f"{self._system}/{code}", known)

    def _externals(self, kept: list[tuple[TableItem, StandardRow]]) -> dict[tuple[str, str], str]:
        found = dict(self._relations.externals)
        for item, row in kept:
            if (node := self._context.planned_as(item)) is not None:
                found["Standard", row.id] = node
            found |= {("Committee", code): code for code in row.committees if self._context.is_others(code)}
            found |= {("ProductCategory", code): code for code in row.product_categories}
        return found


def system_title(printed: str | None) -> str | None:
    """What a system is called above its list: without the word that says it is one. None where nothing else stands there."""
    return _LIST.sub("", printed.strip()).strip() or None if printed else None


def _free(code: str, taken: set[str]) -> str:
    """A counted code, or the next one that is free."""
    if code not in taken:
        return code
    head, dot, last = code.rpartition(".")
    number = int(last) if last.isdigit() else 1
    while f"{head}{dot}{number}" in taken:
        number += 1
    return f"{head}{dot}{number}"
