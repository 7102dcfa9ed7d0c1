"""The properties of each entity with their types, as ``entities`` declares them and as a reader gets them.

A row holds what its selection needs, so every property but the key may be absent; ``None`` means *unknown*. Days and instants are
``date`` and ``datetime`` once ``native`` has converted them. Edges are not properties: a row holds them under ``EDGE`` and the key of
the pick.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Required, TypedDict


class _Titled(TypedDict, total=False):
    """What almost everything carries."""

    titleZh: str | None
    titleEn: str | None
    confidence: str | None
    note: str | None
    retiredOn: date | None


class SystemFields(_Titled, total=False):
    """A standards system."""

    code: Required[str]
    revision: int
    issuer: str | None
    documentNumber: str | None
    issuedOn: date | None
    issuedIn: str | None
    announcedOn: date | None
    announcedIn: str | None
    declared: int | None
    horizon: date | None
    horizonText: str | None
    related: list[str] | None


class SubsystemFields(_Titled, total=False):
    """A subsystem."""

    id: Required[str]
    system: Required[str]
    code: Required[str]
    depth: int


class StandardFields(_Titled, total=False):
    """A standard."""

    id: Required[str]
    number: str | None
    printedNumber: str | None
    planNumber: str | None
    level: str | None
    nature: str | None
    publishedOn: date | None
    inForceOn: date | None
    withdrawnOn: date | None
    publishedIn: str | None
    inForceIn: str | None
    withdrawnIn: str | None
    publicationEarliest: date | None
    publicationLatest: date | None
    publicationBasis: str | None
    forceEarliest: date | None
    forceLatest: date | None
    forceBasis: str | None
    withdrawalEarliest: date | None
    withdrawalLatest: date | None
    withdrawalBasis: str | None
    reviewDueOn: date | None
    projectDueOn: date | None
    dueOn: date | None
    titleBasis: str | None
    referencesRecorded: bool
    department: str | None
    draftingBodies: list[str] | None
    documents: list[str] | None
    foreignEditions: list[str] | None
    ics: list[str] | None
    ccs: list[str] | None
    revision: int
    timeline: list[str] | None
    supersededLatest: date | None


class CategoryFields(_Titled, total=False):
    """A product category."""

    code: Required[str]
    revision: int
    kind: str | None
    aliases: list[str] | None
    declaredProcesses: int | None
    declaredMaterials: int | None


class CommitteeFields(_Titled, total=False):
    """A committee."""

    code: Required[str]
    revision: int
    level: str | None
    secretariat: str | None
    members: int | None


class TargetFields(TypedDict, total=False):
    """A numeric target of a system."""

    id: Required[str]
    statement: str
    measure: str | None
    counts: str | None
    operator: str | None
    required: int | None
    by: date | None
    levels: list[str] | None
    baseline: date | None
    retiredOn: date | None


class DemandFields(TypedDict, total=False):
    """A demand for a standard."""

    id: Required[str]
    priority: str | None
    on: date | None
    onIn: str | None
    until: date | None
    untilIn: str | None
    confidence: str | None
    note: str | None
    retiredOn: date | None


class SourceFields(TypedDict, total=False):
    """A source, with the place in it where something was read."""

    id: Required[str]
    revision: int
    title: str | None
    url: str | None
    note: str | None
    locator: str | None


class ClaimFields(TypedDict, total=False):
    """What a source states of one field."""

    id: Required[str]
    revision: int
    field: str
    value: str
    chosen: bool
    recordedBy: str | None
    on: date | None
    onIn: str | None
    confidence: str | None
    note: str | None
    retiredOn: date | None


class _Recorded(TypedDict, total=False):
    """What every event carries besides its sequence."""

    kind: str
    recordedAt: datetime
    actor: str
    note: str | None
    requestId: str | None
    before: str | None
    after: str | None
    at: date | None


class ExtensionFields(TypedDict, total=False):
    """An event that extended a project."""

    sequence: Required[int]
    recordedAt: datetime
    actor: str
    note: str | None
    approval: str
    approvedOn: date | None
    at: date
    dueOn: date
    was: date | None


class EventFields(_Recorded, total=False):
    """An event of a standard."""

    id: Required[str]
    sequence: int
    effectiveIn: str | None
    approval: str | None
    stage: str | None
    fromStage: str | None


class ChangeFields(_Recorded, total=False):
    """An event as an entry of the feed."""

    sequence: Required[int]
    effectiveIn: str | None
    approval: str | None
    stage: str | None


class ChangedThingFields(TypedDict, total=False):
    """What a change is about, whatever it is."""

    label: str
    key: str
    titleZh: str | None
    titleEn: str | None
    messageZh: str | None
    messageEn: str | None
    statement: str | None
    title: str | None
    name: str | None


class GapRecordFields(TypedDict, total=False):
    """The record of a tracked gap."""

    gapId: Required[str]
    kind: str
    status: str
    priority: str | None
    needsResearch: bool | None
    recommendation: str | None
    revision: int
    updatedAt: datetime
    found: bool
    messageZh: str
    messageEn: str
    subjectLabel: str
    subjectKey: str


class GapRecordEventFields(_Recorded, total=False):
    """An event of the record of a gap."""

    sequence: Required[int]
    status: str
    noteEn: str | None


class ListingFields(TypedDict, total=False):
    """The listing of a standard in a subsystem."""

    itemNumber: str | None
    membership: str | None
    note: str | None
    since: date | None
    sinceIn: str | None
    until: date | None
    untilIn: str | None


class OwnershipFields(TypedDict, total=False):
    """The relationship of a standard to a committee that owns or performs it."""

    role: str | None
    basis: str | None


class ReplacementFields(TypedDict, total=False):
    """The replacement of a document by another."""

    extent: str | None
    since: date | None
    sinceIn: str | None


class AdoptionFields(TypedDict, total=False):
    """The adoption of an international document."""

    degree: str | None


class ReferenceFields(TypedDict, total=False):
    """The reference from a standard to another."""

    normative: bool | None


class DependencyFields(TypedDict, total=False):
    """The dependency of a product on another."""

    role: str | None
    confidence: str | None
    since: date | None
    sinceIn: str | None


FIELDS: Mapping[str, type] = {
    "StandardsSystem": SystemFields,
    "Subsystem": SubsystemFields,
    "Standard": StandardFields,
    "ProductCategory": CategoryFields,
    "Committee": CommitteeFields,
    "Target": TargetFields,
    "Demand": DemandFields,
    "Source": SourceFields,
    "Claim": ClaimFields,
    "Event": EventFields,
    "Extension": ExtensionFields,
    "Change": ChangeFields,
    "ChangedThing": ChangedThingFields,
    "GapRecord": GapRecordFields,
    "GapRecordEvent": GapRecordEventFields,
    "Listing": ListingFields,
    "ListedStandard": ListingFields,
    "Ownership": OwnershipFields,
    "Replacement": ReplacementFields,
    "Adoption": AdoptionFields,
    "Reference": ReferenceFields,
    "Dependency": DependencyFields,
}
"""The properties of every entity, by its name in ``READER``."""
