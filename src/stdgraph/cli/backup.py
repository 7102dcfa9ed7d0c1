"""``stdgraph backup``: the whole catalogue as one file, and whether that file is good."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli import texts
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug, TableOrJson, settings_for

if TYPE_CHECKING:
    from stdgraph.datasets.backup.manifest import Manifest
    from stdgraph.datasets.backup.verify import Verification
    from stdgraph.settings import Settings


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)],
    verify: Annotated[bool, typer.Option("--verify")] = False,
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Write the whole catalogue into a file; with ``--verify`` see that it restores. Returns the exit code."""
    from stdgraph.cli.output import answers, write_json

    settings = settings_for(context, data_dir, config)
    made = None if verify and file.exists() else asyncio.run(_back_up(settings, file))
    tried = asyncio.run(_verify(settings, file)) if verify else None
    if format_ is TableOrJson.JSON:
        write_json(as_json(file, made, tried))
    else:
        for line in lines(file, made, tried):
            answers().print(line, markup=False)
    return Exit.FINE if tried is None or tried.good else Exit.NO


async def _back_up(settings: Settings, file: Path) -> Manifest:
    from stdgraph.cli.client import opened
    from stdgraph.cli.output import busy, labelled_progress
    from stdgraph.datasets.backup.backup import backup as back_up

    async with opened(settings) as graph:
        with busy() as bar:
            return await back_up(graph, file, progress=labelled_progress(bar, texts.BACKING_UP))


async def _verify(settings: Settings, file: Path) -> Verification:
    from stdgraph.cli.output import busy, labelled_progress
    from stdgraph.datasets.backup.verify import verify

    with busy() as bar:
        return await verify(file, settings, progress=labelled_progress(bar, texts.RESTORING))


def summary(file: Path, manifest: Manifest) -> dict[str, Any]:
    """What a backup holds, for programs."""
    from stdgraph.datasets.backup.manifest import NODES, RELATIONSHIPS

    return {
        "file": str(file),
        "madeAt": manifest.made_at.isoformat(),
        "stdgraph": manifest.stdgraph,
        "schemaVersion": manifest.schema_version,
        "revision": manifest.revision,
        "sequence": manifest.sequence,
        "nodes": manifest.rows(NODES),
        "relationships": manifest.rows(RELATIONSHIPS),
        "digest": manifest.digest,
    }


def as_json(file: Path, made: Manifest | None, tried: Verification | None) -> dict[str, Any]:
    """What was made and what trying it found, for programs."""
    manifest = made or (tried.manifest if tried else None)
    document = {**summary(file, manifest), "made": made is not None} if manifest else {}
    if tried is None:
        return document
    differences = [{"path": one.path, "expected": one.expected, "found": one.found} for one in tried.differences]
    return {**document, "verified": tried.good, "differences": differences}


def lines(file: Path, made: Manifest | None, tried: Verification | None) -> list[str]:
    """What was made and what trying it found, for people."""
    said = [texts.BACKED_UP(**summary(file, made))] if made else []
    if tried is not None:
        said.append((texts.VERIFIED if tried.good else texts.NOT_VERIFIED)(file=file))
        said += [
            texts.BACKUP_DIFFERS(part=one.path, expected=one.expected, found=one.found) for one in tried.differences
        ]
    return said
