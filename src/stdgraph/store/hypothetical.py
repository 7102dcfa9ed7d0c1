"""A transaction that answers as if some standards were withdrawn, and writes nothing.

Status has one expression in Cypher (``status_cypher``). Every statement passes through here, where that expression is replaced by
one that first tests whether the standard counts as withdrawn. Statements without it, and ordinary transactions, pay nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from stdgraph.store.rewriting import rewritten
from stdgraph.store.status_cypher import entry, may_have_moved, status
from stdgraph.store.transaction import Row, Transaction

STAGE = "95.99"
"""The stage of the withdrawn standards."""

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
        """The same transaction without hypothetical changes."""
        return self._tx

    async def _rows(self, text: str, parameters: Mapping[str, object]) -> list[Row]:
        """All rows of one statement under the hypothesis. Raises TimedOut."""
        text = rewritten(text, supposed, self.memory)
        return await self._tx._rows(text, {**parameters, **self._supposed})  # noqa: SLF001  a subclass


def supposed(text: str) -> str:
    """A statement in which the standards of ``$gone`` are withdrawn, their timeline ending in ``$goneEntry``."""
    for var in sorted(set(_LOOKED_AT.findall(text))):
        test = f"CASE WHEN {var}.id IN $gone THEN"
        # the status holds the timeline in itself, so it makes room first
        text = text.replace(status(var), f"\0{var}\0")
        text = text.replace(entry(var), f"({test} $goneEntry ELSE {entry(var)} END)")
        text = text.replace(may_have_moved(var), f"(NOT {var}.id IN $gone AND {may_have_moved(var)})")
        text = text.replace(f"\0{var}\0", f"({test} 'WITHDRAWN' ELSE {status(var)} END)")
    return text
