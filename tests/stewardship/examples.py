"""An example of every command that describes itself: what it is sent, what must be so before, and who may do it.

A command without an example fails ``test_every_command``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STEWARD, ADMINISTRATOR, SECRETARIAT = "steward", "administrator", "secretariat"
OWNER, RECEIVER, ANYBODY = "owner", "receiver", "anybody"

Input = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A command on the bundled seed that is carried out, and one that is refused."""

    input: Input
    wrong: Input
    """What of the input, put otherwise, is refused, and is nothing that the service cannot read."""
    path: str
    """The field that is wrong then."""
    who: str = STEWARD
    """Who may do it besides administrators: the steward of PV2024; the secretariat of SAC/TC90 as well; that alone; the secretariat of
    SAC/TC207 alone; or every secretariat and steward."""
    changes: str = "Subsystem"
    """The label of what the event is about."""
    before: tuple[tuple[str, Input], ...] = ()
    """Commands that must have been carried out."""
    on: str | None = "2026-03-01"
    """The day from which on answers are other ones; None where none are."""
    taken_back_by: str | None = ""
    """Who may take it back, where that is somebody else; None where nobody can."""
    guarded: bool = True
    """Whether its subject exists before, so that an expected revision may be wrong."""


CELL = {"system": "PV2024", "subsystem": "CA", "productCategory": "LI_CATHODE"}
PROJECT = {"standard": "20256274-Z-339"}
EDITION = {"language": "en", "title": "Photovoltaic devices", "publishedOn": "2026-02"}
PARTS = [{"title": "甲部分", "planNumber": "20269001-Z-339"}, {"title": "乙部分", "planNumber": "20269002-Z-339"}]
OTHER = {
    "title": "同一项目",
    "planNumber": "20269003-Z-339",
    "stage": "20",
    "effectiveOn": "2025-12-01",
    "committees": ["SAC/TC90"],
    "listedIn": [{"subsystem": {"system": "PV2024", "code": "CA"}}],
}
OFFER = {**PROJECT, "toCommittee": "SAC/TC207", "effectiveOn": "2026-02-01"}
ITEM = {"standard": "GB/T 25074-2017", "system": "PV2024"}

