"""``stdgraph schema``: the GraphQL schema as text."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug
from stdgraph.errors import BadInput


def schema(
    output: Annotated[Path | None, typer.Option("--output", dir_okay=False, help="Write to this file.")] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", dir_okay=False, help="Compare with this file; exit 1 and a diff where it differs."),
    ] = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Print the GraphQL schema (SDL), write it to a file, or compare it with one. Preload no engine."""
    if output is not None and check is not None:
        raise typer.BadParameter("--output and --check exclude each other")
    held = _read(check) if check else None
    from stdgraph.graphql import sdl

    text = sdl().rstrip("\n") + "\n"
    if check is not None and held is not None:
        return _compare(check, held, text)
    if output is None:
        sys.stdout.write(text)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise BadInput(f"cannot write {output}: {error.strerror}") from None
    return Exit.FINE


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"cannot read {file}: expected UTF-8") from None


def _compare(file: Path, held: str, text: str) -> int:
    if held == text:
        return Exit.FINE
    lines = difflib.unified_diff(
        held.splitlines(keepends=True), text.splitlines(keepends=True), str(file), "the schema of this stdgraph"
    )
    sys.stdout.writelines(lines)
    return Exit.NO
