"""What a root field or a loader answers from: its transaction, the document, and what the document selects below the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from stdgraph.catalogue.reader import FieldSelection, Selection
from stdgraph.domain.answers import Answer
from stdgraph.domain.identity import ANONYMOUS, Identity
from stdgraph.domain.scope import ScopeFilter
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.graphql.planning import Document
from stdgraph.settings import Settings
from stdgraph.store.keyset import Page
from stdgraph.store.session import Transaction


@dataclass(frozen=True, slots=True)
class FieldContext:
    """One field that is being answered."""

    tx: Transaction
    document: Document
    settings: Settings
    pick: FieldSelection
    on_type: str = "Query"
    """The type whose rows carry the field."""
    who: Identity = ANONYMOUS
    """Who asks. Nothing that depends on it may be remembered beyond this request."""

    @property
    def today(self) -> date:
        """The server's calendar day, the same for the whole answer."""
        return self.document.today

    def below(self, pick: FieldSelection, on_type: str) -> FieldContext:
        """The context of a field of a type somewhere below this one."""
        return replace(self, pick=pick, on_type=on_type)

    def day(self, given: date | None) -> date:
        """The day asked about; today if none is given."""
        return given or self.today

    def selection(self, name: str) -> Selection:
        """The selection on the type ``name`` at this field."""
        return self.pick.below[name]

    def wants(self, *path: str) -> bool:
        """Whether a field is asked for somewhere along a path below."""
        return _wants(self.pick, path)

    def names(self, *path: str) -> set[str]:
        """The fields that are asked for of a type, along a path of types below."""
        found = [self.pick]
        for name in path[:-1]:
            found = [one for pick in found if name in pick.below for one in pick.below[name].picks]
        return {one.name for pick in found if path[-1] in pick.below for one in pick.below[path[-1]].picks} - {
            "__typename"
        }

    def node_selection(self, label: str) -> Selection:
        """What a connection wants of its nodes, whatever alias they stand under."""
        found = [
            node.below[label]
            for edges in self.pick.below[f"{label}Connection"].picks
            if edges.name == "edges"
            for node in edges.below[f"{label}Edge"].picks
            if node.name == "node"
        ]
        return Selection(tuple({(one.key, one.name): one for each in found for one in each.picks}.values()))

    def page(
        self,
        first: int | None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        *,
        default: int = 20,
    ) -> Page:
        """The page that first/after or last/before ask for. Raises BadInput or LimitExceeded."""
        if first is not None and last is not None:
            raise BadInput("first and last: give one of them, not both")
        if last is None and before is not None:
            raise BadInput("before: requires last")
        if last is not None and after is not None:
            raise BadInput("after: requires first")
        name, size = ("last", last) if last is not None else ("first", default if first is None else first)
        if size < 0:
            raise BadInput(f"{name}: expected 0 or more, got {size}")
        if size > self.settings.page_ceiling:
            raise LimitExceeded(f"{name}: expected at most {self.settings.page_ceiling}, got {size}")
        return Page(size, before if last is not None else after, backward=last is not None)

    def check_listed(self, name: str, given: Sequence[object]) -> None:
        """Raises LimitExceeded where an argument lists more than a page may hold."""
        if len(given) > self.settings.page_ceiling:
            raise LimitExceeded(f"{name}: expected at most {self.settings.page_ceiling}, got {len(given)}")

    def scopes(self, rows: Sequence[Answer]) -> list[ScopeFilter]:
        """The scope of each row of this type."""
        return [_scope(self.on_type, row) for row in rows]


def _wants(pick: FieldSelection, path: tuple[str, ...]) -> bool:
    if not path:
        return True
    return any(one.name == path[0] and _wants(one, path[1:]) for below in pick.below.values() for one in below.picks)


def _scope(label: str, row: Answer) -> ScopeFilter:
    match label:
        case "StandardsSystem":
            return ScopeFilter(system=row["code"])
        case "Subsystem":
            return ScopeFilter(subsystem=(row["system"], row["code"]))
        case "Committee":
            return ScopeFilter(committee=row["code"])
        case _:
            return ScopeFilter(product_category=row["code"])


def bounded(name: str, value: int, low: int, high: int) -> int:
    """A number within bounds. Raises BadInput."""
    if not low <= value <= high:
        raise BadInput(f"{name}: expected {low} to {high}, got {value}")
    return value
