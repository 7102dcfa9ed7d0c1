"""HypotheticalTransaction: a transaction that answers as if some standards were withdrawn, and writes nothing.

Status has one expression in Cypher (``graph.states``), so it is the one place to look differently: in every statement that passes,
that expression is exchanged for one that first asks whether the standard is among those supposed gone. Other statements, and
whoever supposes nothing, pay nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from stdgraph.store.session import Row, Transaction
from stdgraph.store.status_cypher import entry, status

STAGE = "95.99"
"""The stage that those supposed gone are in."""

_LOOKED_AT = re.compile(r"\b(\w+)\.timeline\b")


class HypotheticalTransaction(Transaction):
    """A transaction in which standards (by id) count as withdrawn on a day, whatever is recorded of them."""

    def __init__(self, tx: Transaction, gone: Sequence[str], on: date) -> None:
        self._tx = tx
        self.memory = tx.memory
        self.gone = tuple(sorted(gone))
        self._supposed = {"gone": list(gone), "goneEntry": f"{on.isoformat()} {STAGE}"}

    @property
    def actual(self) -> Transaction:
        """The same transaction with nothing supposed."""
        return self._tx

    async def _rows(self, text: str, parameters: Row) -> list[Row]:
        """All rows of one statement, on that supposition. Raises TimedOut."""
        return await self._tx._rows(supposed(text), {**parameters, **self._supposed})  # noqa: SLF001  one class of transactions


@lru_cache(maxsize=256)
def supposed(text: str) -> str:
    """A statement in which the standards of ``$gone`` are withdrawn, their timeline ending in ``$goneEntry``."""
    for var in sorted(set(_LOOKED_AT.findall(text))):
        test = f"CASE WHEN {var}.id IN $gone THEN"
        # the status holds the timeline in itself, so it makes room first
        text = text.replace(status(var), f"\0{var}\0")
        text = text.replace(entry(var), f"({test} $goneEntry ELSE {entry(var)} END)")
        text = text.replace(f"\0{var}\0", f"({test} 'WITHDRAWN' ELSE {status(var)} END)")
    return text
