"""Reading stored states: a statement about the day to which they are turned reads status and standing as properties.

Status and standing have one expression each in Cypher (``status_cypher``), which folds the timeline and is right on any day. On the day
to which the catalogue is turned the same is stored with each standard, and indexed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdgraph.store.plan_cypher import is_item, on_plan
from stdgraph.store.status_cypher import in_force, item_status, standing, status

_FOLDED = re.compile(r"\b(\w+)\.(?:stageOn <= \$on|forceLatest > \$on|amendsKey IS NULL)")
_TURNED_TO = "MATCH (turned:Catalogue {id: 'catalogue'}) RETURN turned.turnedTo"


@dataclass(slots=True)
class TurnedDay:
    """The day to which a process last saw the stored states turned; None before it looked, and before the first turn."""

    in_expression: bool
    """Whether a statement reads it in an expression, as an engine wants it that plans by its first MATCH alone; elsewhere in a clause:
    beside a subquery in an expression Neo4j reads each property as often as it is mentioned."""
    day: date | None = None

    def read_with(self, text: str, columns: str) -> str:
        """A statement that returns columns and, read after everything else, the day as ``turned``."""
        if self.in_expression:
            return f"{text} RETURN {columns}, COLLECT {{ {_TURNED_TO} }}[0] AS turned"
        return f"{text} CALL () {{ {_TURNED_TO} AS turned }} RETURN {columns}, turned"


def stored(text: str) -> str:
    """The same statement with status and standing read as they are stored; the text itself where it asks for neither."""
    for var in sorted(set(_FOLDED.findall(text))):
        # the longer ones hold the shorter ones in themselves
        text = text.replace(f"{on_plan(var)} AND {is_item(var)}", f"{var}.itemStatus IS NOT NULL")
        # of an item it says the same as the day on which it left, which of what stays is looked for in all that a node has
        text = text.replace(on_plan(var), f"({var}.itemStatus IS NOT NULL OR {on_plan(var)})")
        text = text.replace(item_status(var), f"{var}.itemStatus")
        text = text.replace(in_force(var), f"({var}.standing IS NOT NULL AND {var}.standing = 'IN_FORCE')")
        text = text.replace(f"({standing(var, f'({status(var)})')})", f"{var}.standing")
        text = text.replace(f"{standing(var, 'status')} AS standing", f"{var}.standing AS standing")
        text = text.replace(f"({status(var)})", f"{var}.status")
        text = text.replace(status(var), f"{var}.status")
    return text
