"""Which standards are revisions of others, as Cypher (``docs/definitions.md``, Targets)."""

from __future__ import annotations

from stdgraph.domain.series import UNDATED_ORDER


def is_revision(var: str) -> str:
    """Condition: the standard replaces another document, wholly or in part, or an edition of its series with an earlier year is there."""
    order = f"{var}.seriesOrder"
    return (
        f"(EXISTS {{ MATCH ({var})-[:REPLACES]->(:Standard) }} OR {order} < '{UNDATED_ORDER}' AND size(COLLECT {{ "
        f"MATCH (ed:Standard {{seriesKey: {var}.seriesKey}}) WHERE left(ed.seriesOrder, 4) < left({order}, 4) "
        "RETURN ed.id LIMIT 1 }) > 0)"
    )
