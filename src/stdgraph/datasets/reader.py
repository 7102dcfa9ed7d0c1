"""Reads a seed from its folder: all of it in order, or an error that names every problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import stdgraph
from stdgraph.datasets.checks import Lineage, SeedChecks
from stdgraph.datasets.fields import dataset_name
from stdgraph.datasets.folders import DATASET_FILE, SYSTEM_FILE, system_folders
from stdgraph.datasets.names import Names
from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems
from stdgraph.datasets.rows import (
    CategoryRow,
    ClaimRow,
    CommitteeRow,
    DatasetDefinition,
    DatasetRow,
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
    SystemRow,
    SystemSeed,
)
from stdgraph.datasets.system_checks import SystemChecks
from stdgraph.datasets.tables import R, Table, read_rows, read_table
from stdgraph.datasets.yaml_files import read_yaml
from stdgraph.domain.vocabulary import SubjectType
from stdgraph.errors import BadInput


def bundled_seed() -> Path:
    """The folder of the bundled seed, in the wheel or in the checkout that this code runs from."""
    package = Path(stdgraph.__file__).parent
    candidates = (package / "_seed", package.parent.parent / "seed")
    found = next((folder for folder in candidates if folder.is_dir()), None)
    if found is None:
        raise BadInput("no bundled seed in this installation: name a seed folder")
    return found


def read_seed(folder: Path) -> Seed:
    """The seed of a folder, whose large tables stay in their files; what it needs of the catalogue is its ``external``.

    Raises SeedInvalid, naming file, row and column of each problem, BadInput for a missing folder.
    """
    if not folder.is_dir():
        raise BadInput(f"no such seed folder: {folder}")
    malformed = Problems()
    reading = _Reading(folder, _dataset(folder, malformed), malformed)
    try:
        seed = reading.read()
    except OSError as error:  # of a folder: what is wrong with a file is one of the problems
        raise BadInput(f"cannot read the seed folder: {error}") from None
    malformed.raise_if_any()  # a malformed row would cause further problems wherever it is mentioned
    reading.problems.raise_if_any()
    return seed


def _dataset(folder: Path, problems: Problems) -> DatasetDefinition:
    place = Place(DATASET_FILE)
    row = DatasetRow()
    if (folder / DATASET_FILE).exists():
        row = read_yaml(folder, DATASET_FILE, DatasetRow, problems) or row
    stated = row.model_dump(exclude_none=True)
    if row.name is None:
        name = folder.name if folder.name not in ("", "..") else folder.resolve().name
        try:
            stated["name"] = dataset_name(name)
        except ValueError as error:
            problems.add(place, "name", f"missing, and the folder's name does not do: {error}")
            stated["name"] = "seed"
    return DatasetDefinition(**stated)


class _Reading:
    """One pass over the files of a seed, in an order in which most names are defined before they are mentioned."""

    def __init__(self, folder: Path, dataset: DatasetDefinition, malformed: Problems) -> None:
        self.problems = Problems()
        self._folder = folder
        self._dataset = dataset
        self._malformed = malformed
        self._checks = SeedChecks(Names(dataset.name, self.problems), self.problems)
        self._lineage = Lineage(self.problems)

    def read(self) -> Seed:
        """The seed, of which nothing is to be used once there are problems."""
        checks = self._checks
        folders = system_folders(self._folder, self._malformed)
        sources = self._rows("sources.csv", SourceRow, checks.source)
        committees = self._rows("committees.csv", CommitteeRow, checks.committee)
        categories = self._rows("product-categories.csv", CategoryRow, checks.category)
        dependencies = self._rows("dependencies.csv", DependencyRow, checks.dependency)
        rules = {code: SystemChecks(code, checks, self._lineage) for code in folders}
        defined = [self._definitions(code, rules[code]) for code in folders]
        referenced = self._table("referenced.csv", ReferencedRow, checks.referenced)
        systems = tuple(self._relations(part, rules[part.code]) for part in defined)
        claims = self._table("claims.csv", ClaimRow, checks.claim)
        self._lineage.check()
        external = checks.external()
        return Seed(sources, committees, categories, dependencies, claims, referenced, systems, self._dataset, external)

    def _definitions(self, code: str, rules: SystemChecks) -> SystemSeed:
        """What a system's folder defines."""
        checks = self._checks
        place = Place(f"{code}/{SYSTEM_FILE}")
        system = None
        if (self._folder / place.file).exists():
            system = read_yaml(self._folder, place.file, SystemRow, self._malformed)
            if system:
                checks.system(place, system)
        else:
            expected = f"a standards system of the catalogue, or a {SYSTEM_FILE} here"
            checks.names.mention(SubjectType.STANDARDS_SYSTEM, code, Place(code), None, expected)
        subsystems = self._rows(f"{code}/subsystems.csv", SubsystemRow, rules.subsystem)
        standards = self._table(f"{code}/standards.csv", StandardRow, checks.standard)
        return SystemSeed(code, system, subsystems, standards)

    def _relations(self, part: SystemSeed, rules: SystemChecks) -> SystemSeed:
        """With what a system's folder says of what is defined, here or elsewhere."""
        return replace(
            part,
            listings=self._table(f"{part.code}/listings.csv", ListingRow, rules.listing),
            replacements=self._table(f"{part.code}/replacements.csv", ReplacementRow, rules.replacement),
            references=self._table(f"{part.code}/references.csv", ReferenceRow, rules.reference),
            demands=self._rows(f"{part.code}/demands.csv", DemandRow, rules.demand),
        )

    def _rows(self, file: str, model: type[R], check: Callable[[Place, R], None]) -> tuple[R, ...]:
        return read_rows(self._folder, file, model, self._malformed, check)

    def _table(self, file: str, model: type[R], check: Callable[[Place, R], None]) -> Table[R]:
        return read_table(self._folder, file, model, self._malformed, check)
