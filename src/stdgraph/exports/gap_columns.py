"""Gaps as rows: what is asked of each, and its columns, those that people fill in among them."""

from __future__ import annotations

from stdgraph.domain.terms import GAP_KINDS, LABEL_TERMS, Term
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.exports.cells import Cell
from stdgraph.exports.columns import (
    ExportColumn,
    Row,
    at,
    day,
    figure,
    joined,
    several,
    standard_name,
    text,
    title_of,
    word,
)
from stdgraph.exports.standard_columns import TITLES, code, source
from stdgraph.gap_records.decision_columns import DECISIONS, GAP_ID, IDENTIFYING, NO, REVISION, YES, DecisionColumn

GAPS = f"""
query ExportGaps($scope: Scope, $first: Int!, $after: String, $on: Date!) {{
  gaps(scope: $scope, first: $first, after: $after, asOf: $on) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{ node {{
      id key kind severity score
      scoreParts {{ severity unlocked lateness importance urgency basis nearness }}
      since
      messageZh: message messageEn: message(language: EN)
      remedyZh: remedy remedyEn: remedy(language: EN)
      subject {{
        __typename
        ... on Standard {{ id number planNumber {TITLES} }}
        ... on Subsystem {{ code {TITLES} system {{ code }} }}
        ... on ProductCategory {{ code {TITLES} }}
        ... on StandardsSystem {{ code {TITLES} }}
        ... on Target {{ statement }}
        ... on Committee {{ code {TITLES} }}
        ... on Source {{ name: title }}
      }}
      system {{ code {TITLES} }}
      subsystems {{ code {TITLES} system {{ code }} }}
      committees {{ code {TITLES} }}
      productCategories {{ code {TITLES} }}
      candidates {{ id number planNumber {TITLES} status(on: $on) }}
      evidence {{ fact value source {{ title url locator }} }}
      unlocks {{ code {TITLES} }}
      record {{
        gapId status priority needsResearch recommendation revision updatedAt
        owner {{ code {TITLES} }}
        history {{ kind status at actor noteZh: note noteEn: note(language: EN) }}
      }}
    }} }}
  }}
}}
"""


def subject_of(gap: Row) -> str:
    """What a gap is about, by number or code; empty where it has neither."""
    about = gap["subject"] or {}
    return str(about.get("number") or about.get("planNumber") or about.get("code") or "")


def candidates_of(gap: Row) -> list[str]:
    """What would close a gap: numbers, plan numbers or titles."""
    return [standard_name(one) for one in gap["candidates"]]


def _subject_title(gap: Row, language: Language) -> str | None:
    about = gap["subject"] or {}
    if "titleZh" in about:
        return title_of(about, language)
    return about.get("statement") or about.get("name")


def _subject_type(gap: Row, language: Language) -> str | None:
    return gap["subject"] and LABEL_TERMS[gap["subject"]["__typename"]].in_language(language)


def _in_language(name: str, zh: str, en: str, width: int) -> ExportColumn:
    """A column of sentences that the API makes in both languages."""

    def value(gap: Row, language: Language) -> str:
        return str(gap[f"{name}Zh" if language is Language.ZH else f"{name}En"])

    return ExportColumn(name, Term(zh, en), value, width)


def _subsystem(row: Row, _: Language) -> str:
    return f"{row['system']['code']}/{row['code']}"


def _named(row: Row, language: Language) -> str:
    return joined(row["code"], title_of(row, language))


def _evidence(row: Row, _: Language) -> str:
    return f"{row['fact']}: {row['value']}"


def _source(row: Row, language: Language) -> str | None:
    return row["source"] and source(row["source"], language)


def _history(entry: Row, language: Language) -> str:
    status = DECISIONS[0].choices
    note = entry["noteZh" if language is Language.ZH else "noteEn"]
    known = (status or {}).get(entry["status"])
    return joined(entry["at"], known and known.in_language(language), entry["actor"], note)


