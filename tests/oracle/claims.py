"""Conflicts: fields of which sources state different values that are not all followed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.day import Day
from tests.oracle.gap import Gap, score, standard_gap


def conflicting_claims(day: Day) -> Iterator[Gap]:
    claims = [c for c in day.world.claims if c.subject_type not in ("Demand", "Target")]
    for label, subject, field in sorted({(c.subject_type, c.subject, c.field) for c in claims}):
        stated = [c for c in claims if (c.subject_type, c.subject, c.field) == (label, subject, field)]
        values = {c.value for c in stated}
        followed = {c.value for c in stated if c.chosen}
        if len(values) > 1 and followed != values:
            yield _conflict(day, label, subject, field, "INFO" if followed else "LOW")


def _conflict(day: Day, label: str, subject: str, field: str, severity: str) -> Gap:
    key = f"{label}:{subject}:{field}"
    if label == "Standard":
        standard = day.standards[subject]
        return standard_gap(day, "CONFLICTING_CLAIMS", standard, severity, None, key=key, unlocking=False)
    return Gap(
        id=f"CONFLICTING_CLAIMS:{key}",
        kind="CONFLICTING_CLAIMS",
        subject=subject,
        severity=severity,
        since=None,
        score=score(day, severity, (), None, places=[subject] if label == "Subsystem" else []),
        unlocks=frozenset(),
        subsystems=frozenset({subject} if label == "Subsystem" else ()),
        system=subject if label == "StandardsSystem" else None,
        categories=frozenset({subject} if label == "ProductCategory" else ()),
    )
