"""A workspace at which a small catalogue is changed, so that there is a history to ask about."""

from __future__ import annotations

from tests.commands.conftest import small, workspace

__all__ = ["small", "workspace"]
