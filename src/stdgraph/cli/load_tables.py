"""What a load does, would do, or undid, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from stdgraph.cli import texts
from stdgraph.cli.options import Format
from stdgraph.cli.output import Column, Row, answers, heading, in_words, table, write_csv, write_json
from stdgraph.cli.settle import as_json, lines
from stdgraph.domain.terms import FIELD_TERMS, LABEL_PLURALS, RELATION_TERMS, Term

if TYPE_CHECKING:
    from stdgraph.datasets.load_report import LoadReport
    from stdgraph.datasets.rows import Seed
    from stdgraph.gap_records.reconciliation import Reconciliation

HEADINGS = {
    "system": Term("体系", "system"),
    "subsystems": Term("子体系", "subsystems"),
    "standards": Term("标准", "standards"),
    "label": Term("对象", "label"),
    "created": Term("新建", "created"),
    "updated": Term("更新", "updated"),
    "unchanged": Term("不变", "unchanged"),
    "vanished": Term("不再陈述", "no longer stated"),
    "retired": Term("退出体系", "retired"),
    "change": Term("变化", "change"),
    "key": Term("代码或标识", "code or id"),
    "title": Term("名称", "title"),
    "field": Term("字段", "field"),
    "before": Term("原值", "before"),
    "after": Term("新值", "after"),
    "stated": Term("各数据集陈述", "stated by datasets"),
    "followed": Term("采用", "followed"),
    "rank": Term("次序", "rank"),
    "name": Term("数据集", "dataset"),
    "statedOn": Term("陈述日期", "stated on"),
    "things": Term("陈述对象数", "things stated"),
    "load": Term("加载", "load"),
    "at": Term("时间", "at"),
    "state": Term("状态", "state"),
    "outcome": Term("结果", "outcome"),
}
CHANGES = {
    "created": Term("新建", "created"),
    "changed": Term("更改", "changed"),
    "retired": Term("退出体系", "retired"),
    "no longer stated": Term("不再陈述", "no longer stated"),
    "in conflict": Term("不一致", "in conflict"),
    "refused": Term("拒绝", "refused"),
}
CHANGED_FIELDS: Mapping[str, Term] = {
    **FIELD_TERMS,
    **RELATION_TERMS,
    "SOURCED_FROM": Term("来源", "source"),
    "PART_OF": Term("上级子体系", "part of"),
    "stage": Term("阶段", "stage"),
    "status": Term("状态", "status"),
    "position": Term("次序", "position"),
}
"""What people call the fields and relations that loads change."""
SHOWN = 50
"""Changes that a person is shown one by one."""


def write_valid(place: Path, read: Seed, format_: Format) -> None:
    """That the files of a seed are valid by themselves, and what it needs the catalogue to hold."""
    rows: list[Row] = [
        {"system": part.code, "subsystems": len(part.subsystems), "standards": len(part.standards)}
        for part in read.systems
    ]
    needed = [f"{ref.label} {ref.name}" for ref in read.external]
    document = {"valid": True, "folder": str(place), "dataset": read.dataset.name, "systems": rows, "external": needed}
    write_rows(texts.SEED_VALID(folder=place), document, rows, format_)
    if needed and format_ is Format.TABLE:
        answers().print(texts.SEED_NEEDS(names=", ".join(needed[:SHOWN])), markup=False)


def write_load(
    place: str,
    report: LoadReport,
    settled: Reconciliation | None,
    format_: Format,
    *,
    dry_run: bool,
    undoes: bool = False,
) -> None:
    """What a load did or, ``dry_run``, would do; ``undoes``: by taking another one back. People are shown the labels that it touches."""
    rows: list[Row] = list(report.labels())
    details = details_of(report)
    if format_ is Format.TABLE:
        rows = [row for row in rows if any(row[name] for name in row if name != "label")]
    document = {
        "folder": place,
        "dataset": report.dataset,
        "dryRun": dry_run,
        **report.document(),
        "settled": as_json(settled) if settled is not None else None,
    }
    write_rows(
        _outcome(place, report, dry_run=dry_run, undoes=undoes),
        document,
        details if dry_run and format_ is Format.CSV else rows,
        format_,
    )
    if format_ is not Format.TABLE:
        return
    shown = [row for row in details if dry_run or row["change"] != "created"]
    for row in shown[:SHOWN]:
        answers().print(line_of(row), markup=False, soft_wrap=True)
    if len(shown) > SHOWN:
        answers().print(texts.MORE_CHANGES(count=len(shown) - SHOWN), markup=False)
    for line in lines(settled) if settled is not None else ():
        answers().print(line, markup=False)


def _outcome(place: str, report: LoadReport, *, dry_run: bool, undoes: bool) -> str:
    if undoes and report.changed:
        return texts.LOAD_UNDONE(load=place, revision=report.revision, by=report.load)
    if undoes and dry_run and not report.refused:
        return texts.LOAD_WOULD_BE_UNDONE(load=place, dataset=report.dataset)
    if dry_run:
        said = texts.SEED_REFUSED if report.refused else texts.SEED_WOULD_LOAD
        return said(folder=place, dataset=report.dataset)
    said = texts.SEED_LOADED if report.changed else texts.SEED_UNCHANGED
    return said(folder=place, revision=report.revision, load=report.load)


def details_of(report: LoadReport) -> list[Row]:
    """A row for every change, the worst first."""
    rows: list[Row] = [_detail("refused", "", "", title=reason) for reason in report.refused]
    for conflict in report.conflicts:
        stated = "; ".join(f"{dataset}: {value}" for dataset, value in conflict.stated.items())
        rows.append(
            _detail(
                "in conflict",
                conflict.label,
                conflict.key,
                field=conflict.field,
                before=stated,
                after=conflict.followed,
            )
        )
    rows += [_detail("no longer stated", label, key) for label, keys in report.vanished.items() for key in keys]
    rows += [_detail("retired", one.label, one.key, title=one.title) for one in report.retired_things]
    rows += [
        _detail("changed", one.label, one.key, field=one.field, before=one.before, after=one.after)
        for one in report.changes
    ]
    rows += [_detail("created", one.label, one.key, title=one.title) for one in report.new_things]
    return rows


def line_of(row: Row) -> str:
    """A change in one line, for people."""
    language = texts.language()
    label = LABEL_PLURALS[row["label"]].in_language(language) if row["label"] else ""
    field = CHANGED_FIELDS[row["field"]].in_language(language) if row["field"] in CHANGED_FIELDS else row["field"]
    said = [CHANGES[row["change"]].in_language(language), label, row["key"], field, row["title"]]
    values = f"{row['before'] or '-'} → {row['after'] or '-'}" if row["field"] else None
    return "  ".join(str(one) for one in (*said, values) if one)


def _detail(change: str, label: str, key: str, **further: str | None) -> Row:
    return {
        "change": change,
        "label": label,
        "key": key,
        "title": None,
        "field": None,
        "before": None,
        "after": None,
        **further,
    }


def write_rows(title: str, document: object, rows: list[Row], format_: Format) -> None:
    """An answer of rows: a table under a title, CSV, or the whole document as JSON."""
    if format_ is Format.JSON:
        write_json(document)
        return
    columns = columns_of(rows)
    if format_ is Format.CSV:
        write_csv(columns, rows)
    else:
        answers().print(heading(title), table(columns, rows, texts.language()), sep="\n")


WORDS: Mapping[str, Mapping[str, Term]] = {"label": LABEL_PLURALS, "change": CHANGES}
"""The columns whose values people read in words."""


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """A column for every key of the rows."""
    first = rows[0] if rows else {}
    return [
        Column(
            name,
            HEADINGS[name].zh,
            HEADINGS[name].en,
            itemgetter(name),
            right=isinstance(value, int),
            people=_words(name),
        )
        for name, value in first.items()
    ]


def _words(name: str) -> Callable[..., str] | None:
    return in_words(WORDS[name]) if name in WORDS else None
