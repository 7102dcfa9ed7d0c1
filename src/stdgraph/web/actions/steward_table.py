"""What stewards do to their systems."""

from __future__ import annotations

from stdgraph.web.actions.declared import PageAction
from stdgraph.web.actions.demands import ADD_DEMAND, CHANGE_DEMAND, WITHDRAW_DEMAND
from stdgraph.web.actions.items import LIST_STANDARD, MOVE_ITEM, NUMBER_ITEM, UNLIST_STANDARD
from stdgraph.web.actions.subsystems import CHANGE_SUBSYSTEM, CREATE_SUBSYSTEM, MOVE_SUBSYSTEM, RETIRE_SUBSYSTEM
from stdgraph.web.actions.systems import ADD_COLUMN, CHANGE_SYSTEM, REMOVE_COLUMN
from stdgraph.web.actions.targets import ADD_TARGET, CHANGE_TARGET, WITHDRAW_TARGET

STEWARD_ACTIONS: tuple[PageAction, ...] = (
    CREATE_SUBSYSTEM,
    CHANGE_SUBSYSTEM,
    MOVE_SUBSYSTEM,
    RETIRE_SUBSYSTEM,
    ADD_DEMAND,
    CHANGE_DEMAND,
    WITHDRAW_DEMAND,
    ADD_TARGET,
    CHANGE_TARGET,
    WITHDRAW_TARGET,
    ADD_COLUMN,
    REMOVE_COLUMN,
    CHANGE_SYSTEM,
    LIST_STANDARD,
    UNLIST_STANDARD,
    MOVE_ITEM,
    NUMBER_ITEM,
)
"""The forms to which the steward's page of a system leads."""
