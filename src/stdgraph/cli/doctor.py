"""``stdgraph doctor``: which settings are in force and where they come from, and whether the service works."""

from __future__ import annotations

import asyncio
import os
import re
import time
import tomllib
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer
from pydantic import SecretStr

from stdgraph.cli import doctor_texts as say
from stdgraph.cli import texts
from stdgraph.cli.exit import Exit, report_problem
from stdgraph.cli.options import Config, DataDir, Debug, TableOrJson, given, settings_for
from stdgraph.cli.output import plain
from stdgraph.cli.variables import unknown_variables_told
from stdgraph.domain.terms import LABEL_PLURALS, Term
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import StdgraphError, Unavailable
from stdgraph.settings import Settings, config_file

if TYPE_CHECKING:
    from stdgraph.commands.audit import Finding
    from stdgraph.commands.replay import StateDifference
    from stdgraph.datasets.ownership import OwnerDifference

HIDDEN = "****"
ORIGINS = {"flag": say.ORIGIN_FLAG, "default": say.ORIGIN_DEFAULT}
FACTS = {
    "engine": Term("引擎", "engine"),
    "version": Term("版本", "version"),
    "address": Term("地址", "address"),
    "pid": Term("进程号", "pid"),
    "started": Term("启动时间", "started"),
    "data directory": Term("数据文件夹", "data directory"),
    "log": Term("日志", "log"),
    "database": Term("数据库", "database"),
    "user": Term("用户", "user"),
    "round trip": Term("往返时间", "round trip"),
    "schema version": Term("模式版本", "schema version"),
    "differences": Term("与事件不一致", "differences"),
    "backup folder": Term("备份文件夹", "backup folder"),
    "last backup": Term("最近一次备份", "last backup"),
    "owners": Term("与数据集不一致", "differ from datasets"),
    "findings": Term("其他不一致", "findings"),
    "folder": Term("文件夹", "folder"),
    "valid": Term("有效", "valid"),
    "systems": Term("体系", "systems"),
}
"""The terms of what the engine, the catalogue and the seed report."""
_USER_IN_ADDRESS = re.compile(r"//[^/@]*@")


Value = str | int | float | None


class SettingShown(TypedDict):
    """A setting with its value and origin."""

    name: str
    value: Value
    origin: str


class DoctorReport(TypedDict):
    """What the check found, part by part."""

    settings: list[SettingShown]
    engine: dict[str, Value]
    catalogue: dict[str, Value]
    backups: dict[str, Value]
    seed: dict[str, Value]
    problems: list[str]


def origins(settings: Settings, flags: Collection[str]) -> list[SettingShown]:
    """Every setting with its value, secrets hidden, and its origin; ``flags`` are the names that flags gave."""
    file = config_file()
    in_file = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    variables = {name.upper() for name in os.environ}

    def origin(name: str) -> str:
        variable = f"STDGRAPH_{name.upper()}"
        if name in flags:
            return "flag"
        if variable in variables:
            return variable
        return str(file) if name in in_file else "default"

    return [
        {"name": name, "value": _shown(getattr(settings, name)), "origin": origin(name)}
        for name in Settings.model_fields
    ]


def _shown(value: object) -> Value:
    if value is None or isinstance(value, int | float):
        return value
    return HIDDEN if isinstance(value, SecretStr) else _USER_IN_ADDRESS.sub(f"//{HIDDEN}@", str(value))


SHOWN = 20
"""Differences that are listed one by one."""


