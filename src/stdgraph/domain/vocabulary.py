"""The closed vocabularies of the field: one enum each, spelled the same in Cypher, Python, GraphQL, the CLI and the docs."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How far a standard has come, coarsely; derived from its stage, never set."""

    PLANNED = "PLANNED"
    DRAFTING = "DRAFTING"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"
    ABANDONED = "ABANDONED"


class DateBasis(StrEnum):
    """What the span of days of a date rests on: the order is that of precedence."""

    STATED = "STATED"
    NUMBER = "NUMBER"
    ORDER = "ORDER"
    NONE = "NONE"


class Standing(StrEnum):
    """What a published document is worth on a day: 即将实施, 现行, 被代替, 废止."""

    UPCOMING = "UPCOMING"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class Level(StrEnum):
    """The five levels of the Standardization Law, international documents, and everything outside them."""

    NATIONAL = "NATIONAL"
    INDUSTRY = "INDUSTRY"
    LOCAL = "LOCAL"
    GROUP = "GROUP"
    ENTERPRISE = "ENTERPRISE"
    INTERNATIONAL = "INTERNATIONAL"
    OTHER = "OTHER"


class Nature(StrEnum):
    """Whether a document binds: 强制性, 推荐性, 指导性技术文件. Group and international documents are none of the three."""

    MANDATORY = "MANDATORY"
    RECOMMENDED = "RECOMMENDED"
    GUIDANCE = "GUIDANCE"


class Confidence(StrEnum):
    """How sure a fact is: read in the named source, general knowledge, or an arrangement made by the compiler."""

    VERIFIED = "VERIFIED"
    KNOWN = "KNOWN"
    DERIVED = "DERIVED"


class Membership(StrEnum):
    """Whether a source states that a standard belongs to a subsystem, or the compiler inferred it."""

    STATED = "STATED"
    INFERRED = "INFERRED"


class TitleBasis(StrEnum):
    """Whether a title is one that a document or a plan bears."""

    STATED = "STATED"
    DESCRIPTIVE = "DESCRIPTIVE"


class CategoryKind(StrEnum):
    """What a product category is."""

    PRODUCT = "PRODUCT"
    MATERIAL = "MATERIAL"
    PROCESS = "PROCESS"
    POLLUTANT = "POLLUTANT"
    SECTOR = "SECTOR"


class CommitteeLevel(StrEnum):
    """The kind of a body that owns or issues standards."""

    NATIONAL = "NATIONAL"
    PROVINCIAL = "PROVINCIAL"
    INTERNATIONAL = "INTERNATIONAL"
    GROUP = "GROUP"
    MINISTRY = "MINISTRY"


class DependencyRole(StrEnum):
    """How a product depends on another."""

    PART = "PART"
    PROCESS = "PROCESS"
    MATERIAL = "MATERIAL"
    INPUT = "INPUT"


class SubjectType(StrEnum):
    """What a claim can be about."""

    STANDARDS_SYSTEM = "StandardsSystem"
    SUBSYSTEM = "Subsystem"
    STANDARD = "Standard"
    PRODUCT_CATEGORY = "ProductCategory"
    COMMITTEE = "Committee"
    TARGET = "Target"
    DEMAND = "Demand"
    SOURCE = "Source"


class Extent(StrEnum):
    """Whether a successor replaces a document as a whole (全部代替) or in part (部分代替)."""

    WHOLE = "WHOLE"
    PART = "PART"


class Degree(StrEnum):
    """Degree of correspondence to an international document (GB/T 1.2): IDT and MOD are adoption, NEQ is not; EQV is pre-2001."""

    IDT = "IDT"
    MOD = "MOD"
    EQV = "EQV"
    NEQ = "NEQ"


class CellState(StrEnum):
    """The best state any standard has reached in a cell of the coverage matrix, best first."""

    IN_FORCE = "IN_FORCE"
    UPCOMING = "UPCOMING"
    DRAFTING = "DRAFTING"
    PLANNED = "PLANNED"
    GROUP_ONLY = "GROUP_ONLY"
    MISSING = "MISSING"
    EMPTY = "EMPTY"


