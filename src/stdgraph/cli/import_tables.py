"""What an import brings or brought, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from operator import itemgetter
from typing import TYPE_CHECKING

from stdgraph.cli import import_texts as say
from stdgraph.cli import texts
from stdgraph.cli.load_tables import details_of, line_of
from stdgraph.cli.options import Format
from stdgraph.cli.output import Column, Row, answers, write_csv, write_json
from stdgraph.cli.settle import as_json, lines
from stdgraph.datasets.importing.findings import COLUMNS
from stdgraph.datasets.system_table import SheetRole, TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from stdgraph.domain.terms import LABEL_PLURALS
from stdgraph.domain.vocabulary import Language

if TYPE_CHECKING:
    from stdgraph.datasets.importing.findings import Finding
    from stdgraph.datasets.importing.importer import ImportReport, ImportRequest
    from stdgraph.gap_records.reconciliation import Reconciliation

SHOWN = 15
"""Findings, and changes, that a person is shown one by one."""
_TOLD = frozenset({"in conflict", "no longer stated", "retired", "changed"})
"""Changes of what is there already."""


def write_import(
    request: ImportRequest, report: ImportReport, settled: Reconciliation | None, format_: Format, *, written: bool
) -> None:
    """What was done or, where nothing was written, would be."""
    if format_ is Format.JSON:
        whole = {"files": [path.name for path in request.files], **report.document(), "dryRun": not written}
        write_json({**whole, "settled": as_json(settled) if settled else None})
    elif format_ is Format.CSV:
        write_csv([Column(name, name, name, itemgetter(name)) for name in COLUMNS], _rows(report))
    else:
        told = [*(_outcome(report) if written else preview(request, report)), *(lines(settled) if settled else ())]
        for line in told:
            answers().print(line, markup=False, soft_wrap=True)


def _rows(report: ImportReport) -> list[Row]:
    return [{**asdict(one), "rejected": "row" if one.rejected else "field"} for one in report.findings]


def preview(request: ImportRequest, report: ImportReport) -> list[str]:
    """What an import would do, for a person who decides on it."""
    return [*_read(request, report), *_taken(report), *_would(report)]


def _read(request: ImportRequest, report: ImportReport) -> Iterator[str]:
    language = texts.language()
    formats = say.SEPARATOR().join(say.FORMATS[one].in_language(language) for one in report.formats)
    yield say.READ_AS(files=say.SEPARATOR().join(path.name for path in request.files), formats=formats)
    system = report.system or request.system
    yield say.INTO_SYSTEM(system=system, dataset=report.dataset) if system else say.INTO_DATASET(dataset=report.dataset)
    if report.table is not None:
        for name, sheet in report.table.mapping.sheets.items():
            if sheet.role is SheetRole.ITEMS and sheet.columns:
                told = [
                    f"{letters} {_column(one.heading, one.field, ignored=one.ignored)}"
                    for letters, one in sheet.columns.items()
                ]
                yield say.COLUMNS(sheet=name, columns=say.SEPARATOR().join(told))
            elif sheet.role in say.SHEETS:
                yield say.SHEETS[sheet.role](sheet=name)


def _column(heading: str, field: TableField | None, *, ignored: bool) -> str:
    if field is not None:
        known = HEADINGS[field]
        name = known.zh if texts.language() is Language.ZH else known.en
        return heading if heading == name else f"{heading} → {name}"
    return say.IGNORED(heading=heading) if ignored else say.UNKNOWN(heading=heading)


def _taken(report: ImportReport) -> Iterator[str]:
    yield say.ROWS(read=report.read, accepted=report.accepted, rejected=report.rejected, left_out=report.left_out)
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in report.findings:
        alike.setdefault((finding.rejected, finding.value, finding.reason), []).append(finding)
    shown = list(alike.values())[:SHOWN]
    for first, *others in shown:
        yield f"  {_finding(first)}{say.ALIKE(count=len(others)) if others else ''}"
    more = report.rejected + report.left_out - sum(map(len, shown))
    if more > 0:
        yield f"  {say.MORE(count=more)}"
    for note in report.notes[:SHOWN]:
        yield f"  {say.NOTE()}  {note}"


def _finding(finding: Finding) -> str:
    kind = say.REJECTED_ROW() if finding.rejected else say.LEFT_OUT()
    return say.FINDING(
        kind=kind,
        place=finding.place(texts.language()),
        value=f" {finding.value}" if finding.value else "",
        reason=finding.reason,
    )


def _would(report: ImportReport) -> Iterator[str]:
    load = report.load
    created, updated = _counts(load.created), _counts(load.updated)
    if created:
        yield say.WOULD_CREATE(counts=created)
    if updated:
        yield say.WOULD_UPDATE(counts=updated)
    if not (created or updated):
        yield say.NOTHING_NEW()
    yield from _remarks(report)
    yield from _changes(report)
    for reason in load.refused:
        yield say.WOULD_BE_REFUSED(reason=reason)


def _changes(report: ImportReport) -> Iterator[str]:
    """What becomes of things that are there already, one by one; that they have one more source is in the counts."""
    told = [row for row in details_of(report.load) if row["change"] in _TOLD and row["field"] != "SOURCED_FROM"]
    for row in told[:SHOWN]:
        yield f"  {line_of(row)}"
    if len(told) > SHOWN:
        yield f"  {texts.MORE_CHANGES(count=len(told) - SHOWN)}"


def _remarks(report: ImportReport) -> Iterator[str]:
    if report.load.conflict_count:
        yield say.IN_CONFLICT(count=report.load.conflict_count)
    gone = sum(map(len, report.load.vanished.values()))
    if gone:
        yield say.NO_LONGER(count=gone)


def _outcome(report: ImportReport) -> Iterator[str]:
    yield from _taken(report)
    load = report.load
    if not load.changed:
        yield say.UNCHANGED()
        return
    created, updated = _counts(load.created), _counts(load.updated)
    yield "; ".join(
        part for part in (created and say.CREATED(counts=created), updated and say.UPDATED(counts=updated)) if part
    )
    yield from _remarks(report)
    yield from _changes(report)
    yield say.DONE(revision=load.revision, load=load.load)


def _counts(by: Mapping[str, int]) -> str:
    language = texts.language()
    return say.SEPARATOR().join(
        f"{LABEL_PLURALS[label].in_language(language)} {count}" for label, count in by.items() if count
    )
