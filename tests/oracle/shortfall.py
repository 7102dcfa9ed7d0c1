"""Targets that were missed, or will be at the pace so far."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.day import Day
from tests.oracle.gap import Gap, score
from tests.oracle.history import standing

SEVERITY = {"MISSED": "HIGH", "AT_RISK": "MEDIUM"}


def target_shortfall(day: Day) -> Iterator[Gap]:
    for system in day.world.systems:
        for target in system.targets:
            state = standing(day, system, target).state
            if state in SEVERITY:
                since = target.by if state == "MISSED" else None
                yield Gap(
                    id=f"TARGET_SHORTFALL:{system.code}:{target.id}",
                    kind="TARGET_SHORTFALL",
                    subject=target.id,
                    severity=SEVERITY[state],
                    since=since,
                    score=score(SEVERITY[state], (), since, day.on),
                    unlocks=frozenset(),
                    system=system.code,
                )
