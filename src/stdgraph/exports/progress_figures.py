"""The figures of a progress that several exports show: a row holds them below ``progress``."""

from __future__ import annotations

from stdgraph.domain.terms import Term
from stdgraph.exports.columns import ExportColumn, at, figure


def count(name: str, zh: str, en: str) -> ExportColumn:
    """A count of the progress."""
    return figure(name, zh, en, f"progress.{name}")


ITEMS = (
    count("items", "项目", "Items"),
    count("itemsMet", "已满足", "Items met"),
    count("itemsOpen", "未满足", "Items open"),
)
COMPLETION = ExportColumn(
    "completion", Term("完成率", "Completion"), lambda row, _: at(row, "progress.completion"), 10, percent=True
)
STATES = (
    count("listed", "收录", "Listed"),
    count("planned", "计划", "Planned"),
    count("drafting", "起草", "Drafting"),
    count("published", "已发布", "Published"),
    count("inForce", "现行", "In force"),
    count("upcoming", "即将实施", "Upcoming"),
    count("superseded", "被代替", "Superseded"),
    count("withdrawn", "废止", "Withdrawn"),
    count("abandoned", "终止", "Abandoned"),
)
