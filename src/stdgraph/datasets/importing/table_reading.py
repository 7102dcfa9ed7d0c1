"""Reads a workbook with a system's table into statements: recognised first, then held against what the catalogue has."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.findings import FindingLog
from stdgraph.datasets.importing.formats import Format
from stdgraph.datasets.importing.reading import Reading, ReadProgress
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.importing.spool import StatementSpool
from stdgraph.datasets.importing.table_context import TableContext, system_titled, table_context
from stdgraph.datasets.importing.table_import import TableTarget, state_table, system_title
from stdgraph.datasets.rows import SourceRow
from stdgraph.datasets.system_table import SystemTable, TableMapping, read_workbook, recognise
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph


async def read_table(
    graph: Graph,
    path: Path,
    dataset: str,
    system: str | None,
    mapping: TableMapping | None,
    language: Language,
    progress: ReadProgress | None = None,
    *,
    title: str | None = None,
    creates_committees: bool = True,
) -> Reading:
    """The statements of a table. ``system``: the code of its system; None: that of the same title, else one made of the dataset's name.
    ``title``: what its system is called where the table does not say; None: the name of the file.

    Raises BadInput for a workbook that cannot be read or holds no table.
    """
    if progress is not None:
        progress("read", 0, None)
    table = await asyncio.to_thread(lambda: recognise(read_workbook(path), mapping))
    code = system or await _system(graph, table, dataset)
    context = await table_context(graph, table, dataset, code)
    target = TableTarget(path.name, code, title or path.stem, language, creates_committees)
    return await asyncio.to_thread(_stated, table, target, context, dataset)


def _stated(table: SystemTable, target: TableTarget, context: TableContext, dataset: str) -> Reading:
    if not table.items:
        raise BadInput(_no_items(table, target))
    source = SourceRow(id=dataset, title=system_title(table.title) or target.title)
    rows = ImportRows(StatementSpool(), FindingLog(), source)
    reading = Reading(rows, (Format.TABLE,), table=table, system=context.system or target.system)
    if context.told_by:
        rows.notes.append(_other_datasets(context, reading.system or "", dataset).text(target.language))
    try:
        reading.externals = state_table(table, target, context, rows)
    except BaseException:
        reading.close()
        raise
    return reading


def _other_datasets(context: TableContext, system: str, dataset: str) -> Message:
    """That a system is there from other datasets: a new edition of the file goes into the same one, or nothing of it is ever outdated."""
    zh, en = "、".join(context.told_by), ", ".join(context.told_by)
    return Message(
        f"体系 {system} 的内容来自数据集 {zh}，本文件将作为另一数据集 {dataset} 并存；若是同一份表的修改稿，请用 --dataset {context.told_by[0]} 导入",
        f"system {system} is stated by dataset {en}, and this file will be another one, {dataset}, beside it; for a new edition of the same"
        f" table use --dataset {context.told_by[0]}",
    )


def _no_items(table: SystemTable, target: TableTarget) -> str:
    first = table.rejected[:3]
    if target.language is Language.ZH:
        why = "；".join(f"{one.place.words.zh}：{one.reason.zh}" for one in first)
        wanted = "（应为带有表头、列出标准号或标准名称的明细表）"
        return f"{target.file}：没有一行可以作为标准读入{f'：{why}' if why else ''}{wanted}"
    why = "; ".join(f"{one.place}: {one.reason.en}" for one in first)
    wanted = "(expected a list with a header that names a number or a title)"
    return f"{target.file}: no row could be taken as a standard{f': {why}' if why else ''} {wanted}"


async def _system(graph: Graph, table: SystemTable, dataset: str) -> str:
    """The code of the system that bears the table's title, else one made of the dataset's name."""
    title = system_title(table.title)
    known = await system_titled(graph, title) if title else None
    return known or re.sub(r"[\s|;,/]+", "-", dataset).upper()