class ItemState(StrEnum):
    """How a row of a plan is filled, best first."""

    MET = "MET"
    OPEN = "OPEN"
    LEFT = "LEFT"


class ProgressCount(StrEnum):
    """The figures of progress that lead to their rows."""

    LISTED = "LISTED"
    ITEMS = "ITEMS"
    ITEMS_MET = "ITEMS_MET"
    ITEMS_OPEN = "ITEMS_OPEN"
    ITEMS_LEFT = "ITEMS_LEFT"
    PLANNED = "PLANNED"
    DRAFTING = "DRAFTING"
    PUBLISHED = "PUBLISHED"
    IN_FORCE = "IN_FORCE"
    UPCOMING = "UPCOMING"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"
    ABANDONED = "ABANDONED"
    UNDATED = "UNDATED"
    IMPRECISE = "IMPRECISE"
    INFERRED = "INFERRED"


class Priority(StrEnum):
    """How urgent a demand or a tracked gap is."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class GapStatus(StrEnum):
    """What a committee says of a tracked gap."""

    OPEN = "OPEN"
    MOVING = "MOVING"
    DELAYED = "DELAYED"
    STALLED = "STALLED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"
    UNKNOWN = "UNKNOWN"


class Severity(StrEnum):
    """How bad a gap is, worst first."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
    INFO = "INFO"


class Language(StrEnum):
    """The language of a title or message; where it is missing the other one answers."""

    ZH = "ZH"
    EN = "EN"


class EventKind(StrEnum):
    """What happened to a standard or another thing of the catalogue; TRACKED, CLOSED, REOPENED: to the record of a tracked gap."""

    REGISTERED = "REGISTERED"
    STARTED = "STARTED"
    ADVANCED = "ADVANCED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"
    ABANDONED = "ABANDONED"
    CORRECTED = "CORRECTED"
    EXTENDED = "EXTENDED"
    RELATED = "RELATED"
    UNRELATED = "UNRELATED"
    REVOKED = "REVOKED"
    RETIRED = "RETIRED"
    RESTORED = "RESTORED"
    RENAMED = "RENAMED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    COMMENTED = "COMMENTED"
    CLAIMED = "CLAIMED"
    TRANSFER_OFFERED = "TRANSFER_OFFERED"
    TRANSFERRED = "TRANSFERRED"
    TRANSFER_DECLINED = "TRANSFER_DECLINED"
    TRANSFER_WITHDRAWN = "TRANSFER_WITHDRAWN"
    CREATED = "CREATED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"
    REVISED = "REVISED"
    LOADED = "LOADED"
    UNDONE = "UNDONE"
    TRACKED = "TRACKED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    TOKEN_ISSUED = "TOKEN_ISSUED"  # noqa: S105  no secret
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105


class CarryOver(StrEnum):
    """What of a system goes over to its new edition."""

    ALL = "ALL"
    CHOSEN = "CHOSEN"
    NONE = "NONE"


class EditionDifference(StrEnum):
    """What differs of an item that is in two systems."""

    TITLE = "TITLE"
    ITEM_NUMBER = "ITEM_NUMBER"
    SUBSYSTEM = "SUBSYSTEM"


class HistoryPlan(StrEnum):
    """Whose rows a history counts: those of its last day on every day, or on each day those that are listed on it."""

    CURRENT = "CURRENT"
    ON_DAY = "ON_DAY"


class Interval(StrEnum):
    """The intervals at whose ends a history counts. Weeks end on Sunday (ISO 8601)."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


class TargetCounts(StrEnum):
    """What of the catalogue a target counts, where it can be counted: standards published after the baseline day, revisions among them or not."""

    PUBLISHED = "PUBLISHED"
    NEW = "NEW"


class TargetState(StrEnum):
    """The state of a target on a day, by the count and the pace so far, without a forecast."""

    MET = "MET"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    MISSED = "MISSED"
    NOT_MEASURED = "NOT_MEASURED"


class ForecastMethod(StrEnum):
    """How a forecast was made: simulated runs, counted because the day has come, or not at all."""

    MONTE_CARLO = "MONTE_CARLO"
    COUNTED = "COUNTED"
    NONE = "NONE"
