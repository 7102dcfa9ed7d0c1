"""What a steward does to the tree of its system."""

from __future__ import annotations

from dataclasses import replace

from stdgraph.domain.terms import ENTERED_TERMS, Term
from stdgraph.web.actions.declared import ActionField, FieldKind, PageAction
from stdgraph.web.actions.steward_fields import AFTER, FIRST, NOTE, PARENT, TITLE_EN, TITLE_ZH, WHEN, english_title, now
from stdgraph.web.actions.steward_subjects import SUBSYSTEM, SYSTEM, of_subsystem, of_system, sent_as

CREATE_SUBSYSTEM = PageAction(
    "create-subsystem",
    Term("新增子体系", "Add a subsystem"),
    SYSTEM,
    (
        ActionField("code", ENTERED_TERMS["code"], required=True),
        ActionField("titleZh", TITLE_ZH, required=True),
        ActionField("titleEn", TITLE_EN),
        PARENT,
        AFTER,
        FIRST,
        WHEN,
        NOTE,
    ),
    items=sent_as("createSubsystem", of_system, makes=True),
)
CHANGE_SUBSYSTEM = PageAction(
    "change-subsystem",
    Term("修改子体系", "Change the subsystem"),
    SUBSYSTEM,
    (
        ActionField("newCode", ENTERED_TERMS["code"], required=True, initial=now("code")),
        ActionField("titleZh", TITLE_ZH, required=True, initial=now("titleZh")),
        ActionField("titleEn", TITLE_EN, initial=english_title, emptied=""),
        NOTE,
    ),
    items=sent_as("changeSubsystem", of_subsystem, changes=True),
    explained=Term(
        "代码和名称对所有日期生效；原代码仍可找到它。",
        "Code and titles hold for all days; its former code still finds it.",
    ),
    changed_only=True,
)
MOVE_SUBSYSTEM = PageAction(
    "move-subsystem",
    Term("移动子体系", "Move the subsystem"),
    SUBSYSTEM,
    (
        replace(PARENT, initial=now("parent", "code")),
        AFTER,
        FIRST,
        WHEN,
        NOTE,
    ),
    items=sent_as("moveSubsystem", of_subsystem),
    explained=Term(
        "连同其下的子体系一并移动；同级之间的次序没有历史。",
        "What is below it moves along; the order of siblings has no history.",
    ),
)
RETIRE_SUBSYSTEM = PageAction(
    "retire-subsystem",
    Term("撤销子体系", "Retire the subsystem"),
    SUBSYSTEM,
    (
        ActionField(
            "into",
            Term("并入", "Into"),
            FieldKind.CODE,
            codes="subsystems",
            hint=Term(
                "接管其项目、需求和下级的子体系的代码；不填则一并撤出。",
                "Code of the subsystem that takes over its items, demands and parts; left empty: they leave the plan with it.",
            ),
        ),
        WHEN,
        NOTE,
    ),
    items=sent_as("retireSubsystem", of_subsystem),
)
