"""What records of Relaton say of other documents: kept until all are read, for a relation names its end by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from stdgraph.datasets.importing.replacements import impossible
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.importing.spool import StatementSpool, place_of, read_line
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


_ITSELF = {"REPLACES": "it replaces itself", "ADOPTS": "it adopts itself", "REFERENCES": "it cites itself"}


class _Link(NamedTuple):
    """A relation whose ends are records of the import."""

    source: str
    type: str
    end: str
    details: Mapping[str, object]
    stated_by: str
    """The record that states it: either end."""


class RelatonRelations:
    """The accepted rows of an import, which wait until every number is known: what relates to a row may be said by another one."""

    def __init__(self, rows: ImportRows) -> None:
        self._rows = rows
        self._waiting = StatementSpool()
        self._of_number: dict[str, str] = {}
        self._ages: dict[str, tuple[str, str]] = {}
        self._places: dict[str, Place] = {}
        """Of the records that state relations."""
        self._stated: dict[str, list[tuple[str, Related]]] = {}
        """Numbers to which records relate."""
        self._others: Counter[str] = Counter()

    def add(self, place: Place, row: StandardRow, relations: object) -> None:
        """An accepted row, with what its record says of others."""
        self._of_number[read_number(row.number or row.id).key] = row.id
        self._ages[row.id] = (row.published_on.text if row.published_on else "9999", row.id)
        self._rows.keep_in(self._waiting, place, row, ())
        for one in relations if isinstance(relations, list) else [relations] if relations else []:
            self._places[row.id] = place
            type_ = one.get("type") if isinstance(one, Mapping) else None
            number = _named(one.get("bibitem")) if isinstance(one, Mapping) else None
            if not isinstance(type_, str) or number is None:
                reason = "no relation to a document (expected type, and bibitem with docid)"
                self._rows.leave_out(place, "relation", type_ or one, reason)
            elif type_ in TYPES:
                self._stated.setdefault(row.id, []).append((number, TYPES[type_]))
            else:
                self._others[type_] += 1

    def keep(self) -> None:
        """Hand the rows on with their relations. What leads to no record of the import, or back to itself, is left out."""
        by_source = self._links()
        for label, line in self._waiting.lines():
            local, place = place_of(line)
            links = by_source.get(local)
            if links is None:
                self._rows.spool.add_line(label, line)
                continue
            statement = read_line(label, line)
            stated = (StatedLink(kind, "Standard", end, details) for (kind, end), details in links.items())
            self._rows.spool.add(replace(statement, links=(*stated, *statement.links)), place)
        for kind, count in sorted(self._others.items()):
            self._rows.notes.append(f"relation {kind}: {count} not kept (the catalogue has none of that kind)")

    def close(self) -> None:
        """Remove the temporary files."""
        self._waiting.close()

    def _links(self) -> dict[str, dict[tuple[str, str], Mapping[str, object]]]:
        """The relations that can be, by the record from which they lead; one that both records state is one."""
        found = [link for stated_by in self._stated for link in self._resolved(stated_by)]
        replacing = dict.fromkeys((link.source, link.end) for link in found if link.type == "REPLACES")
        wrong = impossible(list(replacing), self._ages.__getitem__)
        by_source: dict[str, dict[tuple[str, str], Mapping[str, object]]] = {}
        for link in found:
            reason = wrong.get((link.source, link.end)) if link.type == "REPLACES" else None
            reason = _ITSELF[link.type] if link.source == link.end else reason
            if reason is not None:
                told = f"{reason} (expected another document)"
                other = link.end if link.stated_by == link.source else link.source
                self._rows.leave_out(self._places[link.stated_by], "relation", other, told)
                continue
            links = by_source.setdefault(link.source, {})
            links[link.type, link.end] = _both(links.get((link.type, link.end), {}), link.details)
        return by_source

    def _resolved(self, stated_by: str) -> Iterator[_Link]:
        for number, kind in self._stated[stated_by]:
            other = self._of_number.get(read_number(number).key)
            if other is None:
                reason = "no record of the import has this number (expected one)"
                self._rows.leave_out(self._places[stated_by], "relation", number, reason)
                continue
            # by an inverse relation the record is the end, and its number bears its year
            undated = not kind.inverse and kind.type in ("ADOPTS", "REFERENCES") and undated_keys(number)
            details = {**dict(kind.details), **({"undated": True} if undated else {})}
            source, end = (other, stated_by) if kind.inverse else (stated_by, other)
            yield _Link(source, kind.type, end, details, stated_by)


def _both(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    """The details of a relation that is stated twice: what the first says counts, and a normative reference is one however often it is
    also said to be any."""
    normative = {"normative": True} if one.get("normative") or other.get("normative") else {}
    return {**other, **one, **normative}


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
