"""Who may do what: the only place that decides, from its arguments alone.

``Action`` has a row per mutation, and one per question that not everybody may ask. A secretariat acts for its committees, a steward
for its systems, an administrator for all; a reader, and a caller without a token, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.terms import term
from stdgraph.domain.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Rule:
    """What an action is called, and whether an owner's secretariat and stewards of its systems may do it; administrators always may."""

    zh: str
    en: str
    secretariat: bool = True
    steward: bool = True
    anywhere: bool = False
    """Whether secretariats and stewards of anything else may do it, too."""


def _secretariat(zh: str, en: str) -> Rule:
    """The rule of what secretariats settle among themselves."""
    return Rule(zh, en, steward=False)


def _steward(zh: str, en: str) -> Rule:
    """The rule of what a steward decides for its system."""
    return Rule(zh, en, secretariat=False)


def _administrator(zh: str, en: str) -> Rule:
    """The rule of what concerns all systems."""
    return Rule(zh, en, secretariat=False, steward=False)


class Action(Enum):
    """Every mutation, and every question that not everybody may ask, with its rule: the policy table.

    Listing is decided by the system's steward, independently of the standard's owner. Whether two standards are one concerns all,
    and so does who may change what.
    """

    REGISTER_STANDARD = Rule("登记标准", "register the standard")
    START_PROJECT = Rule("启动项目", "start the project")
    ADVANCE_STANDARD = Rule("推进标准的阶段", "advance the standard")
    PUBLISH_STANDARD = Rule("发布标准", "publish the standard")
    RECORD_REVIEW = Rule("记录复审结论", "record a review of the standard")
    WITHDRAW_STANDARD = Rule("废止标准", "withdraw the standard")
    SUPERSEDE_STANDARD = Rule("代替标准", "supersede the standard")
    ABANDON_STANDARD = Rule("终止项目", "abandon the project")
    EXTEND_PROJECT = Rule("延长项目周期", "extend the project")
    CORRECT_STANDARD = Rule("更正标准的信息", "correct the standard")
    REVOKE_EVENT = Rule("撤销事件", "revoke an event of the standard")
    RELATE_STANDARD = Rule("添加标准的关系", "relate the standard")
    UNRELATE_STANDARD = Rule("移除标准的关系", "remove a relation of the standard")
    TRACK_GAP = Rule("跟踪缺口", "track the gap")
    MERGE_ITEMS = Rule("合并计划项目", "merge the items")
    SPLIT_ITEM = Rule("拆分计划项目", "split the item")
    COMMENT_ON_STANDARD = Rule("评论标准", "comment on the standard", anywhere=True)
    STATE_CLAIM = Rule("提出对标准的说法", "state a claim about the standard", anywhere=True)
    LINK_DOCUMENT = Rule("添加标准的文件链接", "link a document of the standard")
    UNLINK_DOCUMENT = Rule("移除标准的文件链接", "remove the link to a document of the standard")
    ADD_FOREIGN_EDITION = Rule("登记标准的外文版", "add a foreign edition of the standard")
    REMOVE_FOREIGN_EDITION = Rule("移除标准的外文版", "remove a foreign edition of the standard")

    TRANSFER_STANDARD = _secretariat("提出移交标准", "offer the standard to another committee")
    WITHDRAW_TRANSFER = _secretariat("撤回移交", "withdraw the offer of the standard")
    ACCEPT_TRANSFER = _secretariat("接收移交的标准", "accept the standard")
    DECLINE_TRANSFER = _secretariat("拒绝接收移交的标准", "decline the standard")

    LIST_STANDARD = _steward("将标准列入体系", "list the standard in the system")
    UNLIST_STANDARD = _steward("将标准移出体系", "take the standard out of the system")
    MOVE_ITEM = _steward("移动条目", "move an item of the system")
    NUMBER_ITEM = _steward("更改条目编号", "number an item of the system")
    CREATE_SUBSYSTEM = _steward("新增子体系", "create a subsystem of the system")
    CHANGE_SUBSYSTEM = _steward("修改子体系", "change a subsystem of the system")
    MOVE_SUBSYSTEM = _steward("移动子体系", "move a subsystem of the system")
    RETIRE_SUBSYSTEM = _steward("撤销子体系", "retire a subsystem of the system")
    ADD_DEMAND = _steward("提出标准需求", "add a demand of the system")
    CHANGE_DEMAND = _steward("修改标准需求", "change a demand of the system")
    WITHDRAW_DEMAND = _steward("撤回标准需求", "withdraw a demand of the system")
    ADD_TARGET = _steward("设定目标", "add a target of the system")
    CHANGE_TARGET = _steward("修改目标", "change a target of the system")
    WITHDRAW_TARGET = _steward("撤回目标", "withdraw a target of the system")
    ADD_COVERAGE_COLUMN = _steward("增加覆盖矩阵的列", "add a column to the coverage of the system")
    REMOVE_COVERAGE_COLUMN = _steward("删除覆盖矩阵的列", "remove a column from the coverage of the system")
    CHANGE_SYSTEM = _steward("修改标准体系", "change the system")
    CLOSE_SYSTEM = _steward("关闭标准体系", "close the system")
    IMPORT_DATASET = _steward("导入标准体系的表格", "import a table of the system")
    REVISE_SYSTEM = _steward("修订标准体系", "revise the system")

    MERGE_STANDARDS = _administrator("合并标准", "merge the standards")
    UNDO_LOAD = _administrator("撤销加载", "take a load back")
    CREATE_SYSTEM = _administrator("新增标准体系", "create a system")
    ISSUE_TOKEN = _administrator("签发令牌", "issue access tokens")
    REVOKE_TOKEN = _administrator("撤销令牌", "revoke access tokens")
    LIST_TOKENS = _administrator("查看令牌", "list access tokens")
    CREATE_PRODUCT_CATEGORY = _administrator("新增产品类别", "create a product category")
    CHANGE_PRODUCT_CATEGORY = _administrator("修改产品类别", "change a product category")
    RETIRE_PRODUCT_CATEGORY = _administrator("撤销产品类别", "retire a product category")
    ADD_DEPENDENCY = _administrator("添加产品类别的依赖关系", "add a dependency of a product category")
    REMOVE_DEPENDENCY = _administrator("移除产品类别的依赖关系", "remove a dependency of a product category")
    CREATE_COMMITTEE = _administrator("新增技术委员会", "create a committee")
    CHANGE_COMMITTEE = _administrator("修改技术委员会", "change a committee")
    MERGE_COMMITTEES = _administrator("合并技术委员会", "merge the committees")
    SUCCEED_COMMITTEE = _administrator("由其他技术委员会接替", "let another committee succeed the committee")
    ADD_SOURCE = _administrator("新增来源", "add a source")
    CHANGE_SOURCE = _administrator("修改来源", "change a source")
    ADD_CLAIM = _administrator("登记来源说法", "add a claim")
    CHOOSE_CLAIM = _administrator("采用来源说法", "choose a claim")
    WITHDRAW_CLAIM = _administrator("撤回来源说法", "withdraw a claim")

    @property
    def rule(self) -> Rule:
        """Who may do it."""
        return self.value

    def __str__(self) -> str:
        """Its name: digests of requests hold it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Subject:
    """The facts about the subject of an action that decide who may do it."""

    owners: frozenset[str] = frozenset()
    """Codes of the committees that own the standard and of all committees above them; for REGISTER_STANDARD those the request names;
    for TRACK_GAP those of the gap's standard, and the committee that is to close it already."""
    systems: frozenset[str] = frozenset()
    """Codes of the systems that list the standard; for LIST_STANDARD and UNLIST_STANDARD the one system concerned; for
    TRACK_GAP those to which the gap belongs."""
    listing: frozenset[str] = frozenset()
    """Codes of further systems that would list the standard: each requires the right to LIST_STANDARD."""
    others: tuple[Subject, ...] = ()
    """Further subjects of the same action: each requires the right."""
    author: str | None = None
    """Who made what is to be taken back, where its author may take it back too."""
    nothing_to_do: bool = False
    """Whether nothing is there to be decided: any secretariat of a committee comes as far as being told so."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A refusal, and the roles that are required."""

    required: str
    """The sufficient roles, each with its committees or systems."""
    zh: str
    en: str


