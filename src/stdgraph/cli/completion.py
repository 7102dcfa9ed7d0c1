"""What a shell completes: codes of the catalogue and of its vocabularies. It never starts an engine, and what goes wrong is silent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Given
from stdgraph.domain.stages import STAGES, SUBSTAGES, parse_stage, stage_title
from stdgraph.domain.vocabulary import Language

Completed = list[tuple[str, str]]
"""Values, each with what it means."""


def systems(ctx: typer.Context, incomplete: str) -> Completed:
    """Codes of systems."""
    return _beginning(incomplete, _known(ctx, "systems"))


def committees(ctx: typer.Context, incomplete: str) -> Completed:
    """Codes of committees."""
    return _beginning(incomplete, _known(ctx, "committees"))


def categories(ctx: typer.Context, incomplete: str) -> Completed:
    """Codes of product categories."""
    return _beginning(incomplete, _known(ctx, "categories"))


def subsystems(ctx: typer.Context, incomplete: str) -> Completed:
    """``SYSTEM/CODE``: first the systems, once one is chosen its subsystems."""
    if "/" in incomplete:
        return _beginning(incomplete, _known(ctx, "subsystems"))
    return _beginning(incomplete, [(f"{code}/", title) for code, title in _known(ctx, "systems")])


def stages(ctx: typer.Context, incomplete: str) -> Completed:
    """Codes of stages: first the stages, once one is chosen its sub-stages."""
    chosen = texts.language()
    whole = [code for stage in STAGES for code in (stage, *(f"{stage}.{sub}" for sub in SUBSTAGES))]
    shown = [code for code in whole if ("." in incomplete or len(incomplete) > 1) == ("." in code)]
    return _beginning(incomplete, [(code, stage_title(parse_stage(code), chosen)) for code in shown])


def _known(ctx: typer.Context, kind: str) -> list[tuple[str, str]]:
    """The codes of a kind; none where settings are wrong or nothing is known."""
    try:
        from stdgraph.cli.known_codes import known_codes
        from stdgraph.settings import load_settings

        if (file := _given(ctx, "config")) is not None:
            os.environ["STDGRAPH_CONFIG"] = str(file)
        found = known_codes(load_settings(data_dir=_given(ctx, "data_dir")))
        place = 1 if texts.language() is Language.ZH else 2
        return [(one[0], one[place] or one[3 - place]) for one in found.get(kind, [])]
    except Exception:
        return []


def _given(ctx: typer.Context, name: str) -> Path | None:
    """The folder or file that was named before or after the command; None without one."""
    above = ctx.parent
    for at in (ctx, *([above] if above is not None else [])):
        value = at.params.get(name) or (getattr(at.obj, name) if isinstance(at.obj, Given) else None)
        if value is not None:
            return Path(value)
    return None


def _beginning(incomplete: str, known: Iterable[tuple[str, str]]) -> Completed:
    return [(code, title) for code, title in known if code.startswith(incomplete)]
