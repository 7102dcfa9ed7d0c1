"""Transitions: from which stage a project may go to which, and what it must bring along. Data, not code.

GB/T 16733 has the stages in a row; ISO's sub-stages say how a stage ends: 92 returns to an earlier phase, 93 repeats this one, 98
abandons, 99 proceeds. The fast track (快速程序) lets a project that adopts an international standard skip drafting, and a revision or
a conversion from another level go straight to review.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Level, Status

PHASES: Mapping[str, tuple[str, ...]] = {
    "00": ("00", "20", "60", "98", "99"),
    "10": ("00", "20", "60", "92", "98", "99"),
    "20": ("00", "20", "60", "98", "99"),
    "30": ("00", "20", "60", "92", "98", "99"),
    "40": ("00", "20", "60", "92", "93", "98", "99"),
    "50": ("00", "20", "60", "92", "98", "99"),
    "60": ("00", "60"),
    "90": ("00", "20", "60", "92", "93", "99"),
    "95": ("00", "20", "60", "99"),
}
"""The sub-stages of each stage, as in ISO's matrix, each stage with its start (00). What is published is withdrawn, not abandoned."""

NEXT: Mapping[str, tuple[str, ...]] = {
    "00": ("10",),
    "10": ("20",),
    "20": ("30",),
    "30": ("40",),
    "40": ("50",),
    "50": ("60",),
    "60": ("90", "95"),
    "90": ("95",),
    "95": (),
}
"""The ordinary course: a stage leads to the next. A published document may be withdrawn without a review (superseded)."""

FAST_TRACK: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "10": {"adopting": ("30",), "revising": ("40",)},
    "20": {"revising": ("40",)},
}
"""Stages that may be skipped: adopting an international standard skips drafting, revising an existing one drafting and comment."""

RETURNS: Mapping[str, tuple[str, ...]] = {"30": ("20",), "40": ("20", "30"), "50": ("20", "30", "40")}
"""The earlier stages to which a draft may be sent back."""

ENTRIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("00", "10", "20", "30", "40", "50"), ("00", "20", "60", "99")),
    "60": ("00", "60"),
    "90": ("00", "20", "60", "92", "93", "99"),
    "95": ("00", "99"),
}
"""The sub-stages by which a stage may be entered: what returns, repeats or abandons a phase ends one that was entered."""

REPEATS = ("92", "93")
"""Sub-stages after which a stage may begin again."""

REPEATED = "90.93"
"""The one stage that may follow itself: a document is confirmed again, years later."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("20", "30", "40", "50"), ("planNumber",)),
    "60": ("number", "publishedOn"),
}
"""The fields that entering a stage demands; a plan number of national projects only, as they leave the plan."""


@dataclass(frozen=True, slots=True)
class Project:
    """What a transition depends on besides the stage."""

    level: Level | None = None
    adopting: bool = False
    """Whether it adopts an international document (IDT, MOD or, before 2001, EQV)."""
    revising: bool = False
    """Whether it replaces an existing standard."""
    number: str | None = None
    plan_number: str | None = None
    published_on: PartialDate | None = None


def allowed(stage: str | None, project: Project) -> tuple[str, ...]:
    """The stage codes that may follow, in order; from nowhere an item enters 00 or 10. Empty after the end."""
    if stage is None:
        return _entries("00") + _entries("10")
    main, sub = stage.split(".")
    if sub == "98":
        return ()
    codes = [f"{main}.{one}" for one in PHASES[main] if one > sub or sub in REPEATS or one == "98"]
    for one in dict.fromkeys((*NEXT[main], *_skipping(main, project), *RETURNS.get(main, ()))):
        codes += _entries(one)
    return tuple(sorted(code for code in codes if code != stage or code == REPEATED))


def missing(before: str | None, stage: str, project: Project) -> tuple[str, ...]:
    """The fields that coming from a stage to another demands and that the project lacks, as the API names them."""
    status, earlier = status_of(stage), status_of(before) if before else None
    begins = project.level is Level.NATIONAL and earlier is not Status.DRAFTING
    if status is Status.ABANDONED or (status is Status.DRAFTING and not begins):
        return ()
    has = {"planNumber": project.plan_number, "number": project.number, "publishedOn": project.published_on}
    return tuple(name for name in REQUIRED.get(stage[:2], ()) if not has[name])


def _skipping(main: str, project: Project) -> tuple[str, ...]:
    skips = FAST_TRACK.get(main, {})
    return tuple(one for reason, stages in skips.items() if getattr(project, reason) for one in stages)


def _entries(main: str) -> tuple[str, ...]:
    return tuple(f"{main}.{sub}" for sub in ENTRIES[main])
