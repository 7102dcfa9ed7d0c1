"""The terms of the field for the values of the vocabularies, in Chinese and in English, and for the fields that messages name.

Chinese terms are those of GB/T 20000.1, GB/T 13016, GB/T 16733 and the public registers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from stdgraph.domain.identity import Role
from stdgraph.domain.vocabulary import (
    CarryOver,
    CategoryKind,
    CellState,
    Confidence,
    Degree,
    EditionDifference,
    EventKind,
    Extent,
    ForecastMethod,
    GapStatus,
    HistoryPlan,
    Interval,
    ItemState,
    Language,
    Level,
    Membership,
    Nature,
    Priority,
    ProgressCount,
    Severity,
    Standing,
    Status,
    TargetCounts,
    TargetState,
    TitleBasis,
)


class Term(NamedTuple):
    """A term in both languages."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """The term in a language."""
        return self.zh if language is Language.ZH else self.en


def _terms(kind: type[StrEnum], **terms: tuple[str, str]) -> dict[str, Term]:
    """The terms of an enum; an unknown value is a KeyError."""
    return {kind[name]: Term(*pair) for name, pair in terms.items()}


TERMS: Mapping[type[StrEnum], Mapping[str, Term]] = {
    Status: _terms(
        Status,
        PLANNED=("拟制订", "planned"),
        DRAFTING=("在研", "drafting"),
        PUBLISHED=("已发布", "published"),
        WITHDRAWN=("废止", "withdrawn"),
        ABANDONED=("终止", "abandoned"),
    ),
    Standing: _terms(
        Standing,
        UPCOMING=("即将实施", "upcoming"),
        IN_FORCE=("现行", "in force"),
        SUPERSEDED=("被代替", "superseded"),
        WITHDRAWN=("废止", "withdrawn"),
    ),
    Level: _terms(
        Level,
        NATIONAL=("国家标准", "national"),
        INDUSTRY=("行业标准", "industry"),
        LOCAL=("地方标准", "local"),
        GROUP=("团体标准", "group"),
        ENTERPRISE=("企业标准", "enterprise"),
        INTERNATIONAL=("国际标准", "international"),
        OTHER=("其他", "other"),
    ),
    Nature: _terms(
        Nature,
        MANDATORY=("强制性", "mandatory"),
        RECOMMENDED=("推荐性", "recommended"),
        GUIDANCE=("指导性技术文件", "guidance"),
    ),
    TitleBasis: _terms(
        TitleBasis,
        STATED=("文件名称", "stated"),
        DESCRIPTIVE=("描述性名称", "descriptive"),
    ),
    Confidence: _terms(
        Confidence,
        VERIFIED=("已核对", "verified"),
        KNOWN=("公知", "known"),
        DERIVED=("编者推断", "derived"),
    ),
    Membership: _terms(Membership, STATED=("来源载明", "stated"), INFERRED=("编者推断", "inferred")),
    CategoryKind: _terms(
        CategoryKind,
        PRODUCT=("产品", "product"),
        MATERIAL=("材料", "material"),
        PROCESS=("过程", "process"),
        POLLUTANT=("污染物", "pollutant"),
        SECTOR=("行业", "sector"),
    ),
    Extent: _terms(Extent, WHOLE=("全部代替", "whole"), PART=("部分代替", "part")),
    Degree: _terms(
        Degree,
        IDT=("等同", "identical"),
        MOD=("修改", "modified"),
        EQV=("等效", "equivalent"),
        NEQ=("非等效", "not equivalent"),
    ),
    CellState: _terms(
        CellState,
        IN_FORCE=("现行", "in force"),
        UPCOMING=("即将实施", "upcoming"),
        DRAFTING=("在研", "drafting"),
        PLANNED=("拟制订", "planned"),
        GROUP_ONLY=("仅有团体标准", "group standards only"),
        MISSING=("缺失", "missing"),
        EMPTY=("空白", "empty"),
    ),
    Priority: _terms(Priority, HIGH=("高", "high"), MEDIUM=("中", "medium"), LOW=("低", "low")),
    GapStatus: _terms(
        GapStatus,
        OPEN=("待处理", "open"),
        MOVING=("推进中", "moving forward"),
        DELAYED=("延迟", "delayed"),
        STALLED=("停滞", "at a standstill"),
        CLOSED=("已关闭", "closed"),
        WITHDRAWN=("已撤回", "withdrawn"),
        UNKNOWN=("情况不明", "unknown"),
    ),
    Severity: _terms(
        Severity,
        CRITICAL=("紧要", "critical"),
        HIGH=("高", "high"),
        MEDIUM=("中", "medium"),
        LOW=("低", "low"),
        INFO=("提示", "info"),
    ),
    Language: _terms(Language, ZH=("中文", "Chinese"), EN=("英文", "English")),
    EventKind: _terms(
        EventKind,
        REGISTERED=("列入计划", "registered"),
        STARTED=("立项", "started"),
        ADVANCED=("阶段推进", "advanced"),
        PUBLISHED=("发布", "published"),
        WITHDRAWN=("废止", "withdrawn"),
        ABANDONED=("终止", "abandoned"),
        CORRECTED=("更正", "corrected"),
        EXTENDED=("延期", "extended"),
        RELATED=("建立关系", "related"),
        UNRELATED=("解除关系", "unrelated"),
        REVOKED=("撤销", "revoked"),
        RETIRED=("退出体系", "retired"),
        RESTORED=("恢复", "restored"),
        RENAMED=("更名", "renamed"),
        MERGED=("合并", "merged"),
        SPLIT=("拆分", "split"),
        COMMENTED=("评论", "commented"),
        CLAIMED=("提出说法", "claimed"),
        TRANSFER_OFFERED=("提出移交", "transfer offered"),
        TRANSFERRED=("移交", "transferred"),
        TRANSFER_DECLINED=("拒绝接收", "transfer declined"),
        TRANSFER_WITHDRAWN=("撤回移交", "transfer withdrawn"),
        CREATED=("新增", "created"),
        CHANGED=("变更", "changed"),
        MOVED=("移动", "moved"),
        REVISED=("修订", "revised"),
        LOADED=("加载", "loaded"),
        UNDONE=("撤销加载", "load undone"),
        TRACKED=("跟踪", "tracked"),
        CLOSED=("关闭", "closed"),
        REOPENED=("重新打开", "reopened"),
        TOKEN_ISSUED=("签发令牌", "token issued"),
        TOKEN_REVOKED=("撤销令牌", "token revoked"),
    ),
    Interval: _terms(
        Interval,
        DAY=("日", "day"),
        WEEK=("周", "week"),
        MONTH=("月", "month"),
        QUARTER=("季度", "quarter"),
        YEAR=("年", "year"),
    ),
    HistoryPlan: _terms(
        HistoryPlan, CURRENT=("末日明细", "rows of the last day"), ON_DAY=("当日明细", "rows of the day")
    ),
    CarryOver: _terms(CarryOver, ALL=("全部", "all"), CHOSEN=("选定", "chosen"), NONE=("不沿用", "none")),
    EditionDifference: _terms(
        EditionDifference,
        TITLE=("名称", "title"),
        ITEM_NUMBER=("条目编号", "item number"),
        SUBSYSTEM=("子体系", "subsystem"),
    ),
    ProgressCount: _terms(
        ProgressCount,
        LISTED=("收录标准", "standards listed"),
        ITEMS=("项目", "items"),
        ITEMS_MET=("已满足的项目", "items met"),
        ITEMS_OPEN=("未满足的项目", "items open"),
        ITEMS_LEFT=("已退出的项目", "items that left the plan"),
        PLANNED=("拟制订的标准", "standards planned"),
        DRAFTING=("在研标准", "standards being drafted"),
        PUBLISHED=("已发布的标准", "standards published"),
        IN_FORCE=("现行标准", "standards in force"),
        UPCOMING=("即将实施的标准", "standards upcoming"),
        SUPERSEDED=("被代替的标准", "standards superseded"),
        WITHDRAWN=("废止的标准", "standards withdrawn"),
        ABANDONED=("终止的标准", "standards abandoned"),
        UNDATED=("状态日期不明的标准", "standards whose status nobody dates"),
        IMPRECISE=("日期不确切的标准", "standards with imprecise dates"),
        INFERRED=("编者推断归入的标准", "standards listed by inference"),
    ),
    ItemState: _terms(ItemState, MET=("已满足", "met"), OPEN=("未满足", "open"), LEFT=("已退出", "left")),
    TargetCounts: _terms(TargetCounts, PUBLISHED=("发布数", "published"), NEW=("新制定数", "new")),
    TargetState: _terms(
        TargetState,
        MET=("已达成", "met"),
        ON_TRACK=("进度正常", "on track"),
        AT_RISK=("有风险", "at risk"),
        MISSED=("未达成", "missed"),
        NOT_MEASURED=("无法计量", "not measured"),
    ),
    ForecastMethod: _terms(
        ForecastMethod,
        MONTE_CARLO=("蒙特卡罗模拟", "Monte Carlo simulation"),
        COUNTED=("计数", "counted"),
        NONE=("无", "none"),
    ),
    Role: _terms(
        Role,
        READER=("读者", "reader"),
        SECRETARIAT=("秘书处", "secretariat"),
        STEWARD=("体系管理员", "steward"),
        ADMINISTRATOR=("系统管理员", "administrator"),
    ),
}
"""The term of every value of every vocabulary."""

GAP_KINDS: Mapping[str, Term] = {
    "ADOPTED_UNDER_REVISION": Term("采标文件修订中", "adopted document under revision"),
    "CONFLICTING_CLAIMS": Term("说法不一", "conflicting claims"),
    "GROUP_ONLY": Term("仅有团体标准", "group standards only"),
    "INCOMPLETE_CHAIN": Term("链条不全", "incomplete chain"),
    "NO_METHOD": Term("无方法标准", "no method"),
    "NO_MOVEMENT": Term("项目停滞", "no movement"),
    "OUTDATED_ADOPTION": Term("采标过时", "outdated adoption"),
    "OUTDATED_REFERENCE": Term("引用过时", "outdated reference"),
    "OVERDUE": Term("逾期", "overdue"),
    "REVIEW_OVERDUE": Term("复审逾期", "review overdue"),
    "TARGET_SHORTFALL": Term("目标未达", "target shortfall"),
    "UNCOVERED_SUBSYSTEM": Term("子体系空缺", "uncovered subsystem"),
    "UNITEMISED": Term("未列明细", "not itemised"),
    "UNMET_DEMAND": Term("需求未满足", "unmet demand"),
    "UNSTARTED": Term("尚未启动", "not started"),
}
"""The term of every kind of gap, by its code."""

LABEL_PLURALS: Mapping[str, Term] = {
    "AccessToken": Term("访问令牌", "access tokens"),
    "Catalogue": Term("目录", "catalogue"),
    "Claim": Term("来源说法", "claims"),
    "Committee": Term("技术委员会", "committees"),
    "Demand": Term("需求", "demands"),
    "Event": Term("事件", "events"),
    "GapRecord": Term("缺口记录", "gap records"),
    "ProductCategory": Term("产品类别", "product categories"),
    "Source": Term("来源", "sources"),
    "Standard": Term("标准", "standards"),
    "StandardsSystem": Term("标准体系", "standards systems"),
    "Subsystem": Term("子体系", "subsystems"),
    "Target": Term("目标", "targets"),
}
"""What several nodes are called, by label."""

FIELD_TERMS: Mapping[str, Term] = {
    "titleZh": Term("中文名称", "Chinese title"),
    "titleEn": Term("英文名称", "English title"),
    "number": Term("标准编号", "standard number"),
    "printedNumber": Term("印载编号", "printed number"),
    "planNumber": Term("计划号", "plan number"),
    "level": Term("标准层级", "level"),
    "nature": Term("标准性质", "nature"),
    "publishedOn": Term("发布日期", "publication date"),
    "inForceOn": Term("实施日期", "in-force date"),
    "withdrawnOn": Term("废止日期", "withdrawal date"),
    "projectDueOn": Term("项目完成期限", "project due date"),
    "department": Term("主管部门", "competent department"),
    "draftingBodies": Term("起草单位", "drafting bodies"),
    "titleBasis": Term("名称依据", "basis of the title"),
    "documents": Term("文件链接", "links to documents"),
    "foreignEditions": Term("外文版", "foreign editions"),
    "note": Term("备注", "note"),
}
"""Properties of a standard by the name that the API gives them."""

ENTERED_TERMS: Mapping[str, Term] = {
    **FIELD_TERMS,
    "code": Term("代码", "code"),
    "newCode": Term("新代码", "new code"),
    "reason": Term("理由", "reason"),
    "remark": Term("备注", "remark"),
    "source": Term("来源", "source"),
    "locator": Term("出处", "locator"),
    "itemNumber": Term("条目编号", "item number"),
    "statement": Term("目标表述", "statement"),
    "measure": Term("计量内容", "measure"),
    "issuer": Term("发布机关", "issuer"),
    "documentNumber": Term("文号", "document number"),
    "horizonText": Term("规划期", "horizon"),
    "related": Term("相关体系", "related system"),
    "aliases": Term("别名", "alias"),
    "secretariat": Term("秘书处承担单位", "secretariat"),
    "members": Term("委员人数", "number of members"),
    "title": Term("名称", "title"),
    "url": Term("网址", "address"),
    "field": Term("字段", "field"),
    "value": Term("值", "value"),
}
"""What people enter with commands, by the name that the API gives it."""

LABEL_TERMS: Mapping[str, Term] = {
    "AccessToken": Term("访问令牌", "access token"),
    "Standard": Term("标准", "standard"),
    "Committee": Term("技术委员会", "committee"),
    "ProductCategory": Term("产品类别", "product category"),
    "StandardsSystem": Term("标准体系", "standards system"),
    "Subsystem": Term("子体系", "subsystem"),
    "Demand": Term("标准需求", "demand"),
    "Target": Term("目标", "target"),
    "Source": Term("来源", "source"),
    "Claim": Term("来源说法", "claim"),
}
"""What one node is called, by label."""

RELATION_TERMS: Mapping[str, Term] = {
    "REPLACES": Term("代替", "replaces"),
    "AMENDS": Term("修改", "amends"),
    "ADOPTS": Term("采用", "adopts"),
    "REFERENCES": Term("引用", "references"),
    "APPLIES_TO": Term("适用", "applies to"),
    "OWNED_BY": Term("归口", "owned by"),
    "LISTED_IN": Term("列入", "listed in"),
}
"""What a relation of a standard is called, by code."""

FACT_TERMS: Mapping[str, Term] = {
    **ENTERED_TERMS,
    "achieved": Term("已达成", "achieved"),
    "adopts": Term("采用", "adopts"),
    "announcedOn": Term("公布日期", "announced on"),
    "committee": Term("技术委员会", "committee"),
    "declared": Term("文件载明项数", "declared"),
    "demand": Term("需求", "demand"),
    "dueOn": Term("报批期限", "due"),
    "enteredOn": Term("进入阶段的日期", "entered on"),
    "inForce": Term("现行", "in force"),
    "issuedOn": Term("发布日期", "issued on"),
    "items": Term("项目", "items"),
    "listed": Term("收录", "listed"),
    "references": Term("引用", "references"),
    "replacedBy": Term("被代替", "replaced by"),
    "reviewDueOn": Term("复审期限", "review due"),
    "stage": Term("阶段", "stage"),
    "standards": Term("标准", "standards"),
    "status": Term("状态", "status"),
}
"""What people call the fields of claims and evidence, by the names that the API gives them."""

BASIS_TERMS: Mapping[str, Term] = {
    "STATED": Term("来源载明", "as stated"),
    "NUMBER": Term("据编号年份", "by the year in the number"),
    "ORDER": Term("据前后日期", "by the days before and after it"),
    "NONE": Term("未载明", "not stated"),
}
"""What the span of days of a date rests on, by the code of its basis."""

VALUE_TERMS: Mapping[str, Term] = {**TERMS[Status], "(none)": Term("无", "none")}
"""What people call the values of evidence that are codes."""


def term(value: StrEnum, language: Language) -> str:
    """The term of a value of a vocabulary in a language."""
    return TERMS[type(value)][value].in_language(language)


def fact_term(name: object, language: Language) -> str:
    """What people call a field of a claim or of evidence; the API's name where they have none."""
    return FACT_TERMS[str(name)].in_language(language) if name in FACT_TERMS else str(name)


def fact_value(value: object, language: Language) -> str:
    """A value of evidence in words, where it is a code."""
    known = VALUE_TERMS.get(str(value))
    return str(value) if known is None else known.in_language(language)