def _decided(column: DecisionColumn) -> ExportColumn:
    """A column to fill in, with what was decided so far."""

    def value(gap: Row, language: Language) -> Cell:
        found = at(gap, "record.owner.code" if column.name == "owner" else f"record.{column.name}")
        if found is None or column.choices is None:
            return None if found is None else str(found)
        known = (YES if found else NO) if isinstance(found, bool) else str(found)
        return column.choices[known].in_language(language)

    empty = column.name == "note"
    return ExportColumn(
        column.name,
        column.heading,
        (lambda _gap, _language: None) if empty else value,
        26 if column.name in {"recommendation", "note"} else 11,
        editable=True,
        choices=tuple((column.choices or {}).values()),
    )


COLUMNS: tuple[ExportColumn, ...] = (
    ExportColumn(GAP_ID, IDENTIFYING[GAP_ID], lambda gap, _: gap["id"], 28),
    ExportColumn("kind", Term("类型", "Kind"), lambda gap, lang: GAP_KINDS[gap["kind"]].in_language(lang), 14),
    word("severity", "严重程度", "Severity", Severity),
    figure("score", "分值", "Score"),
    ExportColumn("subject", Term("对象", "Subject"), lambda gap, _: subject_of(gap), 20),
    ExportColumn("subjectTitle", Term("对象名称", "Title of the subject"), _subject_title, 24),
    _in_language("message", "说明", "Message", 44),
    _in_language("remedy", "解决办法", "Remedy", 34),
    *(_decided(column) for column in DECISIONS),
    ExportColumn(REVISION, IDENTIFYING[REVISION], lambda gap, _: at(gap, "record.revision"), 9),
    several("progress", "进展记录", "Progress since", _history, "record.history", 40),
    day("since", "始于", "Since"),
    ExportColumn("subjectType", Term("对象类型", "Type of the subject"), _subject_type, 12),
    text("system", "体系", "System", "system.code"),
    ExportColumn(
        "systemTitle", Term("体系名称", "Title of the system"), lambda gap, lang: title_of(gap["system"], lang), 26
    ),
    several("subsystems", "子体系", "Subsystems", _subsystem, width=16),
    several("subsystemTitles", "子体系名称", "Titles of the subsystems", title_of, "subsystems", 26),
    several("committees", "技术委员会", "Committees", code, width=16),
    several("committeeTitles", "技术委员会名称", "Titles of the committees", title_of, "committees", 30),
    several("productCategories", "产品类别", "Product categories", code, width=18),
    several("productCategoryTitles", "产品类别名称", "Titles of the categories", title_of, "productCategories", 26),
    ExportColumn("unlockedCount", Term("解锁数", "Unlocks, count"), lambda gap, _: len(gap["unlocks"]), 9),
    several("unlocks", "解锁", "Unlocks", _named, width=30),
    ExportColumn("candidates", Term("候选项目", "Candidates"), lambda gap, _: candidates_of(gap), 26),
    several("evidence", "依据", "Evidence", _evidence, width=34),
    several("sources", "来源", "Sources", _source, "evidence", 40),
    figure("scoreSeverity", "分值：严重程度", "Score: severity", "scoreParts.severity"),
    figure("scoreUnlocked", "分值：解锁", "Score: unlocked", "scoreParts.unlocked"),
    figure("scoreLateness", "分值：迟延", "Score: lateness", "scoreParts.lateness"),
    figure("scoreImportance", "分值：重要性", "Score: importance", "scoreParts.importance"),
    figure("scoreUrgency", "分值：紧迫性", "Score: urgency", "scoreParts.urgency"),
    figure("scoreBasis", "分值：依据", "Score: basis", "scoreParts.basis"),
    figure("scoreNearness", "接近程度", "Nearness", "scoreParts.nearness"),
    text("recordUpdatedAt", "记录更新时间", "Record updated at", "record.updatedAt", 20),
)
