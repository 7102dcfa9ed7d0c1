"""Limits of gaps that are settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class _Limits:
    movement_months: int = 12


_LIMITS = _Limits()


def movement_months() -> int:
    """After how many months in one stage a draft stands still."""
    return _LIMITS.movement_months


def set_movement_months(months: int) -> None:
    """Let a draft stand still after so many months, in this process."""
    _LIMITS.movement_months = months
