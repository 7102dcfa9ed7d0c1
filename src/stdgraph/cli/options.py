"""Options that several commands share, and the settings that follow from them."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from stdgraph.settings import Settings


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class TableOrJson(StrEnum):
    """How an answer of several parts is written."""

    TABLE = "table"
    JSON = "json"


class Every(StrEnum):
    """The interval at whose end a history counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Words(StrEnum):
    """The language of titles and messages."""

    ZH = "zh"
    EN = "en"


def _day(text: str) -> date:
    """A day of the command line; raises ValueError for all that is not ``YYYY-MM-DD``."""
    with suppress(ValueError):
        found = date.fromisoformat(text)
        if found.isoformat() == text:  # it reads week days as well, and days without hyphens
            return found
    raise ValueError(f"{text!r} is no day: expected YYYY-MM-DD")


_ANYWHERE = "Anywhere on the line"

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the embedded engine.", rich_help_panel=_ANYWHERE, show_default=False),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Settings file (TOML).",
        exists=True,
        dir_okay=False,
        rich_help_panel=_ANYWHERE,
        show_default=False,
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show stack traces and log requests.", rich_help_panel=_ANYWHERE)]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=_day,
        metavar="YYYY-MM-DD",
        help="The day asked about; today without it.",
        show_default=False,
    ),
]
From = Annotated[
    date | None,
    typer.Option(
        "--from",
        parser=_day,
        metavar="YYYY-MM-DD",
        help="With --history: a day of the first interval; a year before the last without it.",
        show_default=False,
    ),
]
To = Annotated[
    date | None,
    typer.Option(
        "--to",
        parser=_day,
        metavar="YYYY-MM-DD",
        help="With --history: the last day; today without it.",
        show_default=False,
    ),
]
Each = Annotated[
    Every | None,
    typer.Option("--interval", help="With --history: the intervals; months without it.", show_default=False),
]
FormatOption = Annotated[Format, typer.Option("--format", help="table for people, json or csv for programs.")]
LanguageOption = Annotated[Words, typer.Option("--language", help="Language of titles and messages.")]


@dataclass(frozen=True, slots=True)
class Given:
    """The options given before the command."""

    data_dir: Path | None = None
    config: Path | None = None
    debug: bool = False


def settings_for(context: typer.Context, data_dir: Path | None, config: Path | None, **flags: Any) -> Settings:
    """The settings in force, by the file, the variables, and the flags before and after the command."""
    from stdgraph.settings import load_settings

    before = given(context)
    file = config or before.config
    if file is not None:
        os.environ["STDGRAPH_CONFIG"] = str(file)
    return load_settings(data_dir=data_dir or before.data_dir, **flags)


def given(context: typer.Context) -> Given:
    """The options given before the command."""
    before = context.find_object(Given)
    return before or Given()


def day(value: date | None) -> str | None:
    """A day as GraphQL takes it."""
    return value.isoformat() if value else None
