"""Outcomes that are told once more, to a request that was sent again: what they are about may have another key by now."""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.commands.outcomes import Changed, Outcome
from stdgraph.gap_records.former_gaps import NAMED_TODAY, FormerKeyRow, gaps_today
from stdgraph.store.known_codes import CODED, present_keys
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id


async def with_present_keys(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Let outcomes name what they are about by the key that it has now, whether it was renamed or merged since."""
    changed = [one for one in outcomes if isinstance(one, Changed)]
    coded = await present_keys(tx, {(one.label, one.key) for one in changed if one.label in CODED})
    former = sorted({alias_id(one.label, one.key) for one in changed if one.label == "Standard"})
    standards = await tx.rows(NAMED_TODAY, FormerKeyRow, aliases=former) if former else []
    gaps = await gaps_today(tx, sorted({one.key for one in changed if one.label == "GapRecord"}))
    now = {
        **coded,
        **{("Standard", row["former"]): row["key"] for row in standards},
        **{("GapRecord", key): gap for key, gap in gaps.items()},
    }
    for one in changed:
        one.key = now.get((one.label, one.key), one.key)
