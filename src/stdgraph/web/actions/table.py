"""The actions that there are."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.web.actions.declared import PageAction
from stdgraph.web.actions.projects import ADVANCE

ACTIONS: Mapping[str, PageAction] = {one.name: one for one in (ADVANCE,)}
"""Every action, by its name."""
