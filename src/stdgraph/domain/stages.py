"""Stages: the harmonised skeleton that GB/T 16733 and ISO share, as one table.

GB/T 16733-1997 names nine stages and, for some, a normal duration; ISO's harmonised stage codes add sub-stages (``XX.YY``).
A project's status is read off its stage and kept nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdgraph.domain.vocabulary import Language, Status


@dataclass(frozen=True, slots=True)
class StageDefinition:
    """One of the nine stages: its two digits, names, the status it means and its normal duration in months, if any."""

    code: str
    zh: str
    en: str
    status: Status
    normal_months: int | None = None


STAGES: dict[str, StageDefinition] = {
    stage.code: stage
    for stage in (
        StageDefinition("00", "预阶段", "Preliminary", Status.PLANNED),
        StageDefinition("10", "立项阶段", "Proposal", Status.PLANNED, 3),
        StageDefinition("20", "起草阶段", "Preparatory", Status.DRAFTING, 10),
        StageDefinition("30", "征求意见阶段", "Committee", Status.DRAFTING, 2),
        StageDefinition("40", "审查阶段", "Enquiry", Status.DRAFTING),
        StageDefinition("50", "批准阶段", "Approval", Status.DRAFTING),
        StageDefinition("60", "出版阶段", "Publication", Status.PUBLISHED),
        StageDefinition("90", "复审阶段", "Review", Status.PUBLISHED),
        StageDefinition("95", "废止阶段", "Withdrawal", Status.WITHDRAWN),
    )
}
"""GB/T 16733-1997; limits as that standard states them ("normally not more than")."""

SUBSTAGES: dict[str, tuple[str, str]] = {
    "00": ("登记", "registered"),
    "20": ("主要工作开始", "main action started"),
    "60": ("主要工作完成", "main action completed"),
    "92": ("退回前一阶段", "to repeat an earlier phase"),
    "93": ("重复本阶段", "to repeat this phase"),
    "98": ("终止", "abandoned"),
    "99": ("进入下一阶段", "to proceed"),
}
"""ISO harmonised stage codes, second half."""

NAMED: dict[str, tuple[str, str]] = {
    "60.00": ("出版中", "Under publication"),
    "60.60": ("已发布", "Published"),
    "90.20": ("复审中", "Under review"),
    "90.60": ("复审结束", "Review completed"),
    "90.92": ("复审结论：修订", "To be revised"),
    "90.93": ("复审结论：继续有效", "Confirmed"),
    "90.99": ("复审结论：废止", "To be withdrawn"),
    "95.99": ("已废止", "Withdrawn"),
}
"""Stages that the field calls by a name of their own."""

_FORM = re.compile(r"(\d\d)(?:\.(\d\d))?")


def parse_stage(text: str) -> str:
    """The code ``XX.YY`` of a stage written ``XX.YY`` or ``XX`` (its start); raises ValueError for an invalid stage."""
    form = _FORM.fullmatch(text.strip())
    if form is None or form[1] not in STAGES or (form[2] or "00") not in SUBSTAGES:
        stages, substages = " ".join(STAGES), " ".join(SUBSTAGES)
        message = f"invalid stage {text!r}: expected XX or XX.YY with XX one of {stages} and YY one of {substages}"
        raise ValueError(message)
    return f"{form[1]}.{form[2] or '00'}"


def status_of(stage: str) -> Status:
    """The status a stage code means: 00-10 planned, 20-50 drafting, 60-90 published, 95 withdrawn, xx.98 abandoned."""
    return Status.ABANDONED if stage.endswith(".98") else STAGES[stage[:2]].status


def stage_title(stage: str, language: Language = Language.ZH) -> str:
    """The name of a stage code, for people."""
    pick = 0 if language is Language.ZH else 1
    if stage in NAMED:
        return NAMED[stage][pick]
    main = STAGES[stage[:2]]
    name, sub = (main.zh, main.en)[pick], SUBSTAGES[stage[3:]][pick]
    return f"{name}（{sub}）" if language is Language.ZH else f"{name}: {sub}"
