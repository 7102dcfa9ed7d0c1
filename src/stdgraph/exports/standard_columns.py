"""Standards as rows: what is asked of each, and its columns."""

from __future__ import annotations

from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import (
    Confidence,
    Degree,
    Extent,
    Language,
    Level,
    Membership,
    Nature,
    Standing,
    Status,
    TitleBasis,
)
from stdgraph.exports.columns import (
    ExportColumn,
    Row,
    at,
    day,
    figure,
    joined,
    read_day,
    several,
    standard_name,
    term_of,
    text,
    title_of,
    word,
)

TITLES = "titleZh: title titleEn: title(language: EN)"
"""The titles of anything in both languages; where one is missing the API answers the other."""

STANDARDS = f"""
query ExportStandards($ids: [ID!]!, $on: Date!) {{
  nodes(ids: $ids) {{
    ... on Standard {{
      id number printedNumber planNumber {TITLES} titleBasis level nature
      status(on: $on) standing(on: $on) stage(on: $on) {{ code {TITLES} enteredOn dueOn }}
      publication {{ ...Known }} entryIntoForce {{ ...Known }} withdrawal {{ ...Known }}
      projectDueOn dueOn reviewDueOn
      owners {{ role committee {{ code {TITLES} }} }}
      listedIn {{ itemNumber membership since sinceIn subsystem {{ code {TITLES} system {{ code {TITLES} }} }} }}
      productCategories {{ code {TITLES} }}
      adopts {{ degree standard {{ ...Named }} }}
      replaces {{ extent standard {{ ...Named }} }}
      replacedBy {{ extent standard {{ ...Named }} }}
      amends {{ ...Named }}
      department draftingBodies ics ccs confidence note revision
      sources {{ title url locator }}
    }}
  }}
}}
fragment Known on KnownDate {{ text basis earliest latest }}
fragment Named on Standard {{ id number planNumber {TITLES} }}
"""


def _stated(name: str, zh: str, en: str, path: str) -> ExportColumn:
    """A date as it is stated: a day, a month or a year."""
    return ExportColumn(name, Term(zh, en), lambda row, _: read_day(at(row, f"{path}.text")))


def _span(name: str, zh: str, en: str, path: str) -> tuple[ExportColumn, ...]:
    """The days between which a date lies, and what they rest on."""
    return (
        day(f"{name}Earliest", f"{zh}不早于", f"{en}, earliest", f"{path}.earliest"),
        day(f"{name}Latest", f"{zh}不晚于", f"{en}, latest", f"{path}.latest"),
        text(f"{name}Basis", f"{zh}依据", f"{en}, basis", f"{path}.basis", 10),
    )


def _place(row: Row, _: Language) -> str:
    return f"{row['subsystem']['system']['code']}/{row['subsystem']['code']}"


def _place_title(row: Row, language: Language) -> str | None:
    return title_of(row["subsystem"], language)


def _membership(row: Row, language: Language) -> str | None:
    return term_of(Membership, row["membership"], language)


def _owner(row: Row, _: Language) -> str:
    return str(row["committee"]["code"])


def _owner_title(row: Row, language: Language) -> str | None:
    return title_of(row["committee"], language)


def code(row: Row, _: Language) -> str:
    """The code of a thing."""
    return str(row["code"])


def _adopted(row: Row, language: Language) -> str:
    return joined(standard_name(row["standard"]), _bracketed(term_of(Degree, row["degree"], language)))


def _replaced(row: Row, language: Language) -> str:
    part = row["extent"] != Extent.WHOLE
    return joined(
        standard_name(row["standard"]), _bracketed(term_of(Extent, row["extent"], language) if part else None)
    )


def _bracketed(known: str | None) -> str | None:
    return known and f"({known})"


def source(row: Row, _: Language) -> str:
    """A source with the place in it and its address."""
    return joined(row["title"], row["locator"], row["url"])


COLUMNS: tuple[ExportColumn, ...] = (
    text("number", "标准编号", "Number", width=22),
    text("planNumber", "计划号", "Plan number", width=18),
    text("titleZh", "中文名称", "Chinese title", width=44),
    text("titleEn", "英文名称", "English title", width=44),
    word("level", "标准层级", "Level", Level),
    word("nature", "标准性质", "Nature", Nature),
    word("status", "状态", "Status", Status),
    word("standing", "效力", "Standing", Standing),
    text("stage", "阶段代码", "Stage", "stage.code", 9),
    ExportColumn("stageTitle", Term("阶段", "Stage title"), lambda row, lang: title_of(row["stage"], lang), 14),
    _stated("publishedOn", "发布日期", "Published", "publication"),
    _stated("inForceOn", "实施日期", "In force", "entryIntoForce"),
    _stated("withdrawnOn", "废止日期", "Withdrawn", "withdrawal"),
    day("dueOn", "报批截止日", "Due for approval"),
    day("reviewDueOn", "复审到期日", "Due for review"),
    several("committees", "技术委员会", "Committees", _owner, "owners", 16),
    several("committeeTitles", "技术委员会名称", "Titles of the committees", _owner_title, "owners", 30),
    several("listedIn", "列入体系", "Listed in", _place, width=18),
    several("subsystemTitles", "子体系名称", "Titles of the subsystems", _place_title, "listedIn", 26),
    several("itemNumbers", "条目编号", "Item numbers", lambda row, _: row["itemNumber"], "listedIn", 12),
    several("membership", "归入依据", "Membership", _membership, "listedIn", 12),
    several("productCategories", "产品类别", "Product categories", code, width=20),
    several("productCategoryTitles", "产品类别名称", "Titles of the categories", title_of, "productCategories", 26),
    several("adopts", "采用国际标准", "Adopts", _adopted, width=26),
    several("replaces", "代替标准", "Replaces", _replaced, width=24),
    several("replacedBy", "被代替情况", "Replaced by", _replaced, width=24),
    ExportColumn(
        "amends", Term("修改对象", "Amends"), lambda row, _: row["amends"] and standard_name(row["amends"]), 22
    ),
    day("projectDueOn", "项目完成期限", "Project due"),
    day("stageEnteredOn", "进入阶段日期", "In the stage since", "stage.enteredOn"),
    day("stageDueOn", "阶段到期日", "Stage due", "stage.dueOn"),
    text("department", "主管部门", "Department", width=20),
    text("draftingBodies", "起草单位", "Drafting bodies", width=30),
    text("ics", "ICS", "ICS", width=12),
    text("ccs", "CCS", "CCS", width=9),
    word("confidence", "可信程度", "Confidence", Confidence),
    several("sources", "来源", "Sources", source, width=40),
    text("note", "备注", "Note", width=30),
    figure("revision", "修订号", "Revision"),
    *_span("publishedOn", "发布日期", "Published", "publication"),
    *_span("inForceOn", "实施日期", "In force", "entryIntoForce"),
    *_span("withdrawnOn", "废止日期", "Withdrawn", "withdrawal"),
    word("titleBasis", "名称依据", "Basis of the title", TitleBasis),
    text("printedNumber", "印载编号", "Number as printed", width=22),
    text("id", "标识", "Id", width=24),
)
