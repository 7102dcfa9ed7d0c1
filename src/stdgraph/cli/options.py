"""Options that several commands share, and the settings that follow from them."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.domain.vocabulary import Language

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


def whole_day(text: str) -> date:
    """A day of the command line; raises ValueError for anything but ``YYYY-MM-DD``."""
    with suppress(ValueError):
        found = date.fromisoformat(text)
        if found.isoformat() == text:  # it reads week days as well, and days without hyphens
            return found
    raise ValueError(texts.INVALID_DATE(text=repr(text)))


DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", metavar="FOLDER", show_default=False),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]
Debug = Annotated[bool, typer.Option("--debug")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=whole_day,
        metavar="YYYY-MM-DD",
        show_default=False,
    ),
]
From = Annotated[
    date | None,
    typer.Option(
        "--from",
        parser=whole_day,
        metavar="YYYY-MM-DD",
        show_default=False,
    ),
]
To = Annotated[
    date | None,
    typer.Option(
        "--to",
        parser=whole_day,
        metavar="YYYY-MM-DD",
        show_default=False,
    ),
]
Each = Annotated[
    Every | None,
    typer.Option("--interval", show_default=False),
]
FormatOption = Annotated[Format, typer.Option("--format")]
LanguageOption = Annotated[
    Language | None, typer.Option("--language", metavar="zh|en", case_sensitive=False, show_default=False)
]


@dataclass(frozen=True, slots=True)
class Given:
    """The options given before the command."""

    data_dir: Path | None = None
    config: Path | None = None
    debug: bool = False


def settings_for(
    context: typer.Context, data_dir: Path | None, config: Path | None, **flags: str | int | bool | None
) -> Settings:
    """The settings in force, by the file, the variables, and the flags before and after the command.

    From here on the command line speaks the language that they name.
    """
    from stdgraph.settings import load_settings

    before = given(context)
    file = config or before.config
    if file is not None:
        os.environ["STDGRAPH_CONFIG"] = str(file)
    settings = load_settings(data_dir=data_dir or before.data_dir, **flags)
    texts.speak(settings.language)
    return settings


def given(context: typer.Context) -> Given:
    """The options given before the command."""
    before = context.find_object(Given)
    return before or Given()


def day(value: date | None) -> str | None:
    """A day as GraphQL takes it."""
    return value.isoformat() if value else None
