"""How gaps are laid out: as a table, as CSV, or in a report."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from operator import itemgetter
from pathlib import Path

import typer

from stdgraph.cli import texts
from stdgraph.cli.output import Column, Row, in_words
from stdgraph.domain.terms import GAP_KINDS, TERMS
from stdgraph.domain.vocabulary import Severity
from stdgraph.exports.gap_columns import candidates_of


def subject(gap: Row) -> str:
    """What the gap is about: a number or code, and the title."""
    about = gap["subject"] or {}
    name = about.get("number") or about.get("code") or ""
    return f"{name} {about.get('title') or about.get('statement') or about.get('name') or ''}".strip()


def _unlocks(gap: Row) -> int | None:
    return len(gap["unlocks"]) or None


def _sources(gap: Row) -> list[str]:
    found = (fact["source"] for fact in gap["evidence"] if fact["source"])
    return list(dict.fromkeys(source["title"] or source["url"] or "" for source in found))


def _codes(name: str) -> Callable[[Row], list[str]]:
    return lambda gap: [one["code"] for one in gap[name]]


PLACED = (
    Column("system", "体系", "system", lambda gap: (gap["system"] or {}).get("code")),
    Column("subsystems", "子体系", "subsystems", _codes("subsystems")),
    Column("committees", "技术委员会", "committees", _codes("committees")),
    Column("productCategories", "产品类别", "product categories", _codes("productCategories")),
    Column("remedy", "解决办法", "remedy", itemgetter("remedy")),
    Column("candidates", "候选项目", "candidates", candidates_of),
)
"""Where a gap belongs, whom it concerns, and what would close it."""

SEVERITY = Column("severity", "严重程度", "severity", itemgetter("severity"), people=in_words(TERMS[Severity]))
_SCORE = Column("score", "分值", "score", itemgetter("score"), right=True, people=lambda value, _: f"{value:g}")
KIND = Column("kind", "类型", "kind", itemgetter("kind"), people=in_words(GAP_KINDS))
_SUBJECT = Column("subject", "对象", "subject", subject)
MESSAGE = Column("message", "说明", "message", itemgetter("message"))

PEOPLE = (
    SEVERITY,
    _SCORE,
    KIND,
    _SUBJECT,
    MESSAGE,
    Column("unlocks", "解锁", "unlocks", _unlocks, right=True),
    Column("id", "标识", "id", itemgetter("id"), whole=True, spare=1),
)
"""The columns of the table."""

CSV = (
    Column("id", "标识", "id", itemgetter("id")),
    KIND,
    SEVERITY,
    _SCORE,
    Column("since", "始于", "since", itemgetter("since")),
    Column("subjectType", "对象类型", "type", lambda gap: (gap["subject"] or {}).get("__typename")),
    _SUBJECT,
    MESSAGE,
    Column("unlocks", "解锁", "unlocks", lambda gap: [category["code"] for category in gap["unlocks"]]),
    Column("sources", "来源", "sources", _sources),
    *PLACED,
    Column("recordStatus", "处理状态", "record status", lambda gap: (gap["record"] or {}).get("status")),
)
"""The columns of the file; lists are separated by ``|``."""


class GapFormat(StrEnum):
    """How gaps are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


LISTED = (GapFormat.TABLE, GapFormat.JSON, GapFormat.CSV)
REPORTED = (GapFormat.MARKDOWN, GapFormat.CSV, GapFormat.XLSX)
"""How a listing and a report are written, the first by default."""


def form_of(given: GapFormat | None, output: Path | None, *, report: bool) -> GapFormat:
    """The format in force; raises BadParameter for one that does not go with the other options."""
    forms = REPORTED if report else LISTED
    form = given or forms[0]
    if form not in forms:
        refusal = texts.REPORT_FORMATS if report else texts.LISTING_FORMATS
        raise typer.BadParameter(refusal(form=form, forms=", ".join(forms)))
    if report and form is GapFormat.XLSX and output is None:
        raise typer.BadParameter(texts.XLSX_NEEDS_FILE())
    if output is not None and not report:
        raise typer.BadParameter(texts.OUTPUT_NEEDS_REPORT())
    return form