def decide(action: Action, identity: Identity, subject: Subject) -> Denial | None:
    """None when the identity may do it, otherwise the reason; systems that are to list the standard, and other subjects, are decided
    first."""
    for system in sorted(subject.listing):
        denial = decide(Action.LIST_STANDARD, identity, Subject(systems=frozenset({system})))
        if denial is not None:
            return denial
    for other in subject.others:
        denial = decide(action, identity, other)
        if denial is not None:
            return denial
    rule = action.rule
    if identity.role is Role.ADMINISTRATOR:
        return None
    if subject.author == identity.name and identity.role.reaches(Role.SECRETARIAT):
        return None
    if rule.anywhere and identity.role.reaches(Role.SECRETARIAT):
        return None
    if rule.steward and identity.role.reaches(Role.STEWARD) and identity.systems & subject.systems:
        return None
    if rule.secretariat and identity.role.reaches(Role.SECRETARIAT) and identity.committees & subject.owners:
        return None
    if subject.nothing_to_do and rule.secretariat and identity.role.reaches(Role.SECRETARIAT) and identity.committees:
        return None
    return _denial(rule, identity, subject)


def _denial(rule: Rule, identity: Identity, subject: Subject) -> Denial:
    roles, zh_roles = _sufficient(rule, subject)
    required = "; or ".join(roles)
    zh_required = "，或".join(zh_roles)
    if not identity.known:
        return Denial(
            required,
            f"未提供令牌，不能{rule.zh}；需要 {zh_required}",
            f"no token was sent, so you may not {rule.en}: requires {required}",
        )
    return Denial(
        required,
        f"“{identity.name}”（{_scope(identity, _role(identity.role), '、')}）不能{rule.zh}；需要 {zh_required}",
        f"{identity.name!r} ({_scope(identity, identity.role, ', ')}) may not {rule.en}: requires {required}",
    )


def _sufficient(rule: Rule, subject: Subject) -> tuple[list[str], list[str]]:
    """The roles that are sufficient, each with its committees or systems, as texts in English and in Chinese."""
    if rule.anywhere:
        some = [Role.SECRETARIAT, Role.STEWARD, Role.ADMINISTRATOR]
        return [role.value for role in some], [_role(role) for role in some]
    wanted = [
        (Role.SECRETARIAT, sorted(subject.owners) if rule.secretariat else []),
        (Role.STEWARD, sorted(subject.systems) if rule.steward else []),
    ]
    roles = [f"{role} for {' or '.join(codes)}" for role, codes in wanted if codes] + [Role.ADMINISTRATOR.value]
    zh_roles = [f"{' 或 '.join(codes)} 的{_role(role)}" for role, codes in wanted if codes]
    return roles, [*zh_roles, _role(Role.ADMINISTRATOR)]


def _scope(identity: Identity, role: str, comma: str) -> str:
    codes = sorted(identity.committees | identity.systems)
    return f"{role} {comma.join(codes)}".strip()


def _role(role: Role) -> str:
    """What a role is called in a Chinese sentence."""
    return term(role, Language.ZH)
