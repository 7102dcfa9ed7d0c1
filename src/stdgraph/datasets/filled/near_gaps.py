"""Which gaps somebody may have meant whose workbook names one that there is not."""

from __future__ import annotations

from stdgraph.domain import calendar
from stdgraph.domain.nearness import nearest
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gap_records.repository import load_statuses
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.kinds import kinds
from stdgraph.store.session import Transaction


async def near_gaps(tx: Transaction, written: str) -> list[str]:
    """The gaps and records nearest to what was written, best first: of its kind, where it names one; empty where nothing is like it."""
    kind = written.partition(":")[0]
    wanted = [kind] if kind in kinds() else None
    (found,) = await find_gaps(tx, [ScopeFilter()], wanted, calendar.today())
    names = {one.id for one in found} | (await load_statuses(tx)).keys()
    return nearest(written, [(name, ()) for name in sorted(names) if wanted is None or name.startswith(f"{kind}:")])
