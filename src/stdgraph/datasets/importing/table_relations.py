"""What the rows of a system's table say of other documents: found among the rows, else in the catalogue, else stated by number alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from stdgraph.datasets.cycles import closing_edges
from stdgraph.datasets.importing.rows import ImportRows, number_fields
from stdgraph.datasets.importing.table_context import TableContext, local_of
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import StandardRow
from stdgraph.datasets.seed_statements import as_numbered, standard_statement
from stdgraph.datasets.statements import StatedLink, Statement
from stdgraph.datasets.system_table.table import TableItem
from stdgraph.domain.numbers import number_key
from stdgraph.domain.series import undated_keys
from stdgraph.domain.vocabulary import Confidence, Extent

PUBLISHED = "60.60"
"""The stage of a document that is only named: one that is adopted or replaced was published."""


class TableRelations:
    """The relations of a table's items, kept until all rows are known."""

    def __init__(self, rows: ImportRows, context: TableContext) -> None:
        self._rows = rows
        self._context = context
        self._own: dict[str, str] = {}
        """What the dataset calls its items, by number in comparison form."""
        self._edges: list[tuple[str, str, Place]] = []
        self._in_part: set[tuple[str, str]] = set()
        self.links: defaultdict[str, list[StatedLink]] = defaultdict(list)
        """By the local name of the document from which they lead."""
        self._named: dict[str, str] = {}
        """Documents that no row and nobody else states: their numbers, by local name."""
        self.externals: dict[tuple[str, str], str] = {}
        """The nodes of the catalogue that are named."""

    def know(self, item: TableItem, local: str) -> None:
        """An item of the table, which others may name."""
        if item.number:
            self._own.setdefault(number_key(item.number), local)

    def add(self, place: Place, item: TableItem, local: str) -> None:
        """What an item says of others; call it when all items are known."""
        for adopted in item.adopts:
            details: dict[str, object] = {"degree": adopted.degree.value} if adopted.degree else {}
            if undated_keys(adopted.number):
                details["undated"] = True
            self.links[local].append(StatedLink("ADOPTS", "Standard", self._name(adopted.number), details))
        self._edges += [(local, self._name(number), place) for number in item.replaces]
        self._in_part |= {(local, self._name(number)) for number in item.replaces_in_part}
        self._edges += [(self._name(number), local, place) for number in item.replaced_by]

    def _name(self, number: str) -> str:
        """What the dataset calls a document."""
        own = self._own.get(number_key(number))
        if own is not None:
            return own
        node = self._context.holds(number)
        if node is not None:
            self.externals["Standard", number] = node
            return number
        local = local_of(number)
        self._named.setdefault(local, number)
        return local

    def finish(self) -> None:
        """Turn replacements into links, without those that would close a circle."""
        edges = list(dict.fromkeys((one, other) for one, other, _ in self._edges))
        places: Mapping[tuple[str, str], Place] = {(one, other): place for one, other, place in self._edges}
        closing = {edges[index]: cycle for index, cycle in closing_edges(edges)}
        for edge in edges:
            source, end = edge
            if source == end or edge in closing:
                reason = "it replaces itself" if source == end else f"cycle {closing[edge]}"
                self._rows.leave_out(places[edge], "replaces", end, f"{reason} (expected an earlier document)")
                continue
            extent = Extent.PART if edge in self._in_part else Extent.WHOLE
            self.links[source].append(StatedLink("REPLACES", "Standard", end, {"extent": extent.value}))

    def further(self) -> list[Statement]:
        """The documents that are only named, and what is said of those that others state."""
        stated = set(self._own.values())
        found = [self._only_named(local, number) for local, number in self._named.items()]
        bare = [name for name in self.links if name not in stated and name not in self._named]
        found += [Statement("Standard", name, {}, tuple(self.links[name])) for name in bare if self._is_held(name)]
        return found

    def _is_held(self, name: str) -> bool:
        return ("Standard", name) in self.externals

    def _only_named(self, local: str, number: str) -> Statement:
        row = StandardRow(
            id=local, **number_fields(number), stage=PUBLISHED, source=self._rows.refs, confidence=Confidence.VERIFIED
        )
        return standard_statement(as_numbered(row), tuple(self.links.get(local, ())))
