"""Columns whose heading can mean several fields: their values tell which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from stdgraph.datasets.system_table.cell_numbers import is_known_number
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.header import BARE_CODES
from stdgraph.datasets.system_table.headings import folded_heading
from stdgraph.datasets.system_table.mapping import ColumnMapping, SheetMapping
from stdgraph.datasets.system_table.outline import is_code
from stdgraph.datasets.system_table.rows import RowKind
from stdgraph.datasets.system_table.sheet import Sheet, column_number
from stdgraph.datasets.system_table.sheet_rows import read_rows
from stdgraph.datasets.system_table.words import folded_word, is_empty, meaning

F = TableField
TICKS = frozenset(["√", "✓", "✔", "●", "○", "★", "☆", "是", "有", "y", "yes", "v", "x", "×", "1", "■", "▲", "△", "o"])
_KINDS = frozenset(
    [
        "基础",
        "通用",
        "方法",
        "产品",
        "管理",
        "安全",
        "卫生",
        "环保",
        "服务",
        "工程",
        "检测",
        "试验",
        "术语",
        "设计",
        "施工",
        "工艺",
        "设备",
        "材料",
    ]
)
_SUBSYSTEMS = frozenset(field for field in F if field.value.startswith("subsystem"))
_FIELDS_OF_WORK = frozenset(
    map(folded_heading, ("领域", "专业领域", "专业", "应用领域", "Field", "Domain", "产品分类"))
)


def refine_columns(sheet: Sheet, draft: SheetMapping, codes: frozenset[str]) -> SheetMapping:
    """The columns of a list, those that could mean several fields decided by their values. ``codes`` are those of a sheet of subsystems."""
    columns = dict(draft.columns or {})
    values = _Values(sheet, draft)
    _numbers(columns, values)
    _ticks(columns, values)
    _system_codes(columns, values, codes)
    _groups(columns, values, told=bool(codes) or values.has_headings or bool(_with(columns, *_SUBSYSTEMS)))
    _replacements(columns)
    return replace(draft, columns=columns)


class _Values:
    """The values of the columns of a list, items alone."""

    def __init__(self, sheet: Sheet, draft: SheetMapping) -> None:
        reads = list(read_rows(sheet, draft, hierarchy=True))
        self._rows = [read.row for read in reads if read.kind is RowKind.ITEM]
        self.has_headings = any(read.kind is RowKind.HEADING for read in reads)

    def of(self, letters: str) -> list[str]:
        at = column_number(letters)
        return [text for row in self._rows if not is_empty(text := row.text(at))]

    def share(self, letters: str, test: Callable[[str], bool]) -> float:
        found = self.of(letters)
        return sum(map(test, found)) / len(found) if found else 0.0


def _with(columns: Mapping[str, ColumnMapping], *fields: TableField) -> list[str]:
    return [letters for letters, column in columns.items() if column.field in fields]


def _set(columns: dict[str, ColumnMapping], letters: str, field: TableField | None) -> None:
    columns[letters] = replace(columns[letters], field=field)


def _numbers(columns: dict[str, ColumnMapping], values: _Values) -> None:
    """A bare 编号 that holds codes is that of the system; numbers under a heading of another sense are numbers all the same."""
    for letters in _with(columns, F.NUMBER):
        bare = folded_heading(columns[letters].heading) in BARE_CODES
        if bare and values.share(letters, is_code) > 0.8 > 0.2 > values.share(letters, is_known_number):
            _set(columns, letters, None if _with(columns, F.SYSTEM_CODE) else F.SYSTEM_CODE)
    if not _with(columns, F.NUMBER, F.NUMBER_OR_PLAN):
        unclear = [
            letters
            for letters, column in columns.items()
            if column.field in (None, F.CATEGORY, F.KIND, F.SYSTEM_CODE, F.ITEM_NUMBER, F.SUBSYSTEM_CODE)
            and not column.ignored
            and values.share(letters, is_known_number) > 0.8
        ]
        if unclear:
            _set(columns, unclear[0], F.NUMBER)


def _ticks(columns: dict[str, ColumnMapping], values: _Values) -> None:
    """Columns headed by a state or a level and ticked where it holds."""
    for letters, column in columns.items():
        if column.field is None and not column.ignored and values.share(letters, _is_tick) == 1.0:
            for field, tick in ((F.STATUS, F.STATUS_TICK), (F.LEVEL, F.LEVEL_TICK)):
                if meaning(field, column.heading.split()[-1]):
                    _set(columns, letters, tick)
                    break


def _is_tick(text: str) -> bool:
    return text.strip().casefold() in TICKS


def _system_codes(columns: dict[str, ColumnMapping], values: _Values, codes: frozenset[str]) -> None:
    """标准体系编号 is the code of the subsystem where rows share it or a sheet of subsystems has it, else the row's own."""
    for letters in _with(columns, F.SYSTEM_CODE):
        found = values.of(letters)
        shared = len(set(found)) < len(found) * 0.9
        known = bool(codes) and sum(text in codes for text in found) * 2 > len(found)
        titled = bool(_with(columns, F.SUBSYSTEM_TITLE)) and not _with(columns, F.SUBSYSTEM_CODE)
        own = F.ITEM_NUMBER if not _with(columns, F.ITEM_NUMBER) else None
        _set(columns, letters, F.SUBSYSTEM_CODE if shared or known or titled else own)


def _groups(columns: dict[str, ColumnMapping], values: _Values, *, told: bool) -> None:
    """类别 and 领域 tell the subsystem where nothing else does and rows share their values; else the kind of standard, the categories."""
    for letters in _with(columns, F.CATEGORY):
        kinds = values.share(letters, lambda text: folded_word(text).removesuffix("标准") in _KINDS) > 0.5
        if not told and _shared(values.of(letters)) and not (kinds and values.share(letters, is_code)):
            _set(columns, letters, F.SUBSYSTEM)
            told = True
        else:
            _set(columns, letters, F.KIND if not _with(columns, F.KIND) else F.CATEGORIES)
    for letters in _with(columns, F.CATEGORIES):
        field = folded_heading(columns[letters].heading) in _FIELDS_OF_WORK
        if field and not told and _shared(values.of(letters)):
            _set(columns, letters, F.SUBSYSTEM)
            told = True


def _shared(found: Sequence[str]) -> bool:
    return len(found) > 1 and len(set(found)) < len(found) * 0.8


def _replacements(columns: dict[str, ColumnMapping]) -> None:
    """Beside 代替标准, 被代替标准 is what replaces the row's own document."""
    if _with(columns, F.REPLACES) and not _with(columns, F.REPLACED_BY):
        for letters in _with(columns, F.REPLACED_OR_WITHDRAWN):
            if "作废" not in columns[letters].heading:
                _set(columns, letters, F.REPLACED_BY)
