"""The actions that there are."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.web.actions.decisions import ACCEPT, COMMENT, DECLINE, RETRACT, TRACK, TRANSFER, UNDO
from stdgraph.web.actions.declared import PageAction
from stdgraph.web.actions.particulars import CORRECT, REGISTER
from stdgraph.web.actions.projects import ABANDON, ADVANCE, EXTEND, PUBLISH, REVIEW, SUPERSEDE, WITHDRAW
from stdgraph.web.actions.steward_table import STEWARD_ACTIONS

_ON_STANDARDS = (ADVANCE, PUBLISH, REVIEW, EXTEND, CORRECT, ABANDON, WITHDRAW, SUPERSEDE, COMMENT, REGISTER)
_ON_OTHERS = (TRANSFER, ACCEPT, DECLINE, RETRACT, TRACK, UNDO)

ACTIONS: Mapping[str, PageAction] = {one.name: one for one in (*_ON_STANDARDS, *_ON_OTHERS, *STEWARD_ACTIONS)}
"""Every action, by its name."""
