"""What documents of ISO replace, by the ids of ISO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stdgraph.datasets.importing.replacements import Edge, impossible
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.importing.spool import StatementSpool, place_of, read_line
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import StandardRow
from stdgraph.datasets.statements import StatedLink
from stdgraph.domain.vocabulary import Extent

_ISO = "iso-"


def record_id(value: object) -> int | None:
    """The id of a record; None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def local_id(key: int) -> str:
    """What the dataset calls a document."""
    return f"{_ISO}{key}"


class IsoReplacements:
    """The accepted rows of a file. Those that replace something wait until all rows are known: another may be rejected, or be missing."""

    def __init__(self, rows: ImportRows) -> None:
        self._rows = rows
        self._waiting = StatementSpool()
        self._ages: dict[str, tuple[str, int]] = {}
        """Of the accepted rows."""
        self._rejected: set[str] = set()
        self._edges: dict[Edge, None] = {}

    def reject(self, key: int) -> None:
        """The row of this id was rejected."""
        self._rejected.add(local_id(key))

    def keep(
        self, place: Place, key: int, row: StandardRow, record: Mapping[str, object], links: tuple[StatedLink, ...]
    ) -> None:
        """Accept a row, with what its record says that it replaces."""
        self._ages[row.id] = (str(record.get("publicationDate") or "9999"), key)
        replaced = dict.fromkeys(map(local_id, self._replaced(place, record.get("replaces"))))
        if not replaced:
            self._rows.keep(place, row, links)
            return
        self._edges |= dict.fromkeys((row.id, other) for other in replaced)
        stated = (StatedLink("REPLACES", "Standard", other, {"extent": Extent.WHOLE.value}) for other in replaced)
        self._rows.keep_in(self._waiting, place, row, (*links, *stated))

    def _replaced(self, place: Place, stated: object) -> Iterator[int]:
        for one in stated if isinstance(stated, list) else [] if stated is None else [stated]:
            other = record_id(one)
            if other is None:
                self._rows.leave_out(place, "replaces", one, "no id of a document (expected a list of ids)")
            else:
                yield other

    def finish(self) -> None:
        """Hand on the rows that waited, without the replacements that cannot be followed, which are told."""
        wrong: dict[str, dict[str, str]] = {}
        for (key, other), reason in self._wrong().items():
            wrong.setdefault(key, {})[other] = reason
        for label, line in self._waiting.lines():
            local, place = place_of(line)
            reasons = wrong.get(local)
            if reasons is None or place is None:
                self._rows.spool.add_line(label, line)
                continue
            statement = read_line(label, line)
            for name, reason in reasons.items():
                self._rows.leave_out(
                    place, "replaces", name.removeprefix(_ISO), f"{reason} (expected an earlier document)"
                )
            kept = tuple(link for link in statement.links if link.type != "REPLACES" or link.name not in reasons)
            self._rows.spool.add(replace(statement, links=kept), place)

    def close(self) -> None:
        """Remove the temporary files."""
        self._waiting.close()

    def _wrong(self) -> dict[Edge, str]:
        """The replacements that cannot be followed, with the reason."""
        missing = {edge for edge in self._edges if edge[1] not in self._ages}
        wrong = impossible([edge for edge in self._edges if edge not in missing], self._ages.__getitem__)
        for edge in missing:
            rejected = edge[1] in self._rejected
            wrong[edge] = "its row was rejected" if rejected else "no document of the file has this id"
        return wrong
