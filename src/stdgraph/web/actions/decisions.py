"""What is said and decided beside the course of standards: comments, transfers, gaps, and changes that are taken back."""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import GapStatus, Priority
from stdgraph.web.actions.declared import ActionField, ActionItem, FieldKind, Given, PageAction
from stdgraph.web.actions.projects import EFFECTIVE, NOTE, REASON, present
from stdgraph.web.actions.subjects import CHANGE, GAP, STANDARDS

COMMENT = PageAction(
    "comment",
    Term("评论", "Comment"),
    STANDARDS,
    (ActionField("note", Term("评论", "Comment"), FieldKind.TEXT, required=True),),
    member="commentOnStandard",
    explained=Term("评论记入标准的历史，不改变任何事实。", "It stands in the history and changes no fact."),
    at_once=True,
)

TRANSFER = PageAction(
    "transfer",
    Term("提出移交", "Offer to another committee"),
    STANDARDS,
    (
        ActionField("toCommittee", Term("移交给", "To"), FieldKind.CODE, required=True, codes="committees"),
        ActionField(
            "fromCommittee",
            Term("移出单位", "From"),
            FieldKind.CODE,
            codes="committees",
            hint=Term("有多个归口单位时填写。", "Needed where several committees answer for it."),
        ),
        EFFECTIVE,
        NOTE,
    ),
    member="transferStandard",
    explained=Term("对方秘书处接收后才变更归口单位。", "It changes hands once the other secretariat accepts it."),
)
ACCEPT = PageAction("accept", Term("接收移交", "Accept"), STANDARDS, (EFFECTIVE, NOTE), member="acceptTransfer")
DECLINE = PageAction("decline", Term("拒绝接收", "Decline"), STANDARDS, (REASON,), member="declineTransfer")
RETRACT = PageAction("retract", Term("撤回移交", "Withdraw the offer"), STANDARDS, (REASON,), member="withdrawTransfer")

TRACK = PageAction(
    "track",
    Term("对缺口作出决定", "Decide about a gap"),
    GAP,
    (
        ActionField(
            "status", Term("处理情况", "Status"), FieldKind.CHOICE, vocabulary=GapStatus, initial=present("status")
        ),
        ActionField(
            "priority", Term("优先级", "Priority"), FieldKind.CHOICE, vocabulary=Priority, initial=present("priority")
        ),
        ActionField(
            "needsResearch",
            Term("需先行研究", "Research must come first"),
            FieldKind.YES_NO,
            initial=present("needsResearch"),
        ),
        ActionField(
            "owner",
            Term("负责单位", "Owner"),
            FieldKind.CODE,
            codes="committees",
            initial=present("owner", "code"),
            emptied="",
            hint=Term("负责消除这个缺口的技术委员会。", "The committee that is to close it."),
        ),
        ActionField(
            "recommendation",
            Term("建议", "Recommendation"),
            FieldKind.TEXT,
            initial=present("recommendation"),
            emptied="",
        ),
        NOTE,
    ),
    member="trackGap",
    changed_only=True,
)


def _revocation(given: Given) -> Sequence[ActionItem]:
    (change,) = given.things
    return [ActionItem("revokeChange", {"sequence": int(change.key), **given.values}, change)]


UNDO = PageAction(
    "undo",
    Term("撤销变更", "Take a change back"),
    CHANGE,
    (ActionField("reason", Term("撤销的理由", "Reason"), FieldKind.TEXT, required=True),),
    items=_revocation,
    explained=Term(
        "不删除任何记录：另记一项变更，使一切如同未曾变更。",
        "Nothing is deleted: another change is recorded, and everything is as it was before.",
    ),
    tells=True,
)
