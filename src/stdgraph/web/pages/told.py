"""What a page tells of what was just done: a code of this set, a count, and where one change was made, that change.

The address of the page carries them as ``told=CODE.COUNT`` or ``told=CODE.COUNT.SEQUENCE``; nothing else of an address is ever told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language

TOLD: Mapping[str, Term] = {
    "advance": Term("已推进 %d 项标准。", "Standards advanced: %d."),
    "publish": Term("已发布 %d 项标准。", "Standards published: %d."),
    "review": Term("已记录 %d 项标准的复审结论。", "Reviews recorded: %d."),
    "extend": Term("已延期 %d 个项目。", "Projects extended: %d."),
    "correct": Term("已更正 %d 处信息。", "Facts corrected: %d."),
    "abandon": Term("已终止 %d 个项目。", "Projects abandoned: %d."),
    "withdraw": Term("已废止 %d 项标准。", "Standards withdrawn: %d."),
    "supersede": Term("已记录代替 %d 项标准。", "Standards superseded: %d."),
    "comment": Term("已评论 %d 项标准。", "Standards commented on: %d."),
    "transfer": Term("已提出移交 %d 项标准。", "Standards offered: %d."),
    "accept": Term("已接收 %d 项标准。", "Standards accepted: %d."),
    "decline": Term("已拒绝接收 %d 项标准。", "Standards declined: %d."),
    "retract": Term("已撤回 %d 项移交。", "Offers withdrawn: %d."),
    "undo": Term("已撤销 %d 项变更。", "Changes taken back: %d."),
    "track": Term("已记录 %d 项决定。", "Decisions recorded: %d."),
    "register": Term("已登记 %d 项标准。", "Standards registered: %d."),
    "create-subsystem": Term("已新增 %d 个子体系。", "Subsystems added: %d."),
    "change-subsystem": Term("已修改 %d 个子体系。", "Subsystems changed: %d."),
    "move-subsystem": Term("已移动 %d 个子体系。", "Subsystems moved: %d."),
    "retire-subsystem": Term("已撤销 %d 个子体系。", "Subsystems retired: %d."),
    "add-demand": Term("已提出 %d 项标准需求。", "Demands added: %d."),
    "change-demand": Term("已修改 %d 项标准需求。", "Demands changed: %d."),
    "withdraw-demand": Term("已撤回 %d 项标准需求。", "Demands withdrawn: %d."),
    "add-target": Term("已设定 %d 个目标。", "Targets added: %d."),
    "change-target": Term("已修改 %d 个目标。", "Targets changed: %d."),
    "withdraw-target": Term("已撤回 %d 个目标。", "Targets withdrawn: %d."),
    "add-column": Term("已增加 %d 列。", "Columns added: %d."),
    "remove-column": Term("已删除 %d 列。", "Columns removed: %d."),
    "change-system": Term("已修改 %d 个标准体系。", "Systems changed: %d."),
    "list-standard": Term("已列入 %d 项标准。", "Standards listed: %d."),
    "unlist-standard": Term("已移出 %d 项标准。", "Standards taken off: %d."),
    "move-item": Term("已移动 %d 个项目。", "Items moved: %d."),
    "number-item": Term("已编号 %d 个项目。", "Items numbered: %d."),
}
"""By the name of the action."""

NOTHING: Mapping[str, Term] = {
    "none": Term("没有选择任何标准：请先勾选。", "No standard is selected: tick some first."),
}
"""What is told where nothing was done."""

_FORM = re.compile(r"([a-z-]{1,40})\.(\d{1,4})(?:\.(\d{1,15}))?", re.ASCII)


class ToldNotice(NamedTuple):
    """What is told."""

    text: str
    change: int | None = None
    """The sequence of the one change, which can be taken back."""
    is_good: bool = True
    """Whether something was done."""


def told_code(name: str, count: int, change: int | None) -> str:
    """The value of the parameter."""
    return f"{name}.{count}" if change is None else f"{name}.{count}.{change}"


def notice_of(value: str | None, language: Language) -> ToldNotice | None:
    """What a value of the parameter tells; None for any other text."""
    form = _FORM.fullmatch(value or "")
    if form is None:
        return None
    if form[1] in NOTHING:
        return ToldNotice(NOTHING[form[1]].in_language(language), is_good=False)
    if form[1] not in TOLD:
        return None
    return ToldNotice(TOLD[form[1]].in_language(language) % int(form[2]), int(form[3]) if form[3] else None)
