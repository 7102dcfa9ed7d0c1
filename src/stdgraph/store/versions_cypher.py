"""What was said of a thing on a day, as Cypher: the loop ``(n)-[:WAS]->(n)`` that holds then, else the thing itself.

A loop carries what was said until a day, or believed until an instant, with the times of a relationship (``docs/graph-model.md``, "The
past of a thing's own facts"). Of one thing at most one loop holds on a day, and of most things none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from stdgraph.store.plan_cypher import FIRST_DAY, FIRST_VERSION, WAS, begun, holds

VERSIONED: Mapping[str, tuple[str, ...]] = {
    "StandardsSystem": ("declared", "issuedOn", "issuedIn", "announcedOn", "announcedIn"),
    "Target": ("statement", "measure", "counts", "operator", "required", "by", "levels", "baseline"),
    "Demand": ("priority",),
}
"""The properties, by label, of which the past is kept."""

_SINCE = re.compile(r"toString\((\w+)\.since\)")


def version(node: str, loop: str, day: str = "$on") -> str:
    """Clause: binds to ``loop`` what was said of a node on a day, null where that is what the node says itself."""
    return f"OPTIONAL MATCH ({node})-[{loop}:{WAS}]->({node}) WHERE {holds(loop, day)}"


def said(node: str, loop: str, name: str) -> str:
    """Expression: a property by the version that ``version`` bound."""
    return f"CASE WHEN {loop} IS NULL THEN {node}.{name} ELSE {loop}.{name} END"


def facts(label: str, node: str, loop: str) -> str:
    """Expression: all properties of ``VERSIONED`` by the version that ``version`` bound, as a list in their order."""
    return f"[{', '.join(said(node, loop, name) for name in VERSIONED[label])}]"


def with_known_days(text: str) -> str:
    """A statement that follows the versions of systems for the days since which their subsystems are on the plan, rather than the days
    that are stored: what ``as_known`` is to be applied to.
    """
    return _SINCE.sub(lambda found: f"toString({_known_since(found[1])})", text)


def _known_since(subsystem: str) -> str:
    first = (
        f"COLLECT {{ MATCH (oy:StandardsSystem {{code: {subsystem}.system}})-[ow:{WAS}]->(oy) WHERE ow.retracted IS NULL "
        f"RETURN [{begun(subsystem, begun('oy', FIRST_DAY))}] ORDER BY {FIRST_VERSION} LIMIT 1 }}"
    )
    return f"head(head({first} + [[{subsystem}.since]]))"
