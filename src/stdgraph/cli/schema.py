"""``stdgraph schema``: the GraphQL schema as text."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug
from stdgraph.cli.output import cannot_write, reason, write_text
from stdgraph.errors import BadInput


def schema(
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", dir_okay=False)] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", dir_okay=False),
    ] = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Print the GraphQL schema (SDL), write it to a file, or compare it with one."""
    if output is not None and check is not None:
        raise typer.BadParameter(texts.SCHEMA_EXCLUSIVE())
    held = _read(check) if check else None
    from stdgraph.graphql import sdl

    text = sdl().rstrip("\n") + "\n"
    if check is not None and held is not None:
        return _compare(check, held, text)
    if output is None:
        write_text(text)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise cannot_write(output, error) from None
    return Exit.FINE


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(texts.NO_SUCH_FILE(file=file)) from None
    except OSError as error:
        raise BadInput(texts.CANNOT_READ(file=file, reason=reason(error))) from None
    except UnicodeDecodeError:
        raise BadInput(texts.CANNOT_READ(file=file, reason=texts.EXPECTED_UTF8())) from None


def _compare(file: Path, held: str, text: str) -> int:
    if held == text:
        return Exit.FINE
    lines = difflib.unified_diff(
        held.splitlines(keepends=True), text.splitlines(keepends=True), str(file), texts.THIS_SCHEMA()
    )
    sys.stdout.writelines(lines)
    return Exit.NO
