"""What a table of a system says after it was written and recognised again, beside what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stdgraph.datasets.system_table import SystemTable, TableItem, read_workbook, recognise
from stdgraph.domain.numbers import number_key
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms.forms import SystemForms
from stdgraph.exports.system_forms.listed_rows import ListedRow, Named
from stdgraph.exports.system_forms.workbook import workbook

SEPARATORS = {Language.ZH: "；", Language.EN: "; "}


def written_and_recognised(forms: SystemForms, language: Language, folder: Path) -> SystemTable:
    """The table that is recognised in the workbook of these forms."""
    file = folder / "forms.xlsx"
    file.write_bytes(workbook(forms, language))
    return recognise(read_workbook(file))


def rows_of(forms: SystemForms) -> list[ListedRow]:
    """The rows in the order of the list."""
    return [row for branch in forms.branches for row in forms.listed_in(branch.code)]


def written(row: ListedRow, language: Language) -> dict[str, Any]:
    """What a row says, as an item that is recognised again says it."""
    plain = ("level", "nature", "status", "standing", "stage", "department", "note", "membership")
    texts = {name: _joined(row[name], language) for name in ("categories", "draftingBodies", "ics", "ccs")}
    return {
        **{name: row[name] for name in plain},  # type: ignore[literal-required]
        **texts,
        "subsystem": row["subsystem"],
        "itemNumber": row["itemNumber"],
        "number": row["number"] and number_key(row["number"]),
        "planNumber": row["planNumber"],
        "titles": (row["titleZh"], row["titleEn"]),
        "titleBasis": row["titleBasis"],
        "published": row["published"],
        "inForce": row["inForce"],
        "withdrawn": row["withdrawn"],
        "dueOn": row["dueOn"],
        "adopts": sorted((_key(named), degree or "") for named, degree in row["adopts"]),
        "replaces": sorted(_key(named) for named, _ in row["replaces"]),
        "replacesInPart": sorted(_key(named) for named, extent in row["replaces"] if extent == "PART"),
        "committees": _joined([code for code, *_ in row["owners"]], language),
        "listingNote": row["listingNote"],
    }


def recognised(item: TableItem) -> dict[str, Any]:
    """The same of an item."""
    return {
        "level": item.level,
        "nature": item.nature,
        "status": item.status,
        "standing": item.standing,
        "stage": item.stage,
        "department": item.department,
        "note": item.remarks,
        "membership": item.membership,
        "categories": item.categories,
        "draftingBodies": item.drafting_bodies,
        "ics": item.ics,
        "ccs": item.ccs,
        "subsystem": item.subsystem,
        "itemNumber": item.item_number,
        "number": item.number and number_key(item.number),
        "planNumber": item.plan_number,
        "titles": (item.title_zh, item.title_en),
        "titleBasis": item.title_basis,
        "published": _text(item.published_on),
        "inForce": _text(item.in_force_on),
        "withdrawn": _text(item.withdrawn_on),
        "dueOn": _text(item.planned_on),
        "adopts": sorted((number_key(one.number), one.degree or "") for one in item.adopts),
        "replaces": sorted(map(number_key, item.replaces)),
        "replacesInPart": sorted(map(number_key, item.replaces_in_part)),
        "committees": item.committee,
        "listingNote": item.listing_note,
    }


def tree_of(forms: SystemForms) -> list[Mapping[str, Any]]:
    """The subsystems as they are recognised again."""
    return [{"code": one.code, "zh": one.title_zh, "en": one.title_en, "parent": one.parent} for one in forms.branches]


def recognised_tree(table: SystemTable) -> list[Mapping[str, Any]]:
    """The same of a table."""
    return [
        {"code": one.code, "zh": one.title_zh, "en": one.title_en, "parent": one.parent} for one in table.subsystems
    ]


def _key(named: Named) -> str:
    return number_key(named[1] or named[3] or named[0])


def _joined(values: Sequence[str] | None, language: Language) -> str | None:
    return SEPARATORS[language].join(values) if values else None


def _text(date: object) -> str | None:
    return None if date is None else str(date)
