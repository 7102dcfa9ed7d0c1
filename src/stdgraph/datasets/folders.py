"""What lies in a seed's folder: the files of the format, and what looks like one of them and is none."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems

DATASET_FILE = "dataset.yaml"
SYSTEM_FILE = "system.yaml"
SHARED_TABLES = (
    "sources.csv",
    "committees.csv",
    "product-categories.csv",
    "dependencies.csv",
    "claims.csv",
    "referenced.csv",
)
SYSTEM_TABLES = (
    "subsystems.csv",
    "standards.csv",
    "listings.csv",
    "replacements.csv",
    "references.csv",
    "demands.csv",
)

DATA = frozenset({".csv", ".tsv", ".yaml", ".yml", ".json", ".jsonl", ".xls", ".xlsx", ".ods"})
"""Endings of files that somebody may take for a part of the seed; others, such as notes, are nobody's business."""


def system_folders(folder: Path, problems: Problems) -> list[str]:
    """The names of the folders of systems, in order; that there is none, and each file that the format does not know, is a problem."""
    _refuse_unknown(folder, "", (DATASET_FILE, *SHARED_TABLES), problems)
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    found = []
    for name in names:
        _refuse_unknown(folder / name, f"{name}/", (SYSTEM_FILE, *SYSTEM_TABLES), problems)
        if any((folder / name / file).exists() for file in (SYSTEM_FILE, *SYSTEM_TABLES)):
            found.append(name)
        else:
            message = f"no file of a system in this folder (expected {', '.join((SYSTEM_FILE, *SYSTEM_TABLES))})"
            problems.add(Place(name), None, message)
    if not names:
        problems.add(Place(folder.name), None, f"no system folder (expected one with {SYSTEM_FILE})")
    return found


def _refuse_unknown(folder: Path, prefix: str, known: Sequence[str], problems: Problems) -> None:
    for path in sorted(folder.iterdir()):
        name = path.name
        if name in known or name.startswith((".", "~")) or path.suffix.lower() not in DATA or path.is_dir():
            continue
        nearest = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
        problems.add(Place(f"{prefix}{name}"), None, f"unknown file (expected {' or '.join(nearest or known)})")
