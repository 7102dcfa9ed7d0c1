"""A report as Markdown: a page that people read, print and discuss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stdgraph.cli.options import Words
from stdgraph.cli.output import Column, Row, plain
from stdgraph.cli.report import Report
from stdgraph.cli.report_columns import columns

TRACKED = ("id", "what", "priority", "needsResearch", "recommendation", "owner", "status", "progress")
UNTRACKED = ("id", "what", "severity", "unlocks")
CLOSED = ("id", "what", "status", "owner", "closing")
NOTHING = "—"


def markdown(report: Report) -> str:
    """The report as a page: figures, then a table a part."""
    zh = report.language is Words.ZH
    named = columns(report.language)
    parts = (
        ("跟踪中的缺口", "Gaps under way", report.tracked, TRACKED),
        ("尚未研究的缺口", "Gaps not yet considered", report.untracked, UNTRACKED),
        ("已关闭与已撤回", "Closed and withdrawn", report.closed, CLOSED),
    )
    lines = [f"# {'标准化缺口报告' if zh else 'Standardisation gaps'}", "", *_figures(report), ""]
    for number, (title_zh, title_en, rows, names) in enumerate(parts, start=1):
        lines += [f"## {number}. {title_zh if zh else title_en}", ""]
        lines += _table([named[name] for name in names], rows, report.language)
        lines.append("")
    return "\n".join(lines)


def scope_told(report: Report) -> str:
    """The scope in a few words."""
    given = {
        name: "/".join(value.values()) if isinstance(value, dict) else str(value)
        for name, value in report.scope.items()
    }
    names = {
        "system": ("标准体系", "system"),
        "subsystem": ("子体系", "subsystem"),
        "committee": ("技术委员会", "committee"),
        "productCategory": ("产品类别", "product category"),
    }
    english = report.language is Words.EN
    told = [f"{names[name][english]} {value}" for name, value in given.items()]
    return (", " if english else "，").join(told) or ("the whole catalogue" if english else "全部目录")


def _figures(report: Report) -> list[str]:
    """What the tables add up to."""
    still = [row for row in (*report.tracked, *report.untracked) if row["found"]]
    urgency = Counter(row["priority"] for row in report.tracked)
    research = sum(row["needsResearch"] is True for row in report.tracked)
    grades = urgency["HIGH"], urgency["MEDIUM"], urgency["LOW"], urgency[None]
    if report.language is Words.ZH:
        return [
            f"* 范围：{scope_told(report)}；日期：{report.on}",
            f"* 未解决的缺口 {len(still)} 项：跟踪中 {len(report.tracked)} 项，尚未研究 {len(report.untracked)} 项",
            f"* 跟踪中：优先级高 {grades[0]}、中 {grades[1]}、低 {grades[2]}、未定 {grades[3]}；需要研究 {research}",
            f"* 已关闭或撤回 {len(report.closed)} 项",
        ]
    return [
        f"* Scope: {scope_told(report)}; on {report.on}",
        f"* {len(still)} open gaps: {len(report.tracked)} under way, {len(report.untracked)} not yet considered",
        f"* Under way: {grades[0]} high, {grades[1]} medium, {grades[2]} low priority, {grades[3]} undecided; {research} need R&D",
        f"* {len(report.closed)} closed or withdrawn",
    ]


def _table(shown: Sequence[Column], rows: Sequence[Row], language: Words) -> list[str]:
    if not rows:
        return ["无。" if language is Words.ZH else "None."]
    rule = ["---:" if column.right else "---" for column in shown]
    body = [[_cell(column.value(row)) for column in shown] for row in rows]
    return [_line([column.heading(language) for column in shown]), _line(rule), *map(_line, body)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    """A value in a cell: what Markdown would read as its own signs is told as it is."""
    texts = [plain(one) for one in value] if isinstance(value, (list, tuple)) else [plain(value)]
    told = ["<br>".join(_escaped(text).splitlines()) for text in texts]
    return "<br>".join(told) or NOTHING


def _escaped(text: str) -> str:
    for sign, told in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("*", "\\*"), ("`", "\\`")):
        text = text.replace(sign, told)
    return text
