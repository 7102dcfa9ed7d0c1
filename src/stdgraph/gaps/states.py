"""How far what would close a gap has come, in words."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.domain.vocabulary import CellState, Severity

STEPS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO)
"""The severities of a need, each one step lower than the one before."""

UNDER_WAY: Mapping[str | None, tuple[str, str]] = {
    None: ("尚无制定中的项目", "nothing is under way"),
    CellState.PLANNED: ("仅有拟制订项目", "one is only planned"),
    CellState.DRAFTING: ("标准正在制定", "one is being drafted"),
    CellState.UPCOMING: ("标准已发布、尚未实施", "one is published and not yet in force"),
}
"""What is under way, in Chinese and English."""

UNDER_WAY_REMEDIES: Mapping[str | None, tuple[str, str]] = {
    None: ("提出立项建议并立项制定。", "Propose and approve a project."),
    CellState.PLANNED: ("启动已列入计划的项目。", "Start the project that is planned."),
    CellState.DRAFTING: ("按期完成在研项目并发布。", "Finish and publish what is being drafted."),
    CellState.UPCOMING: ("自实施之日起即可满足。", "It closes when the published standard takes force."),
}
"""What is to be done, by how far it has come."""


def lower(severity: Severity, steps: int) -> Severity:
    """A severity so many steps lower, INFO at the lowest."""
    return STEPS[min(STEPS.index(severity) + steps, len(STEPS) - 1)]
