"""What a steward says of its system as a whole: its facts, and the columns of its coverage."""

from __future__ import annotations

from stdgraph.domain.terms import ENTERED_TERMS, FACT_TERMS, Term
from stdgraph.web.actions.declared import ActionField, FieldKind, PageAction
from stdgraph.web.actions.steward_fields import (
    CATEGORY,
    CORRECTION,
    LESS_EXACT,
    NOTE,
    TITLE_EN,
    TITLE_ZH,
    WHEN,
    day_now,
    english_title,
    now,
)
from stdgraph.web.actions.steward_subjects import SYSTEM, of_system, sent_as

CHANGE_SYSTEM = PageAction(
    "change-system",
    Term("修改标准体系", "Change the system"),
    SYSTEM,
    (
        ActionField("newCode", ENTERED_TERMS["code"], required=True, initial=now("code")),
        ActionField("titleZh", TITLE_ZH, required=True, initial=now("titleZh")),
        ActionField("titleEn", TITLE_EN, initial=english_title, emptied=""),
        ActionField("issuer", ENTERED_TERMS["issuer"], initial=now("issuer"), emptied=""),
        ActionField("documentNumber", ENTERED_TERMS["documentNumber"], initial=now("documentNumber"), emptied=""),
        ActionField(
            "issuedOn", FACT_TERMS["issuedOn"], FieldKind.DATE, hint=LESS_EXACT, initial=day_now("issuedOn", "issuedIn")
        ),
        ActionField(
            "announcedOn",
            FACT_TERMS["announcedOn"],
            FieldKind.DATE,
            hint=LESS_EXACT,
            initial=day_now("announcedOn", "announcedIn"),
        ),
        ActionField("declared", FACT_TERMS["declared"], FieldKind.INTEGER, initial=now("declared")),
        ActionField("horizonText", ENTERED_TERMS["horizonText"], initial=now("horizonText"), emptied=""),
        ActionField("related", ENTERED_TERMS["related"], FieldKind.LINES, initial=now("related"), emptied=()),
        ActionField("remark", ENTERED_TERMS["remark"], FieldKind.TEXT, initial=now("note"), emptied=""),
        WHEN,
        CORRECTION,
        NOTE,
    ),
    items=sent_as("changeSystem", of_system, clears=("issuedOn", "announcedOn", "declared"), changes=True),
    explained=Term(
        "名称、发布机关等没有历史；载明项数和文件日期自生效日期起改变。",
        "Titles, issuer and remarks have no history; the declared number and the days of the document hold from that day on.",
    ),
    changed_only=True,
)
ADD_COLUMN = PageAction(
    "add-column",
    Term("增加覆盖矩阵的列", "Add a column to the coverage"),
    SYSTEM,
    (CATEGORY, WHEN, NOTE),
    items=sent_as("addCoverageColumn", of_system),
    at_once=True,
)
REMOVE_COLUMN = PageAction(
    "remove-column",
    Term("删除覆盖矩阵的列", "Remove a column from the coverage"),
    SYSTEM,
    (CATEGORY, WHEN, CORRECTION, NOTE),
    items=sent_as("removeCoverageColumn", of_system),
    explained=Term("各单元格的需求不受影响。", "The demands of its cells stay."),
    at_once=True,
)
