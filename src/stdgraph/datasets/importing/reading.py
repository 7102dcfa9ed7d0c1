"""Reads the files of an import, whatever their formats, into statements that are kept on disk, and a log of what was not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stdgraph.datasets.importing.findings import FindingLog
from stdgraph.datasets.importing.formats import Format
from stdgraph.datasets.importing.iso_committees import read_committees
from stdgraph.datasets.importing.iso_ics import read_ics
from stdgraph.datasets.importing.iso_open_data import read_deliverables
from stdgraph.datasets.importing.relaton import read_relaton
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.importing.spool import StatementSpool
from stdgraph.datasets.rows import SourceRow
from stdgraph.datasets.system_table import SystemTable

ICS = "ICS"
"""The code of the system that the International Classification for Standards becomes where none is given."""
_ORDER = (Format.ISO_ICS, Format.ISO_COMMITTEES, Format.ISO_DELIVERABLES, Format.RELATON)
"""What others name is read first."""
_SOURCES = {
    Format.ISO_ICS: ("ISO Open Data", "https://www.iso.org/open-data.html"),
    Format.ISO_COMMITTEES: ("ISO Open Data", "https://www.iso.org/open-data.html"),
    Format.ISO_DELIVERABLES: ("ISO Open Data", "https://www.iso.org/open-data.html"),
    Format.RELATON: ("Relaton", "https://www.relaton.org"),
}

ReadProgress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and the total where it is known."""


@dataclass(slots=True)
class Reading:
    """What was read: statements on disk, and what was not taken. Close it when it is used no more."""

    rows: ImportRows
    formats: tuple[Format, ...]
    externals: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The nodes of the catalogue that the statements name, by label and name."""
    table: SystemTable | None = None
    """The table that was recognised, where the file is one."""
    system: str | None = None
    """The system that the table is about."""

    @property
    def spool(self) -> StatementSpool:
        """The statements."""
        return self.rows.spool

    @property
    def log(self) -> FindingLog:
        """What was not taken."""
        return self.rows.log

    def close(self) -> None:
        """Remove the temporary files."""
        self.spool.close()
        self.log.close()


def read_registers(
    files: Sequence[tuple[Path, Format]],
    dataset: str,
    system: str | None,
    held: frozenset[str],
    progress: ReadProgress | None = None,
) -> Reading:
    """Read files of registers, which together are one dataset. ``held``: the codes of the subsystems that ``system`` has already.

    Raises BadInput for a file that is damaged as a whole; a row that is wrong is in the log.
    """
    title, url = _SOURCES[files[0][1]]
    source = SourceRow(id=dataset, title=title, url=url)
    rows = ImportRows(StatementSpool(), FindingLog(), source, progress or (lambda what, done, total: None))
    named = {("Subsystem", f"{system}/{code}"): f"{system}/{code}" for code in held}
    reading = Reading(rows, tuple(dict.fromkeys(one for _, one in files)), named)
    try:
        subsystems = held
        for path, format_ in sorted(files, key=lambda one: _ORDER.index(one[1])):
            match format_:
                case Format.ISO_ICS:
                    subsystems |= read_ics(path, rows, system or ICS)
                case Format.ISO_COMMITTEES:
                    read_committees(path, rows)
                case Format.ISO_DELIVERABLES:
                    read_deliverables(path, rows, system or ICS, subsystems)
                case _:
                    read_relaton(path, rows)
    except BaseException:
        reading.close()
        raise
    return reading
