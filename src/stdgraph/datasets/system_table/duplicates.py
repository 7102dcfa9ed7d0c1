"""Rows that name the same document: a second listing, or a contradiction."""

from __future__ import annotations

from dataclasses import dataclass, field

from stdgraph.datasets.system_table.cell_numbers import parsed
from stdgraph.datasets.system_table.findings import TableFindings
from stdgraph.datasets.system_table.table import TableItem
from stdgraph.domain.text import fold


@dataclass(slots=True)
class ListedItems:
    """The items so far, by number, by plan number, by title where they have neither."""

    findings: TableFindings
    _first: dict[tuple[str, str], TableItem] = field(default_factory=dict)
    _places: dict[tuple[str, str, str | None], TableItem] = field(default_factory=dict)

    def accepts(self, item: TableItem) -> bool:
        """Whether an item is taken: the first of its number, or the same listed in another subsystem. Another one is rejected and told."""
        key = _key(item)
        first = self._first.setdefault(key, item)
        if first is item:
            self._places[(*key, item.subsystem)] = item
            return True
        name = item.number or item.plan_number or item.title_zh or item.title_en
        if not _same_title(first, item):
            other = first.title_zh or first.title_en
            self.findings.reject(
                item.place,
                name,
                f"编号重复：{first.place.words.zh}已有，名称为“{other}”",
                f"duplicate number: first in {first.place.words.en}, with the title {other!r}",
            )
            return False
        listed = self._places.setdefault((*key, item.subsystem), item)
        if listed is not item:
            self.findings.reject(
                item.place,
                name,
                f"重复行：{listed.place.words.zh}已列入同一子体系",
                f"listed twice in one subsystem: first in {listed.place.words.en}",
            )
            return False
        return True


def _key(item: TableItem) -> tuple[str, str]:
    if item.number:
        return "number", parsed(item.number).key
    if item.plan_number:
        return "plan", item.plan_number
    return "title", fold(item.title_zh or item.title_en or "")


def _same_title(first: TableItem, item: TableItem) -> bool:
    """Whether two rows agree on the title, as far as both have one."""
    for one, other in ((first.title_zh, item.title_zh), (first.title_en, item.title_en)):
        if one and other:
            return fold(one).replace(" ", "") == fold(other).replace(" ", "")
    return True
