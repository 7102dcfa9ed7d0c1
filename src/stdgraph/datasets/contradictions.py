"""What a load contradicts the catalogue in: a seed is refused for it, an import leaves the row or the relationship out and reports it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from stdgraph.datasets.statements import HELD, StatedLink, Statement, statement_id


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row that cannot be loaded or, with ``type``, a relationship of it."""

    reason: str
    rows: frozenset[str]
    """The ids of the statements that state it; none where other datasets do."""
    type: str | None = None
    """The type of the relationship; None: the whole row."""
    ends: frozenset[str] = frozenset()
    """What its end is called: the ids of statements about it, and that of its node."""

    def is_about(self, ref: str, link: StatedLink, dataset: str) -> bool:
        """Whether it is about a relationship of a statement."""
        if self.type != link.type or ref not in self.rows:
            return False
        return not self.ends.isdisjoint((link.name.removeprefix(HELD), statement_id(dataset, link.label, link.name)))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row, or a relationship of it, that is left out so that the rest can be loaded."""

    label: str
    local: str
    reason: str
    type: str | None = None
    """The type of the relationship; None: the whole row."""
    name: str | None = None
    """What the row calls its end."""


def without(
    dataset: str,
    rows: Callable[[], Iterator[Statement]],
    contradictions: Sequence[Contradiction],
    told: Callable[[LeftOut], None] | None = None,
) -> Callable[[], Iterator[Statement]]:
    """The rows of a dataset without what contradicts the catalogue; ``told`` is called with what is left out at each pass."""
    whole = {ref: one for one in contradictions if one.type is None for ref in one.rows}
    suspects = {ref for one in contradictions if one.type is not None for ref in one.rows}
    tell = told or (lambda left: None)

    def kept(statement: Statement) -> Statement | None:
        ref = statement_id(dataset, statement.label, statement.local)
        if ref in whole:
            tell(LeftOut(statement.label, statement.local, whole[ref].reason))
            return None
        if ref not in suspects:
            return statement
        links = []
        for link in statement.links:
            wrong = next((one for one in contradictions if one.is_about(ref, link, dataset)), None)
            if wrong is None:
                links.append(link)
            else:
                tell(LeftOut(statement.label, statement.local, wrong.reason, link.type, link.name))
        return replace(statement, links=tuple(links))

    return lambda: (one for statement in rows() if (one := kept(statement)) is not None)
