"""What records of Relaton say of other documents: kept until all are read, for a relation names its end by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from stdgraph.datasets.cycles import closing_edges
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import StandardRow
from stdgraph.datasets.statements import StatedLink
from stdgraph.domain.numbers import read_number
from stdgraph.domain.series import undated_keys
from stdgraph.domain.vocabulary import Degree, Extent


class Related(NamedTuple):
    """A relation as the catalogue has it: its type, whether the record is its end, and its details."""

    type: str
    inverse: bool = False
    details: tuple[tuple[str, object], ...] = ()


_WHOLE = (("extent", Extent.WHOLE.value),)
TYPES: Mapping[str, Related] = {
    "obsoletes": Related("REPLACES", details=_WHOLE),
    "successorOf": Related("REPLACES", details=_WHOLE),
    "obsoletedBy": Related("REPLACES", inverse=True, details=_WHOLE),
    "hasSuccessor": Related("REPLACES", inverse=True, details=_WHOLE),
    "adoptedFrom": Related("ADOPTS"),
    "adoptedAs": Related("ADOPTS", inverse=True),
    "identical": Related("ADOPTS", details=(("degree", Degree.IDT.value),)),
    "equivalent": Related("ADOPTS", details=(("degree", Degree.MOD.value),)),
    "nonequivalent": Related("ADOPTS", details=(("degree", Degree.NEQ.value),)),
    "cites": Related("REFERENCES", details=(("normative", False),)),
    "isCitedIn": Related("REFERENCES", inverse=True, details=(("normative", False),)),
    "normativelyCites": Related("REFERENCES", details=(("normative", True),)),
}
"""Relations of relaton-models that the catalogue has. Amendments follow from numbers; others (drafts, parts, editions) are not kept."""


class RelatonRelations:
    """The accepted rows of an import with their relations, which are kept once every number is known."""

    def __init__(self, rows: ImportRows) -> None:
        self._rows = rows
        self._accepted: list[StandardRow] = []
        self._places: dict[str, Place] = {}
        self._of_number: dict[str, str] = {}
        self._links: dict[str, list[tuple[str, Related]]] = {}
        self._others: dict[str, int] = {}

    def add(self, place: Place, row: StandardRow, relations: object) -> None:
        """An accepted row, with what its record says of others."""
        self._of_number[read_number(row.number or row.id).key] = row.id
        if not isinstance(relations, list) or not relations:
            self._rows.keep(place, row)
            return
        self._accepted.append(row)
        self._places[row.id] = place
        for one in relations:
            if not isinstance(one, Mapping):
                continue
            kind = TYPES.get(str(one.get("type")))
            if kind is None:
                self._others[str(one.get("type"))] = self._others.get(str(one.get("type")), 0) + 1
            elif (number := _named(one.get("bibitem"))) is not None:
                self._links.setdefault(row.id, []).append((number, kind))

    def keep(self) -> None:
        """Keep the rows that have relations. Ends that no record of the import is are left out; so is what would close a circle."""
        found = [one for row in self._accepted for one in self._resolved(row)]
        replacing = [(source, end) for source, kind, end, _ in found if kind == "REPLACES"]
        closing = {replacing[index]: cycle for index, cycle in closing_edges(replacing)}
        by_source: dict[str, dict[tuple[str, str], StatedLink]] = {}
        for source, kind, end, details in found:
            if kind == "REPLACES" and (source == end or (source, end) in closing):
                reason = "it replaces itself" if source == end else f"cycle {closing[source, end]}"
                self._rows.leave_out(self._places.get(source, Place("")), "relation", end, f"{reason} (expected none)")
                continue
            by_source.setdefault(source, {})[kind, end] = StatedLink(kind, "Standard", end, details)
        for row in self._accepted:
            self._rows.keep(self._places[row.id], row, tuple(by_source.get(row.id, {}).values()))
        for kind, count in sorted(self._others.items()):
            self._rows.notes.append(f"relation {kind}: {count} not kept (the catalogue has none of that kind)")

    def _resolved(self, row: StandardRow) -> Iterator[tuple[str, str, str, dict[str, object]]]:
        for number, kind in self._links.get(row.id, ()):
            end = self._of_number.get(read_number(number).key)
            if end is None:
                reason = "no record of the import has this number (expected one)"
                self._rows.leave_out(self._places[row.id], "relation", number, reason)
                continue
            undated = {"undated": True} if kind.type in ("ADOPTS", "REFERENCES") and undated_keys(number) else {}
            source, target = (end, row.id) if kind.inverse else (row.id, end)
            yield source, kind.type, target, {**dict(kind.details), **undated}


def _named(item: object) -> str | None:
    """The number of the document at the end of a relation."""
    if not isinstance(item, Mapping):
        return None
    docid = item.get("docid")
    ids = docid if isinstance(docid, list) else [docid]
    texts = [one.get("id") if isinstance(one, Mapping) else one for one in ids]
    reference = item.get("formattedref")
    reference = reference.get("content") if isinstance(reference, Mapping) else reference
    return next((" ".join(str(text).split()) for text in (*texts, item.get("id"), reference) if text), None)
