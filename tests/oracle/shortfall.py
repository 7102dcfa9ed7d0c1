"""Targets that were missed, or will be at the pace so far."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.day import Day
from tests.oracle.gap import Gap, score
from tests.oracle.targets import standing

SHORT = ("MISSED", "AT_RISK")


def target_shortfall(day: Day) -> Iterator[Gap]:
    for system in day.world.systems:
        for target in system.targets:
            state = standing(day, system, target).state
            if state in SHORT:
                left = None if target.by is None else (target.by - day.on).days
                urgency = 0 if left is None or left > 365 else 10 if left > 90 else 20
                severity = "HIGH" if state == "MISSED" or urgency else "MEDIUM"
                since = target.by if state == "MISSED" else None
                yield Gap(
                    id=f"TARGET_SHORTFALL:{system.code}:{target.id}",
                    kind="TARGET_SHORTFALL",
                    subject=target.id,
                    severity=severity,
                    since=since,
                    score=score(day, severity, (), since, urgency=urgency),
                    unlocks=frozenset(),
                    system=system.code,
                )
