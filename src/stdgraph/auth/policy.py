"""Who may do what: the only place that decides, from its arguments alone.

``RULES`` has a row per mutation. A secretariat acts for its committees, a steward for its systems, an administrator
for all; a reader, and a caller without a token, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stdgraph.domain.identity import Identity, Role


class Action(StrEnum):
    """Every mutation."""

    REGISTER_STANDARD = "REGISTER_STANDARD"
    START_PROJECT = "START_PROJECT"
    ADVANCE_STANDARD = "ADVANCE_STANDARD"
    PUBLISH_STANDARD = "PUBLISH_STANDARD"
    RECORD_REVIEW = "RECORD_REVIEW"
    WITHDRAW_STANDARD = "WITHDRAW_STANDARD"
    SUPERSEDE_STANDARD = "SUPERSEDE_STANDARD"
    ABANDON_STANDARD = "ABANDON_STANDARD"
    EXTEND_PROJECT = "EXTEND_PROJECT"
    CORRECT_STANDARD = "CORRECT_STANDARD"
    REVOKE_EVENT = "REVOKE_EVENT"
    RELATE_STANDARD = "RELATE_STANDARD"
    UNRELATE_STANDARD = "UNRELATE_STANDARD"
    LIST_STANDARD = "LIST_STANDARD"
    UNLIST_STANDARD = "UNLIST_STANDARD"
    TRACK_GAP = "TRACK_GAP"
    MERGE_STANDARDS = "MERGE_STANDARDS"


@dataclass(frozen=True, slots=True)
class Rule:
    """The name of an action, and whether an owner's secretariat and stewards of its systems may do it; administrators always may."""

    zh: str
    en: str
    secretariat: bool = True
    steward: bool = True


RULES: Mapping[Action, Rule] = {
    Action.REGISTER_STANDARD: Rule("登记标准", "register the standard"),
    Action.START_PROJECT: Rule("启动项目", "start the project"),
    Action.ADVANCE_STANDARD: Rule("推进标准的阶段", "advance the standard"),
    Action.PUBLISH_STANDARD: Rule("发布标准", "publish the standard"),
    Action.RECORD_REVIEW: Rule("记录复审结论", "record a review of the standard"),
    Action.WITHDRAW_STANDARD: Rule("废止标准", "withdraw the standard"),
    Action.SUPERSEDE_STANDARD: Rule("代替标准", "supersede the standard"),
    Action.ABANDON_STANDARD: Rule("终止项目", "abandon the project"),
    Action.EXTEND_PROJECT: Rule("延长项目周期", "extend the project"),
    Action.CORRECT_STANDARD: Rule("更正标准的信息", "correct the standard"),
    Action.REVOKE_EVENT: Rule("撤销事件", "revoke an event of the standard"),
    Action.RELATE_STANDARD: Rule("添加标准的关系", "relate the standard"),
    Action.UNRELATE_STANDARD: Rule("移除标准的关系", "remove a relation of the standard"),
    Action.LIST_STANDARD: Rule("将标准列入体系", "list the standard in the system", secretariat=False),
    Action.UNLIST_STANDARD: Rule("将标准移出体系", "take the standard out of the system", secretariat=False),
    Action.TRACK_GAP: Rule("跟踪缺口", "track the gap"),
    Action.MERGE_STANDARDS: Rule("合并标准", "merge the standards", secretariat=False, steward=False),
}
"""Listing is decided by the system's steward, independently of the standard's owner. Whether two standards are one concerns all."""


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


@dataclass(frozen=True, slots=True)
class Denial:
    """A refusal, and the roles that are required."""

    required: str
    """The sufficient roles, each with its committees or systems."""
    zh: str
    en: str


ROLE_TERMS: Mapping[Role, str] = {
    Role.READER: "读者",
    Role.SECRETARIAT: "秘书处",
    Role.STEWARD: "体系管理员",
    Role.ADMINISTRATOR: "系统管理员",
}
"""What roles are called in a Chinese sentence."""


def decide(action: Action, identity: Identity, subject: Subject) -> Denial | None:
    """None when the identity may do it, otherwise the reason; systems that are to list the standard are decided first."""
    for system in sorted(subject.listing):
        denial = decide(Action.LIST_STANDARD, identity, Subject(systems=frozenset({system})))
        if denial is not None:
            return denial
    rule = RULES[action]
    if identity.role is Role.ADMINISTRATOR:
        return None
    if rule.steward and identity.role.reaches(Role.STEWARD) and identity.systems & subject.systems:
        return None
    if rule.secretariat and identity.role.reaches(Role.SECRETARIAT) and identity.committees & subject.owners:
        return None
    return _denial(rule, identity, subject)


def _denial(rule: Rule, identity: Identity, subject: Subject) -> Denial:
    wanted = [
        (Role.SECRETARIAT, sorted(subject.owners) if rule.secretariat else []),
        (Role.STEWARD, sorted(subject.systems) if rule.steward else []),
    ]
    roles = [f"{role} for {' or '.join(codes)}" for role, codes in wanted if codes] + [Role.ADMINISTRATOR.value]
    zh_roles = [f"{' 或 '.join(codes)} 的{ROLE_TERMS[role]}" for role, codes in wanted if codes]
    zh_roles.append(ROLE_TERMS[Role.ADMINISTRATOR])
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
        f"“{identity.name}”（{_scope(identity, ROLE_TERMS[identity.role], '、')}）不能{rule.zh}；需要 {zh_required}",
        f"{identity.name!r} ({_scope(identity, identity.role, ', ')}) may not {rule.en}: requires {required}",
    )


def _scope(identity: Identity, role: str, comma: str) -> str:
    codes = sorted(identity.committees | identity.systems)
    return f"{role} {comma.join(codes)}".strip()
