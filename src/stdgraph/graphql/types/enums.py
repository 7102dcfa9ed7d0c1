"""The vocabularies as GraphQL enums, each value with its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any, TypeVar

import strawberry

from stdgraph.auth.token_facts import TokenState
from stdgraph.commands.relate import Relation
from stdgraph.domain import vocabulary
from stdgraph.domain.identity import Role
from stdgraph.gaps.groups import GapGroup
from stdgraph.gaps.kinds import GapKind, definition
from stdgraph.gaps.pages import GapOrder

MEANINGS: Mapping[str, Mapping[str, str]] = {
    "Status": {
        "PLANNED": "On the plan and no more: stages 00 and 10, or nothing recorded yet (拟制订).",
        "DRAFTING": "Being drafted, reviewed or approved: stages 20 to 50 (在研).",
        "PUBLISHED": "Published and not withdrawn: stages 60 and 90 (已发布).",
        "WITHDRAWN": "Withdrawn: stage 95 (废止).",
        "ABANDONED": "Ended before its publication: sub-stage 98 (终止).",
    },
    "Standing": {
        "UPCOMING": "即将实施: published, its in-force day is still to come.",
        "IN_FORCE": "现行: published and in force.",
        "SUPERSEDED": "被代替: a successor that replaces it as a whole has taken force.",
        "WITHDRAWN": "废止: withdrawn.",
    },
    "DateBasis": {
        "STATED": "A source states it: a day, a month or a year.",
        "NUMBER": "The year in the number.",
        "ORDER": "What must come before or after it: publication, entry into force, withdrawal, the day of the source.",
        "NONE": "Nothing but that it has happened by the day on which its source speaks.",
    },
    "Level": {
        "NATIONAL": "国家标准: GB, GB/T, GB/Z.",
        "INDUSTRY": "行业标准: such as HJ, SJ/T, YD/T.",
        "LOCAL": "地方标准: DB and a region.",
        "GROUP": "团体标准: T and a body.",
        "ENTERPRISE": "企业标准: Q and a company.",
        "INTERNATIONAL": "A document of ISO, IEC or ITU.",
        "OTHER": "Outside these: technical specifications and the like.",
    },
    "Nature": {
        "MANDATORY": "强制性: it must be kept to.",
        "RECOMMENDED": "推荐性: kept to by choice.",
        "GUIDANCE": "指导性技术文件: guidance (GB/Z).",
    },
    "Confidence": {
        "VERIFIED": "Read in the source that is named.",
        "KNOWN": "General knowledge of the field.",
        "DERIVED": "An arrangement or inference of the compiler.",
    },
    "Membership": {
        "STATED": "A source says that it belongs there.",
        "INFERRED": "The compiler inferred it.",
    },
    "TitleBasis": {
        "STATED": "A document, a plan or a list bears the title.",
        "DESCRIPTIVE": "The title only describes what a call or a list asks for; no document bears it.",
    },
    "CategoryKind": {
        "PRODUCT": "A product.",
        "MATERIAL": "A material or part that products are made of.",
        "PROCESS": "A process, such as recycling.",
        "POLLUTANT": "A pollutant.",
        "SECTOR": "A sector of the economy.",
    },
    "CommitteeLevel": {
        "NATIONAL": "A national committee: SAC/TC and its subcommittees.",
        "PROVINCIAL": "A committee of a province or a city.",
        "INTERNATIONAL": "A committee of ISO, IEC or ITU.",
        "GROUP": "An association that issues group standards.",
        "MINISTRY": "A ministry or another authority.",
    },
    "DependencyRole": {
        "PART": "A part of the product.",
        "PROCESS": "A process that the product goes through.",
        "MATERIAL": "A material that it is made of.",
        "INPUT": "Something that making it takes.",
    },
    "SubjectType": {
        "STANDARDS_SYSTEM": "A standards system, by its code.",
        "SUBSYSTEM": "A subsystem, as `SYSTEM/CODE`.",
        "STANDARD": "A standard, by its number, plan number or id.",
        "PRODUCT_CATEGORY": "A product category, by its code.",
        "COMMITTEE": "A committee, by its code.",
        "TARGET": "A target, by its id.",
        "DEMAND": "A demand, by its id.",
        "SOURCE": "A source, by its id.",
    },
    "Extent": {
        "WHOLE": "全部代替: the whole document; it is SUPERSEDED once the successor takes force.",
        "PART": "部分代替: a part of it; its standing does not change.",
    },
    "Degree": {
        "IDT": "等同: identical.",
        "MOD": "修改: modified, the differences stated.",
        "EQV": "等效: equivalent, a degree used before 2001.",
        "NEQ": "非等效: not equivalent; correspondence, no adoption.",
    },
    "CellState": {
        "IN_FORCE": "A standard above group level is in force.",
        "UPCOMING": "One is published and not yet in force.",
        "DRAFTING": "One is being drafted.",
        "PLANNED": "One is planned.",
        "GROUP_ONLY": "Only group or enterprise standards are in force.",
        "MISSING": "Nothing is there, and some document demands it.",
        "EMPTY": "Nothing is there, and nobody demands it.",
    },
    "ProgressCount": {
        "LISTED": "Standards that are listed.",
        "ITEMS": "Items on the plan.",
        "ITEMS_MET": "Items of which a document is in force.",
        "ITEMS_OPEN": "Items that are still to be met.",
        "ITEMS_LEFT": "Items that have left the plan.",
        "PLANNED": "Standards planned.",
        "DRAFTING": "Standards being drafted.",
        "PUBLISHED": "Standards published and not withdrawn.",
        "IN_FORCE": "Standards in force.",
        "UPCOMING": "Standards published and not yet in force.",
        "SUPERSEDED": "Standards superseded.",
        "WITHDRAWN": "Standards withdrawn.",
        "ABANDONED": "Standards abandoned before publication.",
        "UNDATED": "Standards whose present status rests on an event that nobody dates.",
        "IMPRECISE": "Standards whose status or standing may be another one.",
        "INFERRED": "Standards that are listed on a compiler's judgement.",
    },
    "Priority": {"HIGH": "Before others.", "MEDIUM": "In its turn.", "LOW": "After others."},
    "GapStatus": {
        "OPEN": "Nobody works on it yet.",
        "MOVING": "It is being worked on.",
        "DELAYED": "It is being worked on, and late.",
        "STALLED": "Work on it has stopped.",
        "CLOSED": "It is closed: by the committee, or by the system since the gap is gone.",
        "WITHDRAWN": "The committee no longer pursues it.",
        "UNKNOWN": "Nothing is known of it.",
    },
    "Severity": {
        "CRITICAL": "Nothing else can go on; weighs 80 in a score.",
        "HIGH": "Something demanded is wanting; weighs 60.",
        "MEDIUM": "The plan falls behind; weighs 40.",
        "LOW": "To be put in order; weighs 20.",
        "INFO": "To be known; weighs 5.",
    },
    "TokenState": {
        "LIVE": "It is valid.",
        "EXPIRED": "Its time is over.",
        "REVOKED": "An administrator ended it.",
    },
    "Language": {"ZH": "Chinese.", "EN": "English."},
    "EventKind": {
        "REGISTERED": "It was put on the plan.",
        "STARTED": "Its project began: it entered drafting.",
        "ADVANCED": "It moved to another stage.",
        "PUBLISHED": "It was published.",
        "WITHDRAWN": "It was withdrawn.",
        "ABANDONED": "It was abandoned before its publication.",
        "CORRECTED": "A fact of it was corrected.",
        "EXTENDED": "Its project was extended: it is due later.",
        "RELATED": "A relation of it was made or changed.",
        "UNRELATED": "A relation of it was taken away.",
        "REVOKED": "An event of it that was wrong was taken back.",
        "RETIRED": "It left the plan, its history stays: its steward retired it, or no dataset states it any more.",
        "RESTORED": "It had been retired and is back.",
        "RENAMED": "It has another code.",
        "MERGED": "Another standard turned out to be the same one and was merged into it.",
        "SPLIT": "It was split into several items: it ended with that, or went on as the first of them.",
        "COMMENTED": "Somebody commented on it: `note` is the comment.",
        "CLAIMED": "Somebody who does not answer for it stated otherwise: a claim was recorded, and no fact changed.",
        "TRANSFER_OFFERED": "It was offered to another committee, which has yet to accept it.",
        "TRANSFERRED": "Another committee accepted it and answers for it from then on.",
        "TRANSFER_DECLINED": "The committee to which it was offered declined it.",
        "TRANSFER_WITHDRAWN": "The committee that offered it withdrew the offer.",
        "CREATED": "It was created.",
        "CHANGED": "A fact of it changed: from the day `at` on, or, without one, it was recorded wrongly before.",
        "MOVED": "It stands in another place of its system.",
        "REVISED": "A new edition of the system takes its place.",
        "LOADED": "A dataset was loaded: `after` counts what that did.",
        "UNDONE": "The load of a dataset was taken back.",
        "TRACKED": "A committee decided what to do about a gap.",
        "CLOSED": "A gap is gone: its record was closed by the system.",
        "REOPENED": "A gap is back: its record was opened again by the system.",
        "TOKEN_ISSUED": "An access token was issued.",
        "TOKEN_REVOKED": "An access token was revoked.",
    },
    "GapOrder": {
        "SCORE": "The highest score first.",
        "SINCE": "The one that has stood longest first; those of unknown beginning last.",
        "SUBJECT": "By what they are about.",
    },
    "GapGroup": {
        "SYSTEM": "The system.",
        "SUBSYSTEM": "The subsystem.",
        "COMMITTEE": "The committee that it concerns.",
        "PRODUCT_CATEGORY": "The product category.",
        "KIND": "The kind.",
        "SEVERITY": "The severity.",
    },
    "GapKind": {kind: definition(kind) for kind in GapKind},
    "Interval": {
        "DAY": "Every day.",
        "WEEK": "Every Sunday.",
        "MONTH": "The last day of every month.",
        "QUARTER": "The last day of March, June, September and December.",
        "YEAR": "Every 31 December.",
    },
    "HistoryPlan": {
        "CURRENT": "On every day the rows that are listed on the last one.",
        "ON_DAY": "On each day the rows that are listed on it.",
    },
    "EditionDifference": {
        "TITLE": "Either lists a document of another title.",
        "ITEM_NUMBER": "It has another item number (体系编号).",
        "SUBSYSTEM": "It stands in a subsystem that is not the same one.",
    },
    "ItemState": {
        "MET": "A document of it is in force.",
        "OPEN": "None is, and one is planned, being drafted or about to take force.",
        "LEFT": "It has left the plan: abandoned, withdrawn without successor, or split.",
    },
    "CarryOver": {
        "ALL": "Every subsystem, with all that it lists.",
        "CHOSEN": "The subsystems that are named, with all that is below them and all that they list, and the items that are named.",
        "NONE": "Nothing: the new edition begins empty.",
    },
    "TargetCounts": {
        "PUBLISHED": "Standards published after the baseline day, new ones and revisions.",
        "NEW": "新制定: the same without revisions, which replace another document or of which an earlier edition is in the catalogue.",
    },
    "TargetState": {
        "MET": "The required number was reached by its day.",
        "ON_TRACK": "The pace since the baseline is at least the one required.",
        "AT_RISK": "The pace since the baseline is below the one required, and at least a tenth of the time has passed.",
        "MISSED": "Its day has come without the required number.",
        "NOT_MEASURED": "The catalogue cannot count it, there is no pace yet, or it is too early to tell.",
    },
    "ForecastMethod": {
        "MONTE_CARLO": "Simulated runs of every open item.",
        "COUNTED": "Counted: the day has come, or the number is reached.",
        "NONE": "None: the target is not counted.",
    },
    "Role": {
        "READER": "Reads, and changes nothing.",
        "SECRETARIAT": "Of committees (秘书处): writes their standards and those of their subcommittees.",
        "STEWARD": "Of standards systems: writes what its systems list, and what they list.",
        "ADMINISTRATOR": "Writes everything.",
    },
    "Relation": {
        "REPLACES": "It replaces a standard (代替).",
        "AMENDS": "It amends a standard (修改单, Amd, Cor) whose number it does not bear.",
        "ADOPTS": "It adopts, or corresponds to, an international document (采标).",
        "REFERENCES": "It refers to a standard (引用).",
        "APPLIES_TO": "It applies to a product category.",
        "OWNED_BY": "A committee answers for it (归口), or performs the work on it.",
        "LISTED_IN": "A subsystem lists it.",
    },
    "ReviewOutcome": {
        "CONFIRMED": "继续有效: it remains valid until the next review (90.93).",
        "TO_BE_REVISED": "修订: it remains valid until its revision replaces it (90.92).",
        "TO_BE_WITHDRAWN": "废止: it remains valid until it is withdrawn (90.99).",
    },
    "StandardSort": {
        "NUMBER": "By number, as people count: part 2 before part 10.",
        "TITLE": "By title.",
        "LEVEL": "By level.",
        "STAGE": "By stage on the day asked for.",
        "PUBLISHED_ON": "By day of publication; where that is not known exactly by the earliest.",
        "IN_FORCE_ON": "By in-force day; where that is not known exactly by the earliest.",
        "DUE_ON": "By the day by which the project is to be submitted for approval.",
        "REVIEW_DUE_ON": "By the day on which a review is due.",
        "REVISION": "By revision: what was changed most often.",
    },
    "ImportFormat": {
        "ISO_DELIVERABLES": "Deliverables of ISO Open Data.",
        "ISO_COMMITTEES": "Technical committees of ISO Open Data.",
        "ISO_ICS": "Fields of the international classification of standards (ICS) of ISO Open Data.",
        "RELATON": "Bibliographic records of Relaton: a YAML file, a folder or an archive.",
        "TABLE": "The table of a system (体系表, 明细表): a workbook or CSV.",
    },
    "Direction": {"ASC": "The smallest, or the first, before the others.", "DESC": "The largest, or the last, first."},
}
"""By the name of the enum and the name of the value."""


E = TypeVar("E", bound=Enum)


def exposed(enum: type[E], description: str | None = None, name: str | None = None) -> type[E]:
    """The enum as GraphQL shows it, each value with its meaning; described by its docstring, and named as in Python, unless
    something else is given."""
    shown: Any = strawberry.enum(enum, name=name, description=description or (enum.__doc__ or "").replace("``", "`"))
    meanings = MEANINGS[name or enum.__name__]
    for value in shown.__strawberry_definition__.values:
        value.description = meanings[value.name]
    return shown  # type: ignore[no-any-return]


class StandardSort(StrEnum):
    """What standards can be ordered by; rows without a value come last in either direction."""

    NUMBER = "NUMBER"
    TITLE = "TITLE"
    LEVEL = "LEVEL"
    STAGE = "STAGE"
    PUBLISHED_ON = "PUBLISHED_ON"
    IN_FORCE_ON = "IN_FORCE_ON"
    DUE_ON = "DUE_ON"
    REVIEW_DUE_ON = "REVIEW_DUE_ON"
    REVISION = "REVISION"


class Direction(StrEnum):
    """The direction of an order."""

    ASC = "ASC"
    DESC = "DESC"


for _enum in (
    vocabulary.Status,
    vocabulary.Standing,
    vocabulary.DateBasis,
    vocabulary.Level,
    vocabulary.Nature,
    vocabulary.Confidence,
    vocabulary.Membership,
    vocabulary.TitleBasis,
    vocabulary.CategoryKind,
    vocabulary.CommitteeLevel,
    vocabulary.DependencyRole,
    vocabulary.SubjectType,
    vocabulary.Extent,
    vocabulary.Degree,
    vocabulary.CellState,
    vocabulary.ProgressCount,
    vocabulary.Priority,
    vocabulary.GapStatus,
    vocabulary.Severity,
    vocabulary.EventKind,
    GapKind,
    GapOrder,
    GapGroup,
    vocabulary.Interval,
    vocabulary.HistoryPlan,
    vocabulary.CarryOver,
    vocabulary.EditionDifference,
    vocabulary.ItemState,
    vocabulary.TargetCounts,
    vocabulary.TargetState,
    vocabulary.ForecastMethod,
    Relation,
    StandardSort,
    Direction,
    TokenState,
):
    exposed(_enum)
exposed(Role, "What a token allows; each role includes the rights of those before it, within its own scope.")