def doctor(
    context: typer.Context,
    format_: Annotated[TableOrJson, typer.Option("--format")] = (TableOrJson.TABLE),
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Show the settings in force, and check engine, schema, catalogue and seed. Returns the exit code."""
    from stdgraph.cli.translation import translated

    flags = {"data_dir"} if data_dir or given(context).data_dir else set()
    settings = settings_for(context, data_dir, config)
    report: DoctorReport = {
        "settings": origins(settings, flags),
        "engine": {},
        "catalogue": {},
        "backups": {},
        "seed": {},
        "problems": [],
    }
    code = Exit.FINE
    report["problems"] += unknown_variables_told()
    try:
        asyncio.run(_examine(settings, report))
    except Unavailable as error:
        report["problems"].append(translated(error))
        code = Exit(error.exit_code)
    report["backups"] = _backups(settings, report)
    report["seed"] = _seed(report)
    _show(report, format_)
    for problem in report["problems"]:
        report_problem(problem)
    return code or (Exit.NO if report["problems"] else Exit.FINE)


async def _examine(settings: Settings, report: DoctorReport) -> None:
    """Add what the engine and the catalogue report; raises Unavailable."""
    from stdgraph.cli.client import census, opened
    from stdgraph.commands.audit import audit
    from stdgraph.commands.replay import differences
    from stdgraph.datasets.ownership import owner_differences
    from stdgraph.store.migrations import LATEST, schema_version

    async with opened(settings) as graph:
        begun = time.perf_counter()
        await graph.check()
        trip = (time.perf_counter() - begun) * 1000
        report["engine"] = {**graph.engine.facts(), "round trip": f"{trip:.1f} ms"}
        version = await schema_version(graph)
        report["catalogue"] = {"schema version": version, **await census(graph)}
        if version != LATEST:
            report["problems"].append(say.WRONG_VERSION(version=version, expected=LATEST))
            return
        found = await graph.read(differences)
        report["catalogue"]["differences"] = len(found)
        report["problems"] += map(_difference, found[:SHOWN])
        if len(found) > SHOWN:
            report["problems"].append(say.MORE_DIFFERENCES(count=len(found) - SHOWN))
        findings = await graph.read(audit)
        report["catalogue"]["findings"] = sum(finding.count for finding in findings)
        report["problems"] += map(_finding, findings)
        unowned = await owner_differences(graph)
        report["catalogue"]["owners"] = len(unowned)
        report["problems"] += map(_unowned, unowned[:SHOWN])


def _backups(settings: Settings, report: DoctorReport) -> dict[str, Value]:
    """Where scheduled backups are made, and when the last was; nothing where none is made."""
    from stdgraph.datasets.backup.folder import BackupFolder

    if settings.backup_dir is None:
        return {}
    found: dict[str, Value] = {"backup folder": str(settings.backup_dir)}
    try:
        record = BackupFolder(settings.backup_dir).record()
    except StdgraphError as error:
        from stdgraph.cli.translation import translated

        report["problems"].append(translated(error))
        return found
    if record.failure is not None:
        at = record.failure.at.isoformat(timespec="seconds")
        report["problems"].append(say.NO_BACKUP_MADE(at=at, reason=record.failure.reason))
    return {**found, "last backup": record.last.isoformat() if record.last else None}


def _seed(report: DoctorReport) -> dict[str, Value]:
    """Whether the bundled seed is valid, and what it holds."""
    from stdgraph.datasets.reader import bundled_seed, read_seed

    try:
        place = bundled_seed()
        seed = read_seed(place)
    except StdgraphError as error:
        report["problems"].append(say.INVALID_SEED(reason=str(error).partition("\n")[0]))
        return {"valid": False}
    systems = ", ".join(part.code for part in seed.systems)
    return {"folder": str(place), "valid": True, "systems": systems}


def _show(report: DoctorReport, format_: TableOrJson) -> None:
    from rich.markup import escape
    from rich.table import Table

    from stdgraph.cli.output import answers, write_json

    if format_ is TableOrJson.JSON:
        write_json(report)
        return
    console, language = answers(), texts.language()
    drawn = Table(
        *(title() for title in (say.SETTING, say.VALUE, say.ORIGIN)),
        title=say.SETTINGS(),
        title_justify="left",
        title_style="bold",
    )
    for row in report["settings"]:
        origin = ORIGINS[row["origin"]]() if row["origin"] in ORIGINS else row["origin"]
        drawn.add_row(row["name"], escape(plain(row["value"])), escape(origin))
    console.print(drawn)
    for title, values in (
        (say.ENGINE, report["engine"]),
        (say.CATALOGUE, report["catalogue"]),
        (say.BACKUPS, report["backups"]),
        (say.SEED, report["seed"]),
    ):
        drawn = Table(title=title(), title_justify="left", title_style="bold", show_header=False)
        for name, value in values.items():
            known = LABEL_PLURALS.get(name) or FACTS.get(name)
            shown = (texts.YES() if value else texts.NO()) if isinstance(value, bool) else plain(value)
            drawn.add_row(known.in_language(language) if known else name, escape(shown))
        if values:
            console.print(drawn)
    count = len(report["problems"])
    console.print(f"[bold]{say.ALL_WELL()}[/]" if not count else say.PROBLEMS(count=count))


def _unowned(found: OwnerDifference) -> str:
    label = LABEL_PLURALS[found.label].in_language(texts.language())
    stored, stated = (plain(value) or "-" for value in (found.stored, found.stated))
    return texts.UNOWNED(label=label, key=found.key, field=found.field, stored=stored, stated=stated)


def _difference(found: StateDifference) -> str:
    if texts.language() is Language.EN:
        return str(found)
    stored, derived = (plain(value) or "空" for value in (found.stored, found.recomputed))
    return say.DIFFERENCE(id=found.standard, field=found.field, stored=stored, derived=derived)


def _finding(found: Finding) -> str:
    """A finding in one line: what is wrong, some of it by name, and what to do."""
    named = ("、" if texts.language() is Language.ZH else ", ").join(found.named)
    if found.count > len(found.named):
        named = say.AND_MORE(named=named)
    return say.messages()[found.check](count=found.count, named=named)