EXAMPLES: Mapping[str, Example] = {
    "createSubsystem": Example(
        {"system": "PV2024", "code": "Z1", "parent": "C", "titleZh": "新材料", "effectiveOn": "2026-03-01"},
        {"code": "CA"},
        "code",
    ),
    "changeSubsystem": Example(
        {"system": "PV2024", "code": "CA", "titleZh": "硅材料", "newCode": "CZ", "effectiveOn": "2026-03-01"},
        {"newCode": "CB"},
        "newCode",
        on=None,
    ),
    "moveSubsystem": Example(
        {"system": "PV2024", "code": "CA", "parent": "D", "effectiveOn": "2026-03-01"},
        {"parent": "CA"},
        "parent",
    ),
    "retireSubsystem": Example(
        {"system": "PV2024", "code": "CA", "into": "CB", "effectiveOn": "2026-03-01"},
        {"into": "CA"},
        "into",
    ),
    "addDemand": Example(
        {
            "system": "PV2024",
            "subsystem": "CA",
            "productCategory": "PV_POLYSILICON",
            "priority": "HIGH",
            "until": "2027",
            "source": "https://example.org/demands",
            "locator": "表 2",
            "effectiveOn": "2026-03-01",
        },
        {"until": "2026-02"},
        "until",
        changes="Demand",
    ),
    "changeDemand": Example(
        {**CELL, "priority": "LOW", "effectiveOn": "2026-03-01"},
        {"clear": ["priority"]},
        "clear[0]",
        changes="Demand",
        before=(("addDemand", {**CELL, "priority": "HIGH", "effectiveOn": "2025-01-01"}),),
    ),
    "withdrawDemand": Example(
        {**CELL, "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2025-01-01"},
        "effectiveOn",
        changes="Demand",
        before=(("addDemand", {**CELL, "effectiveOn": "2025-01-01"}),),
    ),
    "addTarget": Example(
        {
            "system": "PV2024",
            "statement": "到2027年发布国家标准30项以上",
            "counts": "PUBLISHED",
            "operator": ">=",
            "required": 30,
            "by": "2027",
            "levels": ["NATIONAL"],
            "effectiveOn": "2026-03-01",
        },
        {"operator": "<"},
        "operator",
        changes="Target",
    ),
    "changeTarget": Example(
        {"system": "PV2024", "target": "PV2024-T1", "required": 80, "by": "2027-06", "effectiveOn": "2026-03-01"},
        {"clear": ["required"]},
        "clear[0]",
        changes="Target",
    ),
    "withdrawTarget": Example(
        {"system": "PV2024", "target": "PV2024-T1", "effectiveOn": "2026-03-01"},
        {"target": "ICN2024-T1"},
        "target",
        changes="Target",
    ),
    "addCoverageColumn": Example(
        {"system": "PV2024", "productCategory": "LI_CATHODE", "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        changes="StandardsSystem",
    ),
    "removeCoverageColumn": Example(
        {"system": "PV2024", "productCategory": "LI_CATHODE", "effectiveOn": "2026-03-01"},
        {"correction": True},
        "effectiveOn",
        changes="StandardsSystem",
        before=(
            ("addCoverageColumn", {"system": "PV2024", "productCategory": "LI_CATHODE", "effectiveOn": "2025-01-01"}),
        ),
    ),
    "createSystem": Example(
        {
            "code": "H2025",
            "titleZh": "氢能产业标准体系建设指南（2025版）",
            "documentNumber": "某部科〔2025〕12号",
            "issuedOn": "2025-06-30",
            "declared": 120,
            "source": "https://example.org/h2025",
            "effectiveOn": "2026-03-01",
        },
        {"code": "NP2024"},
        "code",
        who=ADMINISTRATOR,
        changes="StandardsSystem",
        on=None,
    ),
    "changeSystem": Example(
        {
            "system": "PV2024",
            "titleEn": "Photovoltaic industry standards system",
            "declared": 300,
            "effectiveOn": "2026-03-01",
        },
        {"newCode": "NP2024"},
        "newCode",
        changes="StandardsSystem",
    ),
    "closeSystem": Example(
        {"system": "PV2024", "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2024-08-24"},
        "effectiveOn",
        changes="StandardsSystem",
        on=None,
    ),
    "reviseSystem": Example(
        {
            "system": "PV2024",
            "code": "PV2026",
            "titleZh": "光伏产业标准体系建设指南（2026版）",
            "issuedOn": "2026-03-01",
            "carryOver": "CHOSEN",
            "subsystems": ["CA", "D"],
            "items": ["GB/T 25074-2017"],
        },
        {"items": ["S001", "GB/T 1"]},
        "items[1]",
        changes="StandardsSystem",
        on=None,
    ),
    "listStandard": Example(
        {**ITEM, "subsystem": "BA", "itemNumber": "999", "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        changes="Standard",
    ),
    "unlistStandard": Example(
        {**ITEM, "subsystem": "CA", "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        changes="Standard",
    ),
    "moveItem": Example(
        {**ITEM, "subsystem": "CA", "into": "BA", "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        changes="Standard",
    ),
    "numberItem": Example(
        {**ITEM, "subsystem": "CA", "itemNumber": "999", "effectiveOn": "2026-03-01"},
        {"subsystem": "BA"},
        "subsystem",
        changes="Standard",
        on=None,
    ),
    "mergeItems": Example(
        {**PROJECT, "items": ["20269003-Z-339"]},
        {"items": []},
        "items",
        who=SECRETARIAT,
        changes="Standard",
        before=(("registerStandard", OTHER),),
        on=None,
        taken_back_by=None,
    ),
    "splitItem": Example(
        {**PROJECT, "parts": PARTS, "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        who=SECRETARIAT,
        changes="Standard",
    ),
    "commentOnStandard": Example(
        {**PROJECT, "note": "建议明确测试温度"},
        {"note": " "},
        "note",
        who=ANYBODY,
        changes="Standard",
        on=None,
        taken_back_by=SECRETARIAT,
    ),
    "linkDocument": Example(
        {**PROJECT, "url": "https://a.example/draft.pdf", "title": "征求意见稿", "language": "zh"},
        {"url": "draft.pdf"},
        "url",
        who=SECRETARIAT,
        changes="Standard",
        on=None,
    ),
    "unlinkDocument": Example(
        {**PROJECT, "url": "https://a.example/draft.pdf"},
        {"url": "https://a.example/other.pdf"},
        "url",
        who=SECRETARIAT,
        changes="Standard",
        before=(("linkDocument", {**PROJECT, "url": "https://a.example/draft.pdf"}),),
        on=None,
    ),
    "addForeignEdition": Example(
        {**PROJECT, **EDITION}, {"language": "zh"}, "language", who=SECRETARIAT, changes="Standard", on=None
    ),
    "removeForeignEdition": Example(
        {**PROJECT, "language": "en"},
        {"language": "fr"},
        "language",
        who=SECRETARIAT,
        changes="Standard",
        before=(("addForeignEdition", {**PROJECT, **EDITION}),),
        on=None,
    ),
    "transferStandard": Example(
        OFFER, {"effectiveOn": "2099-01-01"}, "effectiveOn", who=OWNER, changes="Standard", on=None
    ),
    "acceptTransfer": Example(
        {**PROJECT, "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        who=RECEIVER,
        changes="Standard",
        before=(("transferStandard", OFFER),),
    ),
    "declineTransfer": Example(
        PROJECT,
        {"standard": "GB/T 25074-2017"},
        "standard",
        who=RECEIVER,
        changes="Standard",
        before=(("transferStandard", OFFER),),
        on=None,
    ),
    "withdrawTransfer": Example(
        PROJECT,
        {"standard": "GB/T 25074-2017"},
        "standard",
        who=OWNER,
        changes="Standard",
        before=(("transferStandard", OFFER),),
        on=None,
    ),
    "createProductCategory": Example(
        {"code": "SODIUM_BATTERY", "titleZh": "钠离子电池", "kind": "PRODUCT", "parents": ["LI_BATTERY"]},
        {"code": "LFP"},
        "code",
        who=ADMINISTRATOR,
        changes="ProductCategory",
        on=None,
        guarded=False,
    ),
    "changeProductCategory": Example(
        {"code": "LFP", "titleZh": "磷酸铁锂正极材料", "newCode": "LFP_CATHODE", "addParents": ["LI_CATHODE"]},
        {"addParents": ["LFP"]},
        "addParents",
        who=ADMINISTRATOR,
        changes="ProductCategory",
        on=None,
    ),
    "retireProductCategory": Example(
        {"code": "PV_WAFER", "into": "PV_CELL", "effectiveOn": "2026-03-01"},
        {"into": "PV_WAFER"},
        "into",
        who=ADMINISTRATOR,
        changes="ProductCategory",
        on=None,
    ),
    "addDependency": Example(
        {"code": "LI_BATTERY", "dependsOn": "STEEL", "role": "MATERIAL", "effectiveOn": "2026-03-01"},
        {"dependsOn": "LI_BATTERY"},
        "dependsOn",
        who=ADMINISTRATOR,
        changes="ProductCategory",
    ),
    "removeDependency": Example(
        {"code": "LI_BATTERY", "dependsOn": "LI_BMS", "effectiveOn": "2026-03-01"},
        {"dependsOn": "STEEL"},
        "dependsOn",
        who=ADMINISTRATOR,
        changes="ProductCategory",
    ),
    "createCommittee": Example(
        {"code": "SAC/TC90/SC9", "titleZh": "光伏材料分技术委员会", "level": "NATIONAL", "parent": "SAC/TC90"},
        {"code": "SAC/TC207"},
        "code",
        who=ADMINISTRATOR,
        changes="Committee",
        on=None,
        guarded=False,
    ),
    "changeCommittee": Example(
        {"code": "SAC/TC203", "parent": "SAC/TC90", "members": 61, "effectiveOn": "2026-03-01"},
        {"parent": "SAC/TC203/SC2"},
        "parent",
        who=ADMINISTRATOR,
        changes="Committee",
    ),
    "mergeCommittees": Example(
        {"lost": "SAC/TC207/SC5", "kept": "SAC/TC90"},
        {"lost": "SAC/TC90"},
        "lost",
        who=ADMINISTRATOR,
        changes="Committee",
        on=None,
    ),
    "succeedCommittee": Example(
        {"code": "SAC/TC90", "successor": "SAC/TC20", "effectiveOn": "2026-03-01"},
        {"successor": "SAC/TC90"},
        "successor",
        who=ADMINISTRATOR,
        changes="Committee",
    ),
    "addSource": Example(
        {"id": "gazette-2026-3", "title": "国家标准公告2026年第3号", "url": "https://example.org/gazette/2026/3"},
        {"url": "gazette"},
        "url",
        who=ADMINISTRATOR,
        changes="Source",
        on=None,
        guarded=False,
    ),
    "changeSource": Example(
        {"id": "general-knowledge", "title": "公知事实", "remark": "未见于文件"},
        {"url": "gazette"},
        "url",
        who=ADMINISTRATOR,
        changes="Source",
        on=None,
    ),
    "addClaim": Example(
        {
            "about": "STANDARD",
            "subject": "GB/T 24067-2024",
            "field": "publishedOn",
            "value": "2024-09-10",
            "source": "https://example.org/news",
            "locator": "第2段",
            "effectiveOn": "2026-03-01",
        },
        {"source": "nobody"},
        "source",
        who=ADMINISTRATOR,
        changes="Claim",
        on=None,
        guarded=False,
    ),
    "chooseClaim": Example({"claim": "C030"}, {"claim": "C006"}, "claim", who=ADMINISTRATOR, changes="Claim", on=None),
    "withdrawClaim": Example(
        {"claim": "C001", "effectiveOn": "2026-03-01"},
        {"effectiveOn": "2099-01-01"},
        "effectiveOn",
        who=ADMINISTRATOR,
        changes="Claim",
        on=None,
    ),
}
"""By mutation."""
