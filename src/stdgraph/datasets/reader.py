"""Reads a seed from its folder as plain rows: all of it, or an error that names every problem."""

from __future__ import annotations

from pathlib import Path

import stdgraph
from stdgraph.datasets.checks import SystemTables, Tables, check
from stdgraph.datasets.rows import (
    CategoryRow,
    ClaimRow,
    CommitteeRow,
    DemandRow,
    DependencyRow,
    ListingRow,
    ReferencedRow,
    ReferenceRow,
    ReplacementRow,
    Seed,
    SourceRow,
    StandardRow,
    SubsystemRow,
    SystemSeed,
)
from stdgraph.datasets.tables import Place, Problems, read_system, read_table
from stdgraph.errors import BadInput

SYSTEM_FILE = "system.yaml"


def bundled_seed() -> Path:
    """The folder of the bundled seed, in the wheel or in the checkout that this code runs from."""
    package = Path(stdgraph.__file__).parent
    candidates = (package / "_seed", package.parent.parent / "seed")
    found = next((folder for folder in candidates if folder.is_dir()), None)
    if found is None:
        raise BadInput("no bundled seed in this installation: name a seed folder")
    return found


def read_seed(folder: Path) -> Seed:
    """The rows of a seed. Raises SeedInvalid, naming file, row and column of each problem, BadInput for a missing folder."""
    if not folder.is_dir():
        raise BadInput(f"no such seed folder: {folder}")
    problems = Problems()
    tables = _read(folder, problems)
    problems.raise_if_any()  # a malformed row would cause further problems wherever it is mentioned
    check(tables, problems)
    problems.raise_if_any()
    return Seed(
        sources=tables.sources.rows,
        committees=tables.committees.rows,
        categories=tables.categories.rows,
        dependencies=tables.dependencies.rows,
        claims=tables.claims.rows,
        referenced=tables.referenced.rows,
        systems=tuple(_plain(part) for part in tables.systems),
    )


def _read(folder: Path, problems: Problems) -> Tables:
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not names:
        problems.add(Place(folder.name), None, f"no system folder (expected one with {SYSTEM_FILE})")
    return Tables(
        sources=read_table(folder, "sources.csv", SourceRow, problems),
        committees=read_table(folder, "committees.csv", CommitteeRow, problems),
        categories=read_table(folder, "product-categories.csv", CategoryRow, problems),
        dependencies=read_table(folder, "dependencies.csv", DependencyRow, problems),
        claims=read_table(folder, "claims.csv", ClaimRow, problems),
        referenced=read_table(folder, "referenced.csv", ReferencedRow, problems),
        systems=tuple(part for name in names if (part := _read_system(folder, name, problems))),
    )


def _read_system(folder: Path, name: str, problems: Problems) -> SystemTables | None:
    file = f"{name}/{SYSTEM_FILE}"
    system = read_system(folder, file, problems)
    subsystems = read_table(folder, f"{name}/subsystems.csv", SubsystemRow, problems)
    standards = read_table(folder, f"{name}/standards.csv", StandardRow, problems)
    listings = read_table(folder, f"{name}/listings.csv", ListingRow, problems)
    replacements = read_table(folder, f"{name}/replacements.csv", ReplacementRow, problems)
    references = read_table(folder, f"{name}/references.csv", ReferenceRow, problems)
    demands = read_table(folder, f"{name}/demands.csv", DemandRow, problems)
    if system is None:
        return None
    return SystemTables(Place(file), system, subsystems, standards, listings, replacements, references, demands)


def _plain(part: SystemTables) -> SystemSeed:
    return SystemSeed(
        system=part.system,
        subsystems=part.subsystems.rows,
        standards=part.standards.rows,
        listings=part.listings.rows,
        replacements=part.replacements.rows,
        references=part.references.rows,
        demands=part.demands.rows,
    )
